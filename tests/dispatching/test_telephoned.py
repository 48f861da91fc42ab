"""A dispatcher records the yes that an engineer gave on the telephone."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from app.dispatching.commands.placement import place_visit
from app.dispatching.commands.telephoned import accept_by_telephone
from app.dispatching.errors import EngineerEngaged, Ineligible
from app.kernel import UnitOfWork, unit_of_work
from app.kernel.errors import NotFound, VersionConflict
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from app.registers.tables import Engineer
from app.requests.errors import VisitOver
from app.requests.rules.lifecycle import OfferState
from app.requests.tables import Offer, Visit
from tests.support.clock import FakeClock
from tests.support.desk import WANG, Desk
from tests.support.town import DISPATCHER, Town


def _silence(town: Town, engineer: int = 0) -> None:
    with unit_of_work(town.runtime) as uow:
        uow.get(Engineer, town.engineers[engineer]).phone_silent_since = uow.now


def _telephone(town: Town, visit_id: UUID, engineer: int = 0, version: int | None = None) -> None:
    with unit_of_work(town.runtime, WANG) as uow:
        accept_by_telephone(uow, visit_id, town.engineers[engineer], version)


def _yeses(uow: UnitOfWork) -> list[tuple[str, str | None]]:
    """Who recorded each yes, and how it was given."""
    told = uow.session.scalars(select(Event).where(Event.kind == "visit.accepted").order_by(Event.id))
    return [(event.actor, data_of(event).get("by")) for event in told]


def test_yes_of_one_whose_phone_is_silent_counts_from_the_call(town: Town, clock: FakeClock) -> None:
    _silence(town)
    visit_id = town.report()
    desk = Desk(town, clock)
    desk.after(minutes=3)
    assert desk.open() == ["unassigned"]
    _telephone(town, visit_id)
    visit = town.visit(visit_id)
    assert (visit.state, visit.engineer_id) == ("accepted", town.engineers[0])
    assert visit.pinned_engineer_id == town.engineers[0]
    assert visit.accepted_at == clock.now
    desk.look()
    assert desk.open() == []
    desk.after(minutes=10)
    assert desk.open() == ["not_departed"]
    with unit_of_work(town.runtime, write=False) as uow:
        assert _yeses(uow) == [("dispatcher:Wang", "telephone")]


def test_what_was_asked_is_answered_by_it(town: Town, clock: FakeClock) -> None:
    visit_id = town.report()
    place_visit(town.runtime, DISPATCHER, visit_id)
    clock.advance(minutes=1)
    holder = town.visit(visit_id).engineer_id
    assert holder is not None
    _telephone(town, visit_id, town.engineers.index(holder))
    with unit_of_work(town.runtime, write=False) as uow:
        offer = uow.session.scalars(select(Offer)).one()
        assert (offer.state, offer.answered_at) == (OfferState.ACCEPTED, clock.now)
        kinds = uow.session.scalars(select(Event.kind).where(Event.kind.startswith("override."))).all()
    assert kinds == ["override.pinned"]


def test_recorded_twice_it_is_one_yes(town: Town) -> None:
    visit_id = town.report()
    version = town.visit(visit_id).version
    for _ in range(2):
        _telephone(town, visit_id, version=version)
    with unit_of_work(town.runtime, write=False) as uow:
        assert len(_yeses(uow)) == 1


def test_second_tab_is_told_that_somebody_else_has_it(town: Town) -> None:
    visit_id = town.report()
    version = town.visit(visit_id).version
    _telephone(town, visit_id, 0)
    with pytest.raises(VersionConflict):
        _telephone(town, visit_id, 1, version)
    assert town.visit(visit_id).engineer_id == town.engineers[0]


def test_one_who_has_accepted_another_visit_is_refused(town: Town) -> None:
    first, second = town.report(), town.report(1)
    _telephone(town, first)
    with pytest.raises(EngineerEngaged) as refused:
        _telephone(town, second)
    assert refused.value.extra["request_code"]
    assert town.visit(second).state == "planned"


def test_what_else_he_was_asked_waits(town: Town, clock: FakeClock) -> None:
    asked, other = town.report(), town.report(1)
    Desk(town, clock).give(asked)
    assert [one.visit_id for one in town.pending_offers()] == [asked]
    _telephone(town, other)
    assert (town.visit(asked).state, town.visit(other).state) == ("planned", "accepted")
    assert town.pending_offers() == []


def test_who_may_not_come_and_what_is_over_is_refused(town: Town) -> None:
    visit_id = town.report()
    with unit_of_work(town.runtime) as uow:
        uow.get(Engineer, town.engineers[0]).available = False
    with pytest.raises(Ineligible):
        _telephone(town, visit_id)
    with pytest.raises(NotFound), unit_of_work(town.runtime, WANG) as uow:
        accept_by_telephone(uow, visit_id, town.site_id)
    with unit_of_work(town.runtime) as uow:
        uow.get(Visit, visit_id).state = "cancelled"
    with pytest.raises(VisitOver):
        _telephone(town, visit_id, 1)
