"""Who said yes goes, and who is asked may answer, unless a change keeps a promise that would be broken.

An open offer lasts its acceptance time: the phone has rung, and another that rings ten seconds later makes
both engineers distrust it.  It is set aside as a yes is, for `STRONG` of a promise: that of a return visit
too, which goes after every open promise, but not after one that is kept all the same.  Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.requests.rules.returns import NO_PROMISE
from dispatch.insertion.best_fit import Candidate, rank_candidates
from dispatch.model.eligibility import refusals
from dispatch.model.objective import score, weights_for
from dispatch.model.problem import Job, Problem
from dispatch.travel import travel_times

Routes = Mapping[str, Sequence[str]]

STRONG: Final = 0.5
"""A yes or an open offer is set aside for so much of a promise, or what weighs like it: an hour of somebody
waiting late."""

_SAID_YES = ("accepted", "en_route")


def with_yes_kept(
    problem: Problem, settled: Collection[str] = (), *, returns_give_way: bool = False
) -> Problem:
    """Return the problem in which whoever said yes or is being asked goes, as far as he can.

    With `returns_give_way` whoever is asked for a return visit may go elsewhere.  `settled` were taken from
    somebody who had said yes before: who has them now keeps them, so that nothing moves to and fro.
    """
    asked = [_kept(problem, job, settled) for job in problem.jobs]
    if returns_give_way:
        asked = [
            job if job.state == "offered" and job.priority == NO_PROMISE else held
            for job, held in zip(problem.jobs, asked, strict=True)
        ]
    return replace(problem, jobs=tuple(asked))


def ranked_beside(problem: Problem, job_id: str, settled: Collection[str] = ()) -> list[Candidate]:
    """Return who could serve a new visit, the best first, with nobody's yes or open offer set aside.

    An offer of a return visit stands too, unless nobody would come in time otherwise.
    """
    ranked = rank_candidates(with_yes_kept(problem, settled), job_id)
    if _is_in_time(ranked):
        return ranked
    freer = rank_candidates(with_yes_kept(problem, settled, returns_give_way=True), job_id)
    return freer if _is_in_time(freer) else ranked


def _is_in_time(ranked: Sequence[Candidate]) -> bool:
    return bool(ranked) and ranked[0].feasible and (ranked[0].slack_s or 0) >= 0


def breaks_a_yes(problem: Problem, routes: Routes, settled: Collection[str] = ()) -> list[str]:
    """Return the visits that `routes` take from who said yes or is asked, put behind, or move again."""
    at = {stop: (key, n) for key, stops in routes.items() for n, stop in enumerate(stops)}
    kept = with_yes_kept(problem, settled)
    broken = []
    for job in kept.jobs:
        key, n = at.get(job.id, (None, 0))
        held = job.frozen or (job.id in settled and job.required_engineer is not None)
        if held and (key != job.current_engineer or (job.frozen and n > 0)):
            broken.append(job.id)
    return broken


def is_worth_it(problem: Problem, kept: Routes, wanted: Routes, broken: int) -> bool:
    """Whether `wanted`, which sets aside the yes or the offer of so many, is better than `kept` by enough."""
    times, weights = travel_times(problem.travel), weights_for(problem)
    gain = score(problem, kept, times, weights).total - score(problem, wanted, times, weights).total
    return gain >= STRONG * weights.late * broken


def _kept(problem: Problem, job: Job, settled: Collection[str]) -> Job:
    holder = job.current_engineer
    if holder is None or holder not in problem.engineer_index:
        return job
    engineer = problem.engineer(holder)
    if refusals(engineer, job, problem.now_s):
        return job
    if job.state in _SAID_YES and engineer.heading_to == job.id:
        return replace(job, frozen=True)
    if job.state == "offered" and engineer.heading_to is None:
        return replace(job, frozen=True)
    if job.id in settled:
        return replace(job, required_engineer=holder)
    return job
