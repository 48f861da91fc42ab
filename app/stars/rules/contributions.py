"""What one closed visit contributes to each measure of who made it: a figure, or why it is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.requests.rules.card import SCORED
from app.requests.rules.promise import KEPT, Outcome, Stage
from app.stars.rules.leaving_out import HALF, MEASURED_AT_VISITS, TOUCHES, Declared, DeclaredReason, Why
from app.stars.rules.measured import Measure
from app.stars.rules.visit_facts import VisitFacts

HOLDS_FOR = timedelta(days=30)
"""How long a repair has to hold (三包): the same machine again within it is the first one's failure."""

RECORDED_WITHIN = timedelta(hours=4)
"""How long after the work its record may come: a cellar without a net is no fault."""

LONGEST_RATIO = 8.0
"""No visit counts as longer, or shorter, than so many times the expected: one long day makes no year."""

_DECLARED = frozenset(DeclaredReason)
_OWN_STAGES = {
    Stage.ACCEPTANCE: Why.ACCEPTANCE,
    Stage.DEPARTURE: Why.DEPARTURE,
    Stage.TRAVEL: Why.TRAVEL,
}
_NOT_HIS = {
    "no_access": Why.NO_ACCESS,
    "customer_absent": Why.NO_ACCESS,
    "part_missing": Why.PART_MISSING,
}
_UNDECIDED = {
    Outcome.UNSETTLED: Why.UNSETTLED,
    Outcome.CANCELLED: Why.CANCELLED,
    Outcome.SOLVED_REMOTELY: Why.SOLVED_REMOTELY,
    Outcome.OPEN: Why.NOT_OVER_YET,
}


@dataclass(frozen=True, slots=True)
class Contribution:
    """What is counted, None where nothing is, with the reason; shares are between 0 and 1.

    Of the time it is the ratio to the expected, of the card the mean score, of complaints those upheld.
    """

    value: float | None
    why: str = ""


def weight_of(value: float | None, why: str) -> float:
    """Return how much a contribution counts: half where it counts although a manager declared something."""
    return HALF if value is not None and why in _DECLARED else 1.0


def promise_kept(outcome: Outcome, blamed: Stage | None) -> Contribution:
    """Say what a promise contributes: only what his own stages broke counts against an engineer."""
    if outcome in KEPT:
        return Contribution(1.0)
    if outcome in _UNDECIDED:
        return Contribution(None, _UNDECIDED[outcome])
    if blamed in _OWN_STAGES:
        return Contribution(0.0, _OWN_STAGES[blamed])
    return Contribution(None, Why.NO_ACCESS if blamed is Stage.ACCESS else Why.OFFICE)


def contributions(visit: VisitFacts, now: datetime) -> Mapping[Measure, Contribution]:
    """Return what a visit adds to each measure but the promise, which is the request's."""
    if visit.is_cancelled:
        return dict.fromkeys(MEASURED_AT_VISITS[1:], Contribution(None, Why.CANCELLED))
    if visit.settled_away:
        return dict.fromkeys(MEASURED_AT_VISITS[1:], Contribution(None, Why.NOT_ARRIVED))
    return {
        Measure.FIRST_TIME_FIX: _first_time_fix(visit),
        Measure.NO_REPEAT: _no_repeat(visit, now),
        Measure.TIME_AGAINST_EXPECTED: _time(visit),
        Measure.CUSTOMER_SCORE: _score(visit),
        Measure.EVIDENCE_IN_TIME: _evidence(visit),
        Measure.COMPLAINTS_UPHELD: _complaints(visit),
        Measure.CALL_BACK_SOLVED: _solved(visit),
    }


def declared(found: Mapping[Measure, Contribution], what: Declared | None) -> Mapping[Measure, Contribution]:
    """Leave out, or halve, what a declaration bears on."""
    if what is None:
        return found
    touched = TOUCHES[what.reason]
    return {
        measure: _halved(one, what) if measure in touched and one.value is not None else one
        for measure, one in found.items()
    }


