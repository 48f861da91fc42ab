"""Offers end in a yes, a no, silence, or with the planner thinking again."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.dispatching.commands import offers
from app.dispatching.commands.placement import place_visit
from app.dispatching.errors import OfferGone
from app.kernel import timers, unit_of_work
from app.kernel.errors import NotFound
from app.kernel.tables import Timer
from app.registers.tables import Territory
from app.requests.commands.release import back_to_planned
from app.requests.rules.lifecycle import OfferState, VisitState
from app.requests.tables import Offer, Visit, VisitExclusion
from tests.support.clock import MONDAY_MORNING, FakeClock
from tests.support.town import DISPATCHER, Town


def _offered(town: Town) -> tuple[UUID, UUID]:
    """A visit that was offered, and to whom."""
    visit_id = town.report()
    placement = place_visit(town.runtime, DISPATCHER, visit_id)
    assert placement.engineer_id is not None
    return visit_id, placement.engineer_id


def _exclusions(town: Town) -> dict[UUID, str]:
    with unit_of_work(town.runtime, write=False) as uow:
        return {row.engineer_id: row.reason for row in uow.session.scalars(select(VisitExclusion))}


def _replan_is_armed(town: Town) -> bool:
    with unit_of_work(town.runtime, write=False) as uow:
        return uow.session.get(Timer, ("plan", str(town.territory_id))) is not None


def _forget_replan(town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        timers.disarm(uow, "plan", str(town.territory_id))


def test_a_yes_accepts_the_visit_and_stops_the_clock_of_the_offer(town: Town, clock: FakeClock) -> None:
    visit_id, engineer_id = _offered(town)
    clock.advance(seconds=60)
    with unit_of_work(town.runtime) as uow:
        offers.accept(uow, visit_id, engineer_id, MONDAY_MORNING + timedelta(seconds=50))
    visit = town.visit(visit_id)
    assert (visit.state, visit.accepted_at) == ("accepted", MONDAY_MORNING + timedelta(seconds=50))
    assert not town.pending_offers()
    with unit_of_work(town.runtime, write=False) as uow:
        assert not uow.session.scalars(select(Timer).where(Timer.kind == "offer_expiry")).all()


@pytest.mark.parametrize(("said_s", "kept_s"), [(-600, 0), (600, 30)])
def test_a_phone_with_a_wrong_clock_cannot_say_yes_outside_the_offer(
    town: Town, clock: FakeClock, said_s: int, kept_s: int
) -> None:
    visit_id, engineer_id = _offered(town)
    clock.advance(seconds=30)
    with unit_of_work(town.runtime) as uow:
        offers.accept(uow, visit_id, engineer_id, MONDAY_MORNING + timedelta(seconds=said_s))
    assert town.visit(visit_id).accepted_at == MONDAY_MORNING + timedelta(seconds=kept_s)


def test_a_visit_is_not_accepted_for_somebody_else(town: Town) -> None:
    visit_id, engineer_id = _offered(town)
    other = next(key for key in town.engineers if key != engineer_id)
    with pytest.raises(OfferGone), unit_of_work(town.runtime) as uow:
        offers.accept(uow, visit_id, other, uow.now)
    assert town.visit(visit_id).state == VisitState.OFFERED


def test_a_visit_is_not_accepted_twice(town: Town) -> None:
    visit_id, engineer_id = _offered(town)
    with unit_of_work(town.runtime) as uow:
        offers.accept(uow, visit_id, engineer_id, uow.now)
    with pytest.raises(OfferGone), unit_of_work(town.runtime) as uow:
        offers.accept(uow, visit_id, engineer_id, uow.now)


def test_an_unknown_visit_is_not_found(town: Town) -> None:
    with pytest.raises(NotFound), unit_of_work(town.runtime) as uow:
        offers.accept(uow, town.site_id, town.engineers[0], uow.now)


def test_an_engineer_may_say_yes_unasked_to_what_is_next(town: Town) -> None:
    visit_id, engineer_id = _offered(town)
    with unit_of_work(town.runtime) as uow:
        visit = uow.get(Visit, visit_id)
        back_to_planned(uow, visit, "asked too early")
    with unit_of_work(town.runtime) as uow:
        offers.accept(uow, visit_id, engineer_id, uow.now)
    assert town.visit(visit_id).state == VisitState.ACCEPTED


def test_an_engineer_who_is_engaged_may_not_say_yes_unasked(town: Town) -> None:
    first, engineer_id = _offered(town)
    second = town.report(0)
    with unit_of_work(town.runtime) as uow:
        visit = uow.get(Visit, second)
        visit.engineer_id, visit.sequence = engineer_id, 1
    with pytest.raises(OfferGone), unit_of_work(town.runtime) as uow:
        offers.accept(uow, second, engineer_id, uow.now)
    assert town.visit(first).state == VisitState.OFFERED


def test_a_no_rules_the_engineer_out_and_asks_for_a_plan(town: Town) -> None:
    visit_id, engineer_id = _offered(town)
    _forget_replan(town)
    with unit_of_work(town.runtime) as uow:
        offers.decline(uow, visit_id, engineer_id, "no ladder")
    visit = town.visit(visit_id)
    assert (visit.state, visit.engineer_id, visit.eta_at) == (VisitState.PLANNED, None, None)
    assert _exclusions(town) == {engineer_id: "declined"}
    assert _replan_is_armed(town)
    with unit_of_work(town.runtime, write=False) as uow:
        offer = uow.session.scalars(select(Offer)).one()
        assert (offer.state, offer.reason) == (OfferState.DECLINED, "no ladder")


def test_the_next_best_is_asked_after_a_no(town: Town) -> None:
    visit_id, engineer_id = _offered(town)
    with unit_of_work(town.runtime) as uow:
        offers.decline(uow, visit_id, engineer_id, "")
    placement = place_visit(town.runtime, DISPATCHER, visit_id)
    assert placement.engineer_id not in (None, engineer_id)
    assert placement.next == "offer_sent"


def test_an_accepted_visit_may_still_be_declined(town: Town) -> None:
    visit_id, engineer_id = _offered(town)
    with unit_of_work(town.runtime) as uow:
        offers.accept(uow, visit_id, engineer_id, uow.now)
    with unit_of_work(town.runtime) as uow:
        offers.decline(uow, visit_id, engineer_id, "flat tyre")
    visit = town.visit(visit_id)
    assert (visit.state, visit.accepted_at) == (VisitState.PLANNED, None)


def test_a_no_ends_the_pin_to_the_one_who_said_it(town: Town) -> None:
    visit_id, engineer_id = _offered(town)
    with unit_of_work(town.runtime) as uow:
        uow.get(Visit, visit_id).pinned_engineer_id = engineer_id
    with unit_of_work(town.runtime) as uow:
        offers.decline(uow, visit_id, engineer_id, "")
    assert town.visit(visit_id).pinned_engineer_id is None


def test_nobody_declines_what_is_not_theirs(town: Town) -> None:
    visit_id, engineer_id = _offered(town)
    other = next(key for key in town.engineers if key != engineer_id)
    with pytest.raises(OfferGone), unit_of_work(town.runtime) as uow:
        offers.decline(uow, visit_id, other, "")


def test_silence_passes_the_engineer_over(town: Town, clock: FakeClock) -> None:
    visit_id, engineer_id = _offered(town)
    offer_id = town.pending_offers()[0].id
    clock.advance(seconds=180)
    with unit_of_work(town.runtime) as uow:
        assert offers.expire(uow, offer_id)
    assert town.visit(visit_id).engineer_id is None
    assert _exclusions(town) == {engineer_id: "expired"}


def test_an_offer_does_not_expire_early_or_twice(town: Town, clock: FakeClock) -> None:
    _offered(town)
    offer_id = town.pending_offers()[0].id
    clock.advance(seconds=179)
    with unit_of_work(town.runtime) as uow:
        assert not offers.expire(uow, offer_id)
    clock.advance(seconds=1)
    with unit_of_work(town.runtime) as uow:
        assert offers.expire(uow, offer_id)
    with unit_of_work(town.runtime) as uow:
        assert not offers.expire(uow, offer_id)


def test_the_one_to_whom_a_visit_is_pinned_is_asked_again(town: Town, clock: FakeClock) -> None:
    visit_id, engineer_id = _offered(town)
    with unit_of_work(town.runtime) as uow:
        uow.get(Visit, visit_id).pinned_engineer_id = engineer_id
    clock.advance(seconds=180)
    with unit_of_work(town.runtime) as uow:
        offers.expire(uow, town.pending_offers()[0].id)
    assert not _exclusions(town)
    assert place_visit(town.runtime, DISPATCHER, visit_id).engineer_id == engineer_id


def test_a_no_outweighs_an_earlier_silence(town: Town) -> None:
    visit_id, engineer_id = _offered(town)
    with unit_of_work(town.runtime) as uow:
        visit = uow.get(Visit, visit_id)
        offers.exclude(uow, visit, engineer_id, "expired")
        offers.exclude(uow, visit, engineer_id, "declined")
        offers.exclude(uow, visit, engineer_id, "expired")
    assert _exclusions(town) == {engineer_id: "declined"}


def test_a_visit_without_engineer_is_not_offered(town: Town) -> None:
    visit_id = town.report()
    with pytest.raises(OfferGone), unit_of_work(town.runtime) as uow:
        offers.offer(uow, uow.get(Visit, visit_id), uow.get(Territory, town.territory_id))
