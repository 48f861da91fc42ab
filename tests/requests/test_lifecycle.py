"""The table of moves."""

from __future__ import annotations

import pytest

from app.requests.rules.lifecycle import (
    LIVE_VISIT_STATES,
    IllegalTransition,
    OfferState,
    RequestState,
    VisitState,
    advance,
    may_advance,
    moves_from,
)


def test_a_visit_goes_through_its_life_in_order() -> None:
    state = "planned"
    for target in ("offered", "accepted", "en_route", "on_site", "completed", "confirmed"):
        state = advance(state, VisitState(target))
    assert moves_from(VisitState(state)) == ()


def test_a_request_goes_through_its_life_in_order() -> None:
    state = "received"
    for target in ("promised", "in_progress", "resolved", "followed_up", "closed"):
        state = advance(state, RequestState(target))
    assert moves_from(RequestState(state)) == ()


@pytest.mark.parametrize("state", ["offered", "accepted", "en_route"])
def test_a_visit_may_go_back_to_planned_until_the_engineer_is_on_site(state: str) -> None:
    assert advance(state, VisitState.PLANNED) is VisitState.PLANNED


@pytest.mark.parametrize("state", ["completed", "confirmed", "cancelled", "incomplete"])
def test_a_visit_that_is_over_is_not_planned_again(state: str) -> None:
    with pytest.raises(
        IllegalTransition, match=f"It is {state} now, and from there it cannot become planned"
    ):
        advance(state, VisitState.PLANNED)


def test_an_answered_offer_stays_answered() -> None:
    assert may_advance("pending", OfferState.DECLINED)
    for state in ("accepted", "declined", "expired", "withdrawn"):
        assert not may_advance(state, OfferState.ACCEPTED)


def test_kinds_that_share_a_word_do_not_share_its_moves() -> None:
    assert moves_from(OfferState.ACCEPTED) == ()
    assert VisitState.EN_ROUTE in moves_from(VisitState.ACCEPTED)


def test_something_that_is_no_state_has_no_moves() -> None:
    with pytest.raises(ValueError, match="lost"):
        advance("lost", VisitState.PLANNED)
    with pytest.raises(TypeError):
        moves_from("planned")  # type: ignore[type-var]


def test_every_live_visit_may_still_end() -> None:
    ends = {VisitState.COMPLETED, VisitState.CANCELLED, VisitState.INCOMPLETE}
    for state in LIVE_VISIT_STATES:
        assert ends & set(moves_from(state))
