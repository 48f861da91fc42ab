"""Why a visit says nothing of a measure, or speaks against who made it; and what a manager may declare.

A person answers for what is his alone: for the acceptance, the departure and the drive, not for when a call
was entered or a visit given; for the repair, not for a part that was not there or a door that stayed shut.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.stars.rules.measured import Measure


class Why(StrEnum):
    """What stands beside a contribution; "" where there is nothing to say."""

    OFFICE = "office"
    NO_ACCESS = "no_access"
    PART_MISSING = "part_missing"
    CANCELLED = "cancelled"
    UNSETTLED = "unsettled"
    NOT_ARRIVED = "not_arrived"
    NOBODY_CAME = "nobody_came"
    SOLVED_REMOTELY = "solved_remotely"
    OTHER_VISIT = "other_visit"
    OTHER_ENGINEER = "other_engineer"
    RETURN_VISIT = "return_visit"
    NOT_DONE = "not_done"
    NO_MACHINE = "no_machine"
    NOT_OVER_YET = "not_over_yet"
    NOT_RATED = "not_rated"
    NOT_CALLED = "not_called"
    NO_MESSAGES = "no_messages"
    ACCEPTANCE = "acceptance"
    DEPARTURE = "departure"
    TRAVEL = "travel"
    UNSOLVED = "unsolved"
    CAME_BACK = "came_back"
    FIVE_ONES = "five_ones"
    FIVE_ONES_UNUSED = "five_ones_unused"
    PICTURES = "pictures"
    SIGNATURES = "signatures"
    RECORDED_LATE = "recorded_late"
    ENDED_BY_OFFICE = "ended_by_office"
    NOT_SOLVED = "not_solved"
    UPHELD = "upheld"


class DeclaredReason(StrEnum):
    """What a manager declares of visits; by itself a fault shared counts half, and all else not at all."""

    WEATHER = "weather"
    BLOCKED_ROAD = "blocked_road"
    BUILDING_CLOSED = "building_closed"
    SYSTEM_OUTAGE = "system_outage"
    SHARED_FAULT = "shared_fault"
    OTHER = "other"


MEASURED_AT_VISITS = (
    Measure.PROMISE_OWN_STAGES,
    Measure.FIRST_TIME_FIX,
    Measure.NO_REPEAT,
    Measure.TIME_AGAINST_EXPECTED,
    Measure.CUSTOMER_SCORE,
    Measure.EVIDENCE_IN_TIME,
    Measure.COMPLAINTS_UPHELD,
    Measure.CALL_BACK_SOLVED,
)
"""What visits contribute to, in the order of pages; examinations and training are no matter of visits."""

TOUCHES: Mapping[DeclaredReason, frozenset[Measure]] = {
    DeclaredReason.WEATHER: frozenset({Measure.PROMISE_OWN_STAGES}),
    DeclaredReason.BLOCKED_ROAD: frozenset({Measure.PROMISE_OWN_STAGES}),
    DeclaredReason.BUILDING_CLOSED: frozenset(
        {Measure.PROMISE_OWN_STAGES, Measure.FIRST_TIME_FIX, Measure.TIME_AGAINST_EXPECTED}
    ),
    DeclaredReason.SYSTEM_OUTAGE: frozenset({Measure.PROMISE_OWN_STAGES, Measure.EVIDENCE_IN_TIME}),
    DeclaredReason.SHARED_FAULT: frozenset(MEASURED_AT_VISITS),
    DeclaredReason.OTHER: frozenset(MEASURED_AT_VISITS),
}
"""Rain makes nobody mend worse: each reason takes out what it bears on, and leaves the rest."""

HALF = 0.5


def ordered(measures: Collection[Measure]) -> list[Measure]:
    """Return measures in the order of pages."""
    return [one for one in MEASURED_AT_VISITS if one in measures]


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration that holds: of one visit, or of the promises of a territory that ran in a span."""

    id: UUID
    reason: DeclaredReason
    counts_half: bool
    declared_at: datetime
    visit_id: UUID | None
    territory_id: UUID | None
    from_at: datetime | None
    until_at: datetime | None

    def bears_on(self, visit_id: UUID, territory_id: UUID, begins_at: datetime, due_at: datetime) -> bool:
        """Tell whether it is about a visit whose promise ran from `begins_at` to `due_at`."""
        if self.visit_id is not None:
            return self.visit_id == visit_id
        if self.territory_id != territory_id or self.from_at is None or self.until_at is None:
            return False
        return begins_at < self.until_at and due_at > self.from_at


def that_holds(those: Iterable[Declared]) -> Declared | None:
    """Return which of those about one visit counts: what was said of itself alone, else the last word."""
    return max(those, key=lambda one: (one.visit_id is not None, one.declared_at, one.id.bytes), default=None)
