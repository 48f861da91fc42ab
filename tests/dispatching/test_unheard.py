"""A decision can be taken back unheard: for ten seconds it is nowhere on the phone of who gets the visit."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from app.dispatching.commands import offers, overrides, undoing
from app.dispatching.commands.placement import place_visit
from app.dispatching.commands.planner import plan_territory
from app.dispatching.errors import OfferGone
from app.dispatching.reads.decided import HOLD
from app.kernel import Principal, Role, unit_of_work
from app.kernel.errors import NotFound
from app.visits.reads.itinerary import itinerary
from app.visits.reads.phone_sync import changes_since
from app.visits.reads.visit_detail import visit_detail
from tests.support.clock import FakeClock
from tests.support.town import DISPATCHER, Town

pytestmark = pytest.mark.any_database


def _on_phone(town: Town, engineer_id: UUID, visit_id: UUID) -> bool:
    """Whether the engineer's phone sees the visit, by each of its reads alike."""
    with unit_of_work(town.runtime, _phone(engineer_id), write=False) as uow:
        day = {stop.visit_id for stop in itinerary(uow, engineer_id).stops}
        synced = {one.stop.visit_id for one in changes_since(uow, engineer_id, None, "en", 50).visits}
        try:
            visit_detail(uow, visit_id, "en")
        except NotFound:
            detailed = set()
        else:
            detailed = {visit_id}
    assert day == synced == detailed
    return visit_id in day


def _phone(engineer_id: UUID) -> Principal:
    return Principal(Role.ENGINEER, name="phone", engineer_id=engineer_id)


def _given(town: Town) -> tuple[UUID, UUID]:
    """A visit that was offered to the first engineer, and that a dispatcher gives to the second."""
    visit_id = town.report()
    place_visit(town.runtime, DISPATCHER, visit_id)
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        overrides.assign(uow, visit_id, town.engineers[1])
    return visit_id, town.engineers[1]


def test_who_is_given_a_visit_hears_of_it_when_the_undo_is_over(town: Town, clock: FakeClock) -> None:
    visit_id, engineer_id = _given(town)
    told_at = clock.now + HOLD
    clock.advance(seconds=1)
    run = plan_territory(town.runtime, town.territory_id)
    assert (run.again_at, town.visit(visit_id).state) == (told_at, "planned")
    assert not _on_phone(town, engineer_id, visit_id)
    with pytest.raises(OfferGone), unit_of_work(town.runtime, _phone(engineer_id)) as uow:
        offers.accept(uow, visit_id, engineer_id, uow.now)
    clock.now = told_at
    plan_territory(town.runtime, town.territory_id)
    assert town.visit(visit_id).state == "offered"
    assert _on_phone(town, engineer_id, visit_id)
    with unit_of_work(town.runtime, _phone(engineer_id)) as uow:
        offers.accept(uow, visit_id, engineer_id, uow.now)


def test_what_is_undone_is_at_once_where_it_was(town: Town, clock: FakeClock) -> None:
    visit_id, engineer_id = _given(town)
    clock.advance(seconds=4)
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        undoing.undo(uow, visit_id, None, None)
    plan_territory(town.runtime, town.territory_id)
    assert (town.visit(visit_id).engineer_id, town.visit(visit_id).state) == (town.engineers[0], "offered")
    assert _on_phone(town, town.engineers[0], visit_id)
    assert engineer_id not in [offer.engineer_id for offer in town.pending_offers()]


@pytest.mark.parametrize("verb", ["assign", "unassign"])
def test_a_yes_stands_again_when_the_decision_is_undone(town: Town, clock: FakeClock, verb: str) -> None:
    visit_id, said_at = town.report(), clock.now
    place_visit(town.runtime, DISPATCHER, visit_id)
    with unit_of_work(town.runtime, _phone(town.engineers[0])) as uow:
        offers.accept(uow, visit_id, town.engineers[0], uow.now)
    clock.advance(minutes=1)
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        if verb == "assign":
            overrides.assign(uow, visit_id, town.engineers[1])
        else:
            overrides.unassign(uow, visit_id)
    clock.advance(seconds=5)
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        undoing.undo(uow, visit_id, None, None)
    visit = town.visit(visit_id)
    assert (visit.engineer_id, visit.state, visit.accepted_at) == (town.engineers[0], "accepted", said_at)


def test_a_pin_hides_nothing_from_who_has_the_visit(town: Town, clock: FakeClock) -> None:
    visit_id = town.report()
    place_visit(town.runtime, DISPATCHER, visit_id)
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        overrides.pin(uow, visit_id)
    clock.advance(seconds=1)
    assert _on_phone(town, town.engineers[0], visit_id)


def test_who_gets_it_by_the_plan_after_it_was_taken_back_hears_of_it_later_too(
    town: Town, clock: FakeClock
) -> None:
    visit_id = town.report()
    place_visit(town.runtime, DISPATCHER, visit_id)
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        overrides.unassign(uow, visit_id)
    for seconds, seen in ((3, False), (7, True)):
        clock.advance(seconds=seconds)
        plan_territory(town.runtime, town.territory_id)
        assert town.visit(visit_id).engineer_id == town.engineers[1]
        assert _on_phone(town, town.engineers[1], visit_id) is seen
    assert timedelta(seconds=10) == HOLD
