"""The rule: what one closed visit contributes, and why it is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.requests.rules.card import CardAnswers
from app.requests.rules.promise import Outcome, Stage
from app.stars.rules.contributions import Contribution, contributions, declared, promise_kept, weight_of
from app.stars.rules.leaving_out import Declared, DeclaredReason, Why, that_holds
from app.stars.rules.measured import Measure
from app.stars.rules.visit_facts import Record, VisitFacts

pytestmark = pytest.mark.any_database

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DONE = AT + timedelta(minutes=50)
LATER = DONE + timedelta(days=31)
WHOLE = Record(five_ones=True, pictures=True, signatures=True, received_at=DONE)
VISIT = VisitFacts(
    is_cancelled=False,
    is_done=True,
    settled_away=False,
    arrived_at=AT + timedelta(minutes=20),
    completed_at=DONE,
    reason="",
    came_before=False,
    expected_s=1800,
    has_machine=True,
    again_at=None,
    score=4,
    card=CardAnswers(),
    solved=True,
    record=WHOLE,
    ended_by_office=False,
    upheld=0.0,
)


def _of(measure: Measure, now: datetime = LATER, **changes: Any) -> tuple[float | None, str]:
    one = contributions(replace(VISIT, **changes), now)[measure]
    return one.value, one.why


def test_visit_as_it_should_be_counts_everywhere() -> None:
    found = contributions(VISIT, LATER)
    assert {measure: one.value for measure, one in found.items()} == {
        Measure.FIRST_TIME_FIX: 1.0,
        Measure.NO_REPEAT: 1.0,
        Measure.TIME_AGAINST_EXPECTED: 1.0,
        Measure.CUSTOMER_SCORE: 4.0,
        Measure.EVIDENCE_IN_TIME: 1.0,
        Measure.COMPLAINTS_UPHELD: 0.0,
        Measure.CALL_BACK_SOLVED: 1.0,
    }
    assert {one.why for one in found.values()} == {""}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"is_done": False, "reason": "part_missing"}, (None, Why.PART_MISSING)),
        ({"is_done": False, "reason": "no_access"}, (None, Why.NO_ACCESS)),
        ({"is_done": False, "reason": "customer_absent"}, (None, Why.NO_ACCESS)),
        ({"is_done": False, "reason": "other"}, (0.0, Why.NOT_DONE)),
        ({"is_done": False, "reason": "other", "arrived_at": None}, (None, Why.NOBODY_CAME)),
        ({"came_before": True}, (None, Why.RETURN_VISIT)),
        ({"card": CardAnswers(problem_solved=False), "again_at": LATER}, (0.0, Why.UNSOLVED)),
        ({"solved": False, "again_at": LATER}, (0.0, Why.UNSOLVED)),
        ({"card": CardAnswers(problem_solved=False)}, (1.0, "")),
        ({"is_cancelled": True}, (None, Why.CANCELLED)),
        ({"settled_away": True}, (None, Why.NOT_ARRIVED)),
    ],
)
def test_first_time_fix_is_his_where_the_work_was(changes: Any, expected: object) -> None:
    assert _of(Measure.FIRST_TIME_FIX, **changes) == expected


@pytest.mark.parametrize(
    ("now", "changes", "expected"),
    [
        (DONE + timedelta(days=29), {}, (None, Why.NOT_OVER_YET)),
        (DONE + timedelta(days=30), {}, (1.0, "")),
        (LATER, {"again_at": DONE + timedelta(days=30)}, (0.0, Why.CAME_BACK)),
        (LATER, {"again_at": DONE + timedelta(days=30, seconds=1)}, (1.0, "")),
        (DONE + timedelta(days=2), {"again_at": DONE + timedelta(days=1)}, (None, Why.NOT_OVER_YET)),
        (LATER, {"has_machine": False}, (None, Why.NO_MACHINE)),
        (LATER, {"has_machine": False, "again_at": DONE + timedelta(days=1)}, (0.0, Why.CAME_BACK)),
        (LATER, {"is_done": False}, (None, Why.NOT_DONE)),
    ],
)
def test_repair_has_to_hold_thirty_days(now: datetime, changes: Any, expected: object) -> None:
    assert _of(Measure.NO_REPEAT, now, **changes) == expected


@pytest.mark.parametrize(("minutes", "ratio"), [(15, 0.5), (60, 2.0), (3000, 8.0), (0, 0.125)])
def test_time_is_a_ratio_that_one_long_day_cannot_stretch(minutes: int, ratio: float) -> None:
    assert _of(Measure.TIME_AGAINST_EXPECTED, arrived_at=DONE - timedelta(minutes=minutes)) == (ratio, "")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"record": None}, (None, Why.NO_MESSAGES)),
        ({"record": None, "ended_by_office": True}, (0.0, Why.ENDED_BY_OFFICE)),
        ({"record": replace(WHOLE, five_ones=False)}, (0.0, Why.FIVE_ONES)),
        ({"record": replace(WHOLE, pictures=False)}, (0.0, Why.PICTURES)),
        ({"record": replace(WHOLE, signatures=False)}, (0.0, Why.SIGNATURES)),
        ({"record": replace(WHOLE, received_at=DONE + timedelta(hours=4))}, (1.0, "")),
        ({"record": replace(WHOLE, received_at=DONE + timedelta(hours=5))}, (0.0, Why.RECORDED_LATE)),
        ({"is_done": False}, (None, Why.NOT_DONE)),
        ({"card": CardAnswers(five_ones_used=False)}, (0.0, Why.FIVE_ONES_UNUSED)),
        ({"card": CardAnswers(five_ones_used=True), "record": None}, (None, Why.NO_MESSAGES)),
    ],
)
def test_evidence_is_whole_or_says_what_lacks(changes: Any, expected: object) -> None:
    assert _of(Measure.EVIDENCE_IN_TIME, **changes) == expected


def test_card_counts_as_far_as_it_was_answered() -> None:
    """A rating from before it asked for more is its overall score."""
    card = CardAnswers(on_time=5, technical=2, problem_solved=False)
    assert _of(Measure.CUSTOMER_SCORE, card=card) == ((4 + 5 + 2) / 3, "")
    assert _of(Measure.CUSTOMER_SCORE) == (4.0, "")
    assert _of(Measure.CALL_BACK_SOLVED, card=card, solved=None) == (0.0, Why.NOT_SOLVED)
    assert _of(Measure.CALL_BACK_SOLVED, card=card, solved=True) == (1.0, "")


def test_what_nobody_asked_for_says_nothing() -> None:
    assert _of(Measure.CUSTOMER_SCORE, score=None) == (None, Why.NOT_RATED)
    assert _of(Measure.CALL_BACK_SOLVED, solved=None) == (None, Why.NOT_CALLED)
    assert _of(Measure.CALL_BACK_SOLVED, solved=False) == (0.0, Why.NOT_SOLVED)
    assert _of(Measure.COMPLAINTS_UPHELD, upheld=0.5) == (0.5, Why.UPHELD)
    assert _of(Measure.COMPLAINTS_UPHELD, upheld=3.0) == (1.0, Why.UPHELD)


@pytest.mark.parametrize("stage", [*Stage, None])
def test_engineer_answers_for_his_own_stages_alone(stage: Stage | None) -> None:
    one = promise_kept(Outcome.BROKEN, stage)
    own = stage in (Stage.ACCEPTANCE, Stage.DEPARTURE, Stage.TRAVEL)
    assert one.value == (0.0 if own else None)
    assert one.why == (stage if own else Why.NO_ACCESS if stage is Stage.ACCESS else Why.OFFICE)


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.BROKEN])
def test_what_is_neither_kept_nor_broken_is_left_out(outcome: Outcome) -> None:
    kept = outcome in (Outcome.KEPT_PROVEN, Outcome.KEPT_BY_OFFICE, Outcome.KEPT_PLAUSIBLE)
    one = promise_kept(outcome, None)
    assert one.value == (1.0 if kept else None)
    assert bool(one.why) is not kept


def _said(reason: DeclaredReason, **changes: Any) -> Declared:
    whole = Declared(
        UUID(int=1),
        reason,
        counts_half=False,
        declared_at=AT,
        visit_id=None,
        territory_id=UUID(int=9),
        from_at=AT,
        until_at=AT + timedelta(hours=2),
    )
    return replace(whole, **changes)


def test_declaration_takes_out_what_it_bears_on_and_leaves_the_rest() -> None:
    found = {Measure.PROMISE_OWN_STAGES: Contribution(0.0, Why.TRAVEL), **contributions(VISIT, LATER)}
    rain = declared(found, _said(DeclaredReason.WEATHER))
    assert rain[Measure.PROMISE_OWN_STAGES] == Contribution(None, DeclaredReason.WEATHER)
    assert rain[Measure.FIRST_TIME_FIX] == found[Measure.FIRST_TIME_FIX]
    shared = declared(found, _said(DeclaredReason.SHARED_FAULT, counts_half=True))
    assert {weight_of(one.value, one.why) for one in shared.values()} == {0.5}
    assert shared[Measure.PROMISE_OWN_STAGES].value == 0.0
    assert declared(found, None) == found


def test_word_on_the_visit_itself_counts_before_one_on_the_territory() -> None:
    visit, place = UUID(int=5), UUID(int=9)
    span = _said(DeclaredReason.WEATHER, declared_at=AT + timedelta(days=1))
    own = _said(DeclaredReason.SHARED_FAULT, visit_id=visit, id=UUID(int=2))
    assert that_holds([span, own]) is own
    assert that_holds([]) is None
    hour = timedelta(hours=1)
    assert span.bears_on(visit, place, AT - hour / 2, AT + hour / 2)
    assert not span.bears_on(visit, place, AT - 2 * hour, AT)
    assert not span.bears_on(visit, UUID(int=8), AT, AT + hour)
    assert not own.bears_on(UUID(int=6), place, AT, AT + hour)
