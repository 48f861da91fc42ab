"""What is measured of an engineer's work, and what each visit contributes to it; None where it says nothing.

A person answers for what is his alone: for the acceptance, the departure and the drive, not for when a call
was entered or a visit given; for the repair, not for a part that was not there or a door that stayed shut.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import log

from app.requests.rules.promise import KEPT, Outcome, Stage


class Measure(StrEnum):
    """A figure that a person is compared by."""

    PROMISE = "promise"
    FIRST_FIX = "first_fix"
    LASTING = "lasting"
    PACE = "pace"
    SCORE = "score"


SHARES = frozenset({Measure.PROMISE, Measure.FIRST_FIX, Measure.LASTING})
"""Measures of yes and no; the others are numbers."""

OWN_STAGES = frozenset({Stage.ACCEPTANCE, Stage.DEPARTURE, Stage.TRAVEL})
HOLDS_FOR = timedelta(days=30)
"""How long a repair has to hold (三包): the same machine again within it is the first one's failure."""

NOT_HIS = frozenset({"no_access", "customer_absent", "part_missing"})
"""Reasons to leave without the work done that say nothing of who came."""

_LONGEST_RATIO = 8.0


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What is known of one visit to which somebody came, and of what came after it.

    came_before: somebody had come for this request before.  reason: why it ended without the work done.
    expected_s: seconds that the fault takes.  again_at: when the same machine was reported next, where that
    is within `HOLDS_FOR` of the end; has_machine: whether it is known which machine it was.
    """

    on_site_at: datetime
    completed_at: datetime | None
    is_done: bool
    reason: str
    came_before: bool
    expected_s: int
    has_machine: bool
    again_at: datetime | None
    score: int | None


def promise_kept(outcome: Outcome, blamed: Stage | None) -> float | None:
    """Return 1 of a promise kept, 0 of one that the engineer's own stages broke; all else is left out."""
    if outcome in KEPT:
        return 1.0
    return 0.0 if outcome is Outcome.BROKEN and blamed in OWN_STAGES else None


def contributions(visit: VisitFacts, now: datetime) -> Mapping[Measure, float]:
    """Return what a visit adds to each measure; those that it says nothing of are left out."""
    found = {
        Measure.FIRST_FIX: _first_fix(visit),
        Measure.LASTING: _lasting(visit, now),
        Measure.PACE: _pace(visit),
        Measure.SCORE: None if visit.score is None else float(visit.score),
    }
    return {measure: value for measure, value in found.items() if value is not None}


def _first_fix(visit: VisitFacts) -> float | None:
    if visit.came_before or visit.completed_at is None:
        return None
    if visit.is_done:
        return 1.0
    return None if visit.reason in NOT_HIS else 0.0


def _lasting(visit: VisitFacts, now: datetime) -> float | None:
    """Judged once the time is over, or at once where the machine came back."""
    if not visit.is_done or visit.completed_at is None or not visit.has_machine:
        return None
    if visit.again_at is not None:
        return 0.0
    return 1.0 if now - visit.completed_at >= HOLDS_FOR else None


def _pace(visit: VisitFacts) -> float | None:
    """The logarithm of the time on site against the expected: 0 as expected, log 2 twice as long."""
    if not visit.is_done or visit.completed_at is None:
        return None
    spent_s = (visit.completed_at - visit.on_site_at).total_seconds()
    ratio = spent_s / visit.expected_s
    return log(min(max(ratio, 1 / _LONGEST_RATIO), _LONGEST_RATIO))
