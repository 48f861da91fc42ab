"""The one-hour promise: when it falls due, and which stage of its minute budget used the hour up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

DEFAULT_PROMISE_S = 3600
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SEARCH_DAYS = 15

Coverage = Mapping[str, Sequence[tuple[time, time]]]
"""Opening spans by weekday in local time; a span whose end is not after its start runs past midnight."""


class CoverageInvalid(ValueError):
    """Coverage hours that cannot be read; `path` names the place."""

    def __init__(self, path: str, message: str) -> None:
        self.path = path
        self.message = message
        super().__init__(f"{path}: {message}")


def parse_coverage(raw: Mapping[str, Sequence[Sequence[str]]]) -> Coverage:
    """Read `{"mon": [["08:00", "20:00"]], ...}`; days left out are closed.

    Raises:
        CoverageInvalid: unknown weekday, malformed span, or no opening at all.
    """
    coverage: dict[str, list[tuple[time, time]]] = {}
    for day, spans in raw.items():
        if day not in WEEKDAYS:
            raise CoverageInvalid(day, "is not one of " + ", ".join(WEEKDAYS))
        coverage[day] = []
        for n, span in enumerate(spans):
            try:
                begin, end = (time.fromisoformat(part) for part in span)
            except (TypeError, ValueError) as bad:
                raise CoverageInvalid(f"{day}[{n}]", "is not a pair of times HH:MM") from bad
            coverage[day].append((begin, end))
    if not any(coverage.values()):
        raise CoverageInvalid("", "has no opening hours at all")
    return coverage


def next_opening(at: datetime, coverage: Coverage, tz: ZoneInfo) -> datetime:
    """Return `at` where the contract covers it, else the next opening (aware, UTC).

    Raises:
        CoverageInvalid: nothing opens within a fortnight.
    """
    first = at.astimezone(tz).date() - timedelta(days=1)
    spans: list[tuple[datetime, datetime]] = []
    for offset in range(_SEARCH_DAYS + 1):
        day = first + timedelta(days=offset)
        for begin, end in coverage.get(WEEKDAYS[day.weekday()], ()):
            last = day if end > begin else day + timedelta(days=1)
            opens, closes = datetime.combine(day, begin, tz), datetime.combine(last, end, tz)
            spans.append((opens.astimezone(UTC), closes.astimezone(UTC)))
    for opens, closes in sorted(spans):
        if at < closes:
            return max(at, opens).astimezone(UTC)
    raise CoverageInvalid("", "opens never")


def due_at(
    requested_at: datetime, promise_s: int, coverage: Coverage | None = None, tz: ZoneInfo | None = None
) -> datetime:
    """Return the instant by which an engineer must be on site.

    `requested_at` is aware; `coverage` None means around the clock.  Outside coverage the promise
    starts at the next opening.
    """
    if coverage is None or tz is None:
        return requested_at + timedelta(seconds=promise_s)
    return next_opening(requested_at, coverage, tz) + timedelta(seconds=promise_s)


class ArrivalVerdict(StrEnum):
    """What the evidence says of an arrival; a person's word stands apart from the customer's code."""

    PROVEN = "proven"
    BY_OFFICE = "by_office"
    PLAUSIBLE = "plausible"
    DOUBTFUL = "doubtful"


class Outcome(StrEnum):
    """What became of a promise.  Only `open` and `unsettled` are not final."""

    OPEN = "open"
    KEPT_PROVEN = "kept_proven"
    KEPT_BY_OFFICE = "kept_by_office"
    KEPT_PLAUSIBLE = "kept_plausible"
    UNSETTLED = "unsettled"
    BROKEN = "broken"
    SOLVED_REMOTELY = "solved_remotely"
    CANCELLED = "cancelled"


KEPT = frozenset({Outcome.KEPT_PROVEN, Outcome.KEPT_BY_OFFICE, Outcome.KEPT_PLAUSIBLE})
"""The outcomes that count as kept; who reports them tells them apart."""

OUTCOME_IN_TIME = {
    ArrivalVerdict.PROVEN: Outcome.KEPT_PROVEN,
    ArrivalVerdict.BY_OFFICE: Outcome.KEPT_BY_OFFICE,
    ArrivalVerdict.PLAUSIBLE: Outcome.KEPT_PLAUSIBLE,
    ArrivalVerdict.DOUBTFUL: Outcome.UNSETTLED,
}
"""What an arrival by `due_at` comes to; a later one breaks the promise whatever is said of it."""


@dataclass(frozen=True, slots=True)
class PromiseFacts:
    """What the outcome depends on.

    `on_site_at` and `arrival` are the effective ones: of the first arrival, after what persons settled and
    corrected.  `solved_remotely_at` is when the problem was solved without a visit.
    """

    due_at: datetime
    cancelled: bool = False
    on_site_at: datetime | None = None
    arrival: ArrivalVerdict | None = None
    solved_remotely_at: datetime | None = None


def outcome(facts: PromiseFacts, now: datetime) -> Outcome:
    """Return what became of a promise: the one rule that every list, report and page reads.

    Solved remotely by `due_at` is neither kept nor broken; later it is broken, like nobody's arrival.
    """
    if facts.cancelled:
        return Outcome.CANCELLED
    if facts.on_site_at is not None:
        if facts.on_site_at > facts.due_at:
            return Outcome.BROKEN
        return OUTCOME_IN_TIME[facts.arrival or ArrivalVerdict.PLAUSIBLE]
    if facts.solved_remotely_at is not None:
        return Outcome.SOLVED_REMOTELY if facts.solved_remotely_at <= facts.due_at else Outcome.BROKEN
    return Outcome.OPEN if now <= facts.due_at else Outcome.BROKEN


class Stage(StrEnum):
    """Stages of the minute budget, in the order in which they pass."""

    INTAKE = "intake"
    ASSIGNMENT = "assignment"
    ACCEPTANCE = "acceptance"
    DEPARTURE = "departure"
    TRAVEL = "travel"


BUDGET_S: dict[Stage, int] = {
    Stage.INTAKE: 120,
    Stage.ASSIGNMENT: 120,
    Stage.ACCEPTANCE: 300,
    Stage.DEPARTURE: 600,
    Stage.TRAVEL: 2460,
}
"""How an hour may be spent.  The first four are the danger ladder's minutes; the drive has the rest."""


@dataclass(frozen=True, slots=True)
class Milestones:
    """When each stage of one visit ended; None where it did not."""

    requested_at: datetime
    received_at: datetime
    assigned_at: datetime | None = None
    accepted_at: datetime | None = None
    departed_at: datetime | None = None
    on_site_at: datetime | None = None


def stage_seconds(milestones: Milestones, now: datetime) -> dict[Stage, int]:
    """Return seconds spent in each stage; the stage under way runs to `now`, later ones have 0."""
    ends = (
        milestones.received_at,
        milestones.assigned_at,
        milestones.accepted_at,
        milestones.departed_at,
        milestones.on_site_at,
    )
    spent = dict.fromkeys(Stage, 0)
    begin = milestones.requested_at
    for stage, end in zip(Stage, ends, strict=True):
        until = now if end is None else end
        spent[stage] = max(0, int((until - begin).total_seconds()))
        if end is None:
            break
        begin = max(begin, end)
    return spent


def blamed_stage(milestones: Milestones, now: datetime, promise_s: int) -> Stage:
    """Name the one stage that used the hour up: the one furthest over its share of the promise."""
    spent = stage_seconds(milestones, now)
    share = promise_s / sum(BUDGET_S.values())
    return max(Stage, key=lambda stage: spent[stage] - BUDGET_S[stage] * share)
