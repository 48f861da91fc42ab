"""Why a job is served otherwise in a newer plan: the cause that the problem and the two plans give away.

A cause is looked for where it is plainest: the job itself, its old engineer, a rule, what leaving it where it
was would cost, and at last who took its place. Where none of these speaks, the plan as a whole is the cause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dispatch.explain.reasons import refusal_text
from dispatch.model.alone import alone
from dispatch.model.eligibility import refusals
from dispatch.model.objective import Score
from dispatch.model.phrases import CAUSE_TEXTS, Language
from dispatch.model.problem import Problem
from dispatch.model.terms import Routes, in_words, minutes, score_change, terms_of
from dispatch.model.timing import timed_routes
from dispatch.travel import TravelTimes

SETTLED: Final[Mapping[str, str]] = {
    "new": "new_job",
    "waiting": "new_job",
    "gone": "job_gone",
    "assigned": "room",
}


@dataclass(frozen=True, slots=True)
class PlaceInPlan:
    """Where a job stands in a plan: the engineer, the index of the stop, and the arrival."""

    engineer: str
    position: int
    arrive_s: int

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {"engineer": self.engineer, "position": self.position, "arrive_s": self.arrive_s}


@dataclass(frozen=True, slots=True)
class Sides:
    """Two plans seen from the newer problem.

    `before` and `after` are each job's place; `kept` the older routes as far as the problem still knows their
    jobs and engineers, `routes` the newer ones.
    """

    problem: Problem
    before: Mapping[str, PlaceInPlan]
    after: Mapping[str, PlaceInPlan]
    kept: Routes
    routes: Routes
    times: TravelTimes


@dataclass(frozen=True, slots=True)
class MoveCause:
    """A key of CAUSE_TEXTS with what it names: the old engineer, other jobs, a refusal, or terms saved."""

    code: str
    engineer: str | None = None
    jobs: tuple[str, ...] = ()
    refusal: Mapping[str, Any] | None = None
    saved: Score = field(default_factory=Score)

    def to_dict(self) -> dict[str, Any]:
        """JSON form; `saved` in seconds of driving by term."""
        return {
            "code": self.code,
            "engineer": self.engineer,
            "jobs": list(self.jobs),
            "refusal": dict(self.refusal) if self.refusal else None,
            "saved": terms_of(self.saved) | {"total": self.saved.total},
        }


def cause_of(sides: Sides, job_id: str, kind: str) -> MoveCause:
    """The plainest cause of one change (`kind` as in CHANGE_TEXTS)."""
    if kind in SETTLED:
        return MoveCause(SETTLED[kind])
    engineer_id = sides.before[job_id].engineer
    if kind in ("later", "sooner"):
        return _retimed(sides, job_id, engineer_id)
    return _barred(sides, job_id, engineer_id) or _outweighed(sides, job_id, engineer_id)


def _barred(sides: Sides, job_id: str, engineer_id: str) -> MoveCause | None:
    """Why the old engineer may not serve the job any more; None if that is allowed."""
    index = sides.problem.engineer_index.get(engineer_id)
    if index is None or not sides.problem.engineers[index].available:
        return MoveCause("engineer_gone", engineer_id)
    refused = refusals(sides.problem.engineers[index], sides.problem.job(job_id), sides.problem.now_s)
    return MoveCause("refused", engineer_id, refusal=refused[0].to_dict(engineer_id)) if refused else None


def _outweighed(sides: Sides, job_id: str, engineer_id: str) -> MoveCause:
    """What speaks for the move although the old engineer may still serve the job."""
    saved = _saved(sides, job_id, engineer_id)
    if saved is None:
        problem, job = sides.problem, sides.problem.job(job_id)
        (short,) = alone(problem, [problem.engineer(engineer_id)], job, sides.times)
        return MoveCause(short.code if short else "no_time", engineer_id)
    if saved.total > 0:
        return MoveCause("saves", engineer_id, saved=saved)
    older = set(sides.kept.get(engineer_id, ()))
    others = tuple(stop for stop in sides.routes.get(engineer_id, ()) if stop not in older)
    return MoveCause("makes_room", engineer_id, others) if others else MoveCause("unknown", engineer_id)


def cause_text(cause: MoveCause, language: Language = "en", names: Mapping[str, str] | None = None) -> str:
    """The cause in a sentence; `names` as in `compare`."""
    called = names or {}
    engineer = called.get(cause.engineer, cause.engineer) if cause.engineer else ""
    jobs = ("、" if language == "zh-CN" else ", ").join(called.get(job, job) for job in cause.jobs)
    refusal = refusal_text(cause.refusal, language, called) if cause.refusal else ""
    return CAUSE_TEXTS[language][cause.code].format(
        engineer=engineer,
        jobs=jobs,
        refusal=refusal,
        cost=minutes(max(0, cause.saved.total)),
        terms=in_words(cause.saved, language),
    )


def _retimed(sides: Sides, job_id: str, engineer_id: str) -> MoveCause:
    """Same engineer, another time: what now comes before the stop, or no longer does."""
    older = _ahead(sides.kept.get(engineer_id, ()), job_id)
    newer = _ahead(sides.routes.get(engineer_id, ()), job_id)
    added = tuple(stop for stop in newer if stop not in older)
    freed = tuple(stop for stop in older if stop not in newer)
    later = sides.after[job_id].arrive_s > sides.before[job_id].arrive_s
    if added and (later or not freed):
        return MoveCause("behind", engineer_id, added)
    if freed:
        return MoveCause("freed", engineer_id, freed)
    return MoveCause("clock" if older == newer else "reordered", engineer_id)


def _ahead(stops: Sequence[str], job_id: str) -> tuple[str, ...]:
    return tuple(stops[: list(stops).index(job_id)]) if job_id in stops else ()


def _saved(sides: Sides, job_id: str, engineer_id: str) -> Score | None:
    """What the newer plan would cost more with the job back at its old engineer's best place.

    None if no place there ends within the shift.
    """
    problem, engineer = sides.problem, sides.problem.engineer(engineer_id)
    without = {key: tuple(s for s in stops if s != job_id) for key, stops in sides.routes.items()}
    stops = without.get(engineer_id, ())
    options = [(*stops[:gap], job_id, *stops[gap:]) for gap in range(len(stops) + 1)]
    chains = [(engineer, [problem.job(stop) for stop in option]) for option in options]
    fixed = problem.fixed_first.get(engineer_id)
    costs = []
    for option, visits in zip(options, timed_routes(problem, sides.times, chains), strict=True):
        if visits[-1].depart_s <= engineer.shift_end_s and fixed in (None, option[0]):
            back = {**without, engineer_id: option}
            costs.append(score_change(problem, sides.routes, back, sides.times))
    if len(stops) >= problem.most_stops(engineer) or not costs:
        return None
    return min(costs, key=lambda change: change.total)
