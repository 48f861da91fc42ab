from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists import Answer, AnswerEvent, ChecklistError, EventConflict, fold
from tests.checklists.samples import NOON


def event(
    event_id: str,
    value: Answer | None,
    minute: int = 0,
    *,
    received: int = 60,
    item: str = "a",
    checklist: str = "printer",
) -> AnswerEvent:
    return AnswerEvent(
        event_id,
        checklist,
        item,
        value,
        NOON + timedelta(minutes=minute),
        NOON + timedelta(minutes=received),
    )


EVENTS = st.lists(
    st.builds(
        event,
        st.uuids().map(str),
        st.one_of(st.none(), st.booleans(), st.integers(0, 3)),
        st.integers(0, 4),
        received=st.integers(2, 5),
        item=st.sampled_from("ab"),
    ),
    unique_by=lambda e: e.event_id,
    max_size=8,
)


@given(EVENTS, st.data())
def test_any_order_and_any_repeats_end_in_the_same_state(
    events: list[AnswerEvent], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(events))
    repeats = data.draw(st.lists(st.sampled_from(events), max_size=5)) if events else []
    cut = data.draw(st.integers(0, len(events)))
    assert fold(repeats, onto=fold(shuffled)) == fold(events)
    assert fold(shuffled[cut:], onto=fold(shuffled[:cut])).answers() == fold(events).answers()


@given(EVENTS, st.data())
def test_a_repeat_with_other_times_ends_the_same_in_any_order(
    events: list[AnswerEvent], data: st.DataObject
) -> None:
    again = [replace(e, received_at=e.received_at + timedelta(minutes=9)) for e in events]
    both = data.draw(st.permutations(events + again))
    assert fold(both) == fold(events)


def test_the_last_answer_given_wins_whatever_came_in_last() -> None:
    late, early = event("1", "late", minute=9, received=10), event("2", "early", minute=1, received=50)
    for order in permutations([late, early]):
        assert fold(order).answers() == {"printer": {"a": "late"}}


def test_of_two_answers_of_one_moment_the_higher_event_id_wins() -> None:
    assert fold([event("2", "second"), event("1", "first")]).answers() == {"printer": {"a": "second"}}


def test_a_clock_that_runs_ahead_does_not_beat_a_later_correction() -> None:
    ahead = event("1", "wrong", minute=600, received=5)
    assert fold([ahead, event("2", "right", minute=8, received=9)]).answers() == {"printer": {"a": "right"}}


def test_an_answer_taken_back_is_gone_and_its_history_kept() -> None:
    state = fold([event("1", value=True), event("2", None, minute=1)])
    assert state.answers() == {}
    assert len(state.events) == 2


def test_answers_of_two_checklists_with_the_same_item_stay_apart() -> None:
    state = fold([event("1", 1), event("2", 2, checklist="laptop")])
    assert state.answers() == {"laptop": {"a": 2}, "printer": {"a": 1}}


@pytest.mark.parametrize("changed", [{"value": 1}, {"item": "b"}, {"template": "laptop"}])
def test_one_event_id_with_two_bodies_is_a_conflict_in_any_order(changed: dict[str, Any]) -> None:
    first = event("1", value=True)
    for order in permutations([first, replace(first, **changed)]):
        with pytest.raises(EventConflict) as caught:
            fold(order)
        assert caught.value.event_id == "1"


def test_an_event_of_naive_time_is_refused() -> None:
    with pytest.raises(ChecklistError) as caught:
        replace(event("1", value=True), received_at=NOON.replace(tzinfo=None))
    assert caught.value.path == "received_at"
