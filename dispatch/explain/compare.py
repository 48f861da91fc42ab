"""Two plans of one problem: what moved, what it is worth term by term, and why, where that can be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from dispatch.explain.causes import MoveCause, PlaceInPlan, Sides, cause_of, cause_text
from dispatch.model.objective import Score, score, weights_for
from dispatch.model.phrases import CHANGE_TEXTS, PLAN_TEXTS, Language
from dispatch.model.plan import Plan
from dispatch.model.problem import Problem
from dispatch.model.terms import in_words, minutes, routes_of, terms_of, times_over
from dispatch.travel import TravelTimes, travel_times

NOTABLE_S: Final = 60
"""Arrivals that shift by less are the same for a customer, who is told minutes."""


@dataclass(frozen=True, slots=True)
class Change:
    """One job that is served otherwise: `kind` is a key of CHANGE_TEXTS, a missing place is no route."""

    job: str
    kind: str
    before: PlaceInPlan | None
    after: PlaceInPlan | None
    cause: MoveCause

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "job": self.job,
            "kind": self.kind,
            "before": self.before.to_dict() if self.before else None,
            "after": self.after.to_dict() if self.after else None,
            "cause": self.cause.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one plan to the other; `terms` is the newer score less the older."""

    changes: tuple[Change, ...]
    before: Score
    after: Score
    sentences: tuple[str, ...]

    @property
    def difference(self) -> Score:
        """The newer score less the older."""
        return self.after + times_over(self.before, -1)

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "changes": [change.to_dict() for change in self.changes],
            "before": self.before.to_dict(),
            "after": self.after.to_dict(),
            "difference": terms_of(self.difference) | {"total": self.difference.total},
            "sentences": list(self.sentences),
        }


def compare(
    problem: Problem,
    before: Plan,
    after: Plan,
    language: Language = "en",
    names: Mapping[str, str] | None = None,
    times: TravelTimes | None = None,
) -> Comparison:
    """Compare two plans under the terms of `problem`, which is the newer plan's snapshot.

    The older plan may be of an earlier snapshot: jobs and engineers that are gone since are told as such and
    do not count in its score. `names` are what the sentences call engineers and jobs (id → name). Raises
    KeyError if the newer plan names an id that the problem does not have.
    """
    road = times or travel_times(problem.travel)
    sides = Sides(problem, _places(before), _places(after), _known(problem, before), routes_of(after), road)
    listed = {*sides.before, *(item.job for item in before.unassigned)}
    changes = []
    for job_id in dict.fromkeys([*sides.before, *problem.job_index]):
        kind = _kind(sides, job_id, new=job_id not in listed)
        if kind is not None:
            old, new = sides.before.get(job_id), sides.after.get(job_id)
            changes.append(Change(job_id, kind, old, new, cause_of(sides, job_id, kind)))
    weights = weights_for(problem)
    older = score(problem, sides.kept, road, weights)
    newer = score(problem, sides.routes, road, weights)
    found = Comparison(tuple(changes), older, newer, ())
    return replace(found, sentences=tuple(_told(found, language, names or {})))


def change_text(change: Change, language: Language = "en", names: Mapping[str, str] | None = None) -> str:
    """What moved and why, in two sentences."""
    called = names or {}
    places = {"of": change.before, "to": change.after}
    who = {key: called.get(p.engineer, p.engineer) for key, p in places.items() if p is not None}
    shift_s = change.after.arrive_s - change.before.arrive_s if change.after and change.before else 0
    words: dict[str, object] = {"job": called.get(change.job, change.job), "minutes": abs(shift_s) // 60}
    text = CHANGE_TEXTS[language][change.kind].format(**words, **who)
    space = "" if language == "zh-CN" else " "
    return f"{text}{space}{cause_text(change.cause, language, called)}"


def _places(plan: Plan) -> dict[str, PlaceInPlan]:
    return {
        stop.job: PlaceInPlan(route.engineer, position, stop.arrive_s)
        for route in plan.routes
        for position, stop in enumerate(route.stops)
    }


def _known(problem: Problem, plan: Plan) -> dict[str, tuple[str, ...]]:
    """The plan's routes without what the problem does not have any more."""
    return {
        key: tuple(stop for stop in stops if stop in problem.job_index)
        for key, stops in routes_of(plan).items()
        if key in problem.engineer_index
    }


def _kind(sides: Sides, job_id: str, *, new: bool) -> str | None:
    """What happened to a job; None if nothing that anybody would notice."""
    before, after = sides.before.get(job_id), sides.after.get(job_id)
    if job_id not in sides.problem.job_index:
        return "gone"
    if before is None or after is None:
        return _kind_of_one(before, after, new=new)
    if before.engineer != after.engineer:
        return "moved"
    shift_s = after.arrive_s - before.arrive_s
    if abs(shift_s) < NOTABLE_S:
        return None
    return "later" if shift_s > 0 else "sooner"


def _kind_of_one(before: PlaceInPlan | None, after: PlaceInPlan | None, *, new: bool) -> str | None:
    """The same for a job that one of the plans leaves over."""
    if before is not None:
        return "dropped"
    if new:
        return "new" if after else "waiting"
    return "assigned" if after else None


def _told(found: Comparison, language: Language, names: Mapping[str, str]) -> list[str]:
    texts, kinds = PLAN_TEXTS[language], [change.kind for change in found.changes]
    if not kinds and not terms_of(found.difference):
        return [texts["nothing"]]
    counts = {
        "moved": sum(kind in ("moved", "assigned", "dropped") for kind in kinds),
        "timed": sum(kind in ("later", "sooner") for kind in kinds),
        "new": sum(kind in ("new", "waiting") for kind in kinds),
        "gone": kinds.count("gone"),
    }
    total = found.difference.total
    key = "even" if not total else "cheaper" if total < 0 else "dearer"
    worth = {"cost": minutes(abs(total)), "terms": in_words(found.difference, language)}
    sentences = [texts["moved"].format(**counts), texts[key].format(**worth)]
    return sentences + [change_text(change, language, names) for change in found.changes]
