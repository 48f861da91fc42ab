"""The one-hour promise: what became of it, and which stage of its minute budget used the hour up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class ArrivalVerdict(StrEnum):
    """What the evidence says of an arrival; a person's word stands apart from the customer's code."""

    PROVEN = "proven"
    BY_OFFICE = "by_office"
    PLAUSIBLE = "plausible"
    DOUBTFUL = "doubtful"


class Decision(StrEnum):
    """What a person says of an arrival: the engineer came, or he did not."""

    ARRIVED = "arrived"
    NOT_ARRIVED = "not_arrived"


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
    """Stages of the minute budget, in the order in which they pass.

    `access` is the customer's, and has no minutes: an engineer stood before the gate and nobody let him in.
    """

    INTAKE = "intake"
    ASSIGNMENT = "assignment"
    ACCEPTANCE = "acceptance"
    DEPARTURE = "departure"
    TRAVEL = "travel"
    ACCESS = "access"


BUDGET_S: dict[Stage, int] = {
    Stage.INTAKE: 120,
    Stage.ASSIGNMENT: 120,
    Stage.ACCEPTANCE: 300,
    Stage.DEPARTURE: 600,
    Stage.TRAVEL: 2460,
    Stage.ACCESS: 0,
}
"""How an hour may be spent.  The first four are the danger ladder's minutes; the drive has the rest."""


@dataclass(frozen=True, slots=True)
class Milestones:
    """When each stage of one visit ended; None where it did not.

    turned_away_at: when its engineer gave up before a closed gate; then `on_site_at` is another visit's.
    nobodys_s: for how long nobody had it between the first asking and the yes; nobodys_since: since when
    nobody has it again.
    """

    requested_at: datetime
    received_at: datetime
    assigned_at: datetime | None = None
    accepted_at: datetime | None = None
    departed_at: datetime | None = None
    on_site_at: datetime | None = None
    turned_away_at: datetime | None = None
    nobodys_s: int = 0
    nobodys_since: datetime | None = None


def stage_seconds(milestones: Milestones, now: datetime) -> dict[Stage, int]:
    """Return seconds spent in each stage; the stage under way runs to `now`, later ones have 0.

    While nobody has the visit, nobody owes an answer: that is assignment, whoever was asked before.
    """
    ends = (
        milestones.received_at,
        milestones.assigned_at,
        milestones.accepted_at,
        milestones.departed_at,
        milestones.turned_away_at or milestones.on_site_at,
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
    nobodys = min(_nobodys_s(milestones, now), spent[Stage.ACCEPTANCE])
    spent[Stage.ACCEPTANCE] -= nobodys
    spent[Stage.ASSIGNMENT] += nobodys
    return spent


def _nobodys_s(milestones: Milestones, now: datetime) -> int:
    since = milestones.nobodys_since if milestones.accepted_at is None else None
    return milestones.nobodys_s + (max(0, int((now - since).total_seconds())) if since else 0)


def blamed_stage(milestones: Milestones, now: datetime, promise_s: int) -> Stage:
    """Name the one stage that used the hour up: the one furthest over its share of the promise.

    It is the customer's access where an engineer was turned away in time, however long the next one took.
    """
    due_at = milestones.requested_at + timedelta(seconds=promise_s)
    if milestones.turned_away_at is not None and milestones.turned_away_at <= due_at:
        return Stage.ACCESS
    spent = stage_seconds(milestones, now)
    share = promise_s / sum(BUDGET_S.values())
    ours = [stage for stage in Stage if stage is not Stage.ACCESS]
    return max(ours, key=lambda stage: spent[stage] - BUDGET_S[stage] * share)