def _halved(one: Contribution, what: Declared) -> Contribution:
    return replace(one, value=one.value if what.counts_half else None, why=str(what.reason))


def _first_time_fix(visit: VisitFacts) -> Contribution:
    if visit.came_before:
        return Contribution(None, Why.RETURN_VISIT)
    if visit.is_done and _said_unsolved(visit) and visit.again_at is not None:
        return Contribution(0.0, Why.UNSOLVED)
    if visit.is_done:
        return Contribution(1.0)
    if visit.reason in _NOT_HIS:
        return Contribution(None, _NOT_HIS[visit.reason])
    if visit.arrived_at is None:
        return Contribution(None, Why.NOBODY_CAME)
    return Contribution(0.0, Why.NOT_DONE)


def _said_unsolved(visit: VisitFacts) -> bool:
    """Whether the customer said no, on the card or when he was called back."""
    return visit.card.problem_solved is False or visit.solved is False


def _no_repeat(visit: VisitFacts, now: datetime) -> Contribution:
    """Judged once the time is over, for and against alike: else a month would begin with what came back."""
    if not visit.is_done or visit.completed_at is None:
        return Contribution(None, Why.NOT_DONE)
    holds_until = visit.completed_at + HOLDS_FOR
    came_back = visit.again_at is not None and visit.again_at <= holds_until
    if not came_back and not visit.has_machine:
        return Contribution(None, Why.NO_MACHINE)
    if now < holds_until:
        return Contribution(None, Why.NOT_OVER_YET)
    return Contribution(0.0, Why.CAME_BACK) if came_back else Contribution(1.0)


def _time(visit: VisitFacts) -> Contribution:
    if not visit.is_done or visit.completed_at is None or visit.arrived_at is None:
        return Contribution(None, Why.NOT_DONE)
    ratio = (visit.completed_at - visit.arrived_at).total_seconds() / visit.expected_s
    return Contribution(min(max(ratio, 1 / LONGEST_RATIO), LONGEST_RATIO))


def _score(visit: VisitFacts) -> Contribution:
    """The mean of the card's scores: a rating from before the card asked for more is its overall score."""
    if visit.score is None:
        return Contribution(None, Why.NOT_RATED)
    scores = [visit.score, *filter(None, (getattr(visit.card, name) for name in SCORED))]
    return Contribution(sum(scores) / len(scores))


def _solved(visit: VisitFacts) -> Contribution:
    """What was said on the call back, else on the card: the call came later."""
    solved = visit.card.problem_solved if visit.solved is None else visit.solved
    if solved is None:
        return Contribution(None, Why.NOT_CALLED)
    return Contribution(float(solved), "" if solved else Why.NOT_SOLVED)


def _evidence(visit: VisitFacts) -> Contribution:
    """All of it or nothing: what lacks first is named."""
    if not visit.is_done or visit.completed_at is None:
        return Contribution(None, Why.NOT_DONE)
    if visit.ended_by_office:
        return Contribution(0.0, Why.ENDED_BY_OFFICE)
    if visit.card.five_ones_used is False:
        return Contribution(0.0, Why.FIVE_ONES_UNUSED)
    record = visit.record
    if record is None:
        return Contribution(None, Why.NO_MESSAGES)
    in_time = record.received_at is not None and record.received_at <= visit.completed_at + RECORDED_WITHIN
    for holds, why in (
        (record.five_ones, Why.FIVE_ONES),
        (record.signatures, Why.SIGNATURES),
        (record.pictures, Why.PICTURES),
        (in_time, Why.RECORDED_LATE),
    ):
        if not holds:
            return Contribution(0.0, why)
    return Contribution(1.0)


def _complaints(visit: VisitFacts) -> Contribution:
    if not visit.upheld and visit.arrived_at is None:
        return Contribution(None, Why.NOBODY_CAME)
    return Contribution(min(visit.upheld, 1.0), Why.UPHELD if visit.upheld else "")
