"""What the expected requests had to do with it: votes as numbers, and who is kept free for what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dispatch.model.phrases import EXPECTED_TEXTS, Language
from dispatch.model.plan import ExpectedFirst, Plan
from dispatch.model.problem import Problem
from dispatch.travel.great_circle import great_circle_m
from dispatch.travel.points import Point

MOST_NAMED = 2  # engineers who could have come, but are kept free by most futures


def expected_reasons(
    problem: Problem,
    plan: Plan,
    job_id: str,
    others: Sequence[str],
    language: Language,
    names: Mapping[str, str],
) -> tuple[list[str], dict[str, Any] | None]:
    """Sentences and numbers about the futures' vote on a job; no sentence where all agree.

    `others` are those who could come instead, best first.
    """
    if plan.expected is None:
        return [], None
    texts, futures = EXPECTED_TEXTS[language], plan.expected.futures
    routes = {route.engineer: route.stops[0].job for route in plan.routes if route.stops}
    told = {first.engineer: first for first in plan.expected.firsts}
    here = {key: first.jobs[job_id] for key, first in told.items() if job_id in first.jobs}
    sentences = [
        texts["votes"].format(engineer=names.get(key, key), votes=votes, futures=futures)
        for key, votes in here.items()
        if routes.get(key) == job_id and votes < futures
    ]
    kept = [told[key] for key in others if key in told and key not in routes and told[key].kept * 2 > futures]
    sentences += [_kept(problem, first, futures, texts["kept"], names) for first in kept[:MOST_NAMED]]
    facts = {"futures": futures, "votes": here, "kept_free": {first.engineer: first.kept for first in kept}}
    return sentences, facts


def _kept(problem: Problem, first: ExpectedFirst, futures: int, text: str, names: Mapping[str, str]) -> str:
    job, km = _nearest(problem, first.near)
    called = {"engineer": names.get(first.engineer, first.engineer), "job": names.get(job, job)}
    return text.format(**called, votes=first.kept, futures=futures, km=f"{km:.1f}")


def _nearest(problem: Problem, at: Point | None) -> tuple[str, float]:
    """The open job next to a place, and how far it is: places have no names here."""
    there = at or problem.jobs[0].point
    distances = [(great_circle_m(there, job.point) / 1000, job.id) for job in problem.jobs]
    km, job_id = min(distances)
    return job_id, km
