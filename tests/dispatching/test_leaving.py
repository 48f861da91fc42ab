"""An engineer whose account is closed is sent nowhere; what he has under way alerts the dispatcher."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from app.accounts.tables import User
from app.desk.reads.board import Filters, today
from app.desk.reads.request_file import request_file
from app.dispatching.commands import offers
from app.dispatching.commands.placement import Status, place_visit
from app.dispatching.commands.planner import plan_territory
from app.dispatching.reads.candidates import candidates
from app.kernel import unit_of_work
from app.promise.commands.look import look
from app.promise.reads.danger import Cause, Level
from app.registers.commands import registry
from app.registers.reads import registry as registers
from app.registers.tables import Engineer
from app.requests.commands.moves import move_visit
from app.requests.events.visits import VisitEnRoute, VisitOnSite
from app.requests.rules.lifecycle import OfferState, VisitState
from app.requests.tables import Offer, ServiceRequest, Visit
from tests.support.clock import FakeClock
from tests.support.desk import Desk
from tests.support.town import DISPATCHER, Town


def _account(town: Town, engineer_id: UUID) -> UUID:
    with unit_of_work(town.runtime) as uow:
        made = registry.create(
            uow,
            "user",
            {
                "login": f"e{engineer_id.hex[-6:]}",
                "name": "Li",
                "role": "engineer",
                "password": "a long enough one",
                "engineer_id": engineer_id,
            },
        )
        key: UUID = made.id
    return key


def _close(town: Town, user_id: UUID) -> None:
    with unit_of_work(town.runtime) as uow:
        registry.remove(uow, "user", registers.one(uow, registers.REGISTERS["user"], user_id))


@pytest.fixture
def nearest(town: Town) -> UUID:
    """The account of the engineer who would get whatever is reported."""
    return _account(town, town.engineers[0])


def test_a_closed_account_gets_no_new_work(town: Town, nearest: UUID) -> None:
    _close(town, nearest)
    for _ in range(2):
        placed = place_visit(town.runtime, DISPATCHER, town.report())
        assert (placed.status, placed.engineer_id) == (Status.ASSIGNED, town.engineers[1])
    with unit_of_work(town.runtime, write=False) as uow:
        request_id = uow.session.scalars(select(Visit.request_id)).first()
        assert request_id
        rows = {row.engineer.id: row for row in candidates(uow, request_id)}
    assert [told["code"] for told in rows[town.engineers[0]].refusals] == ["off_duty"]


def test_a_pending_offer_is_withdrawn_and_the_visit_planned_for_another(town: Town, nearest: UUID) -> None:
    visit_id = town.report()
    place_visit(town.runtime, DISPATCHER, visit_id)
    assert town.visit(visit_id).engineer_id == town.engineers[0]
    _close(town, nearest)
    with unit_of_work(town.runtime, write=False) as uow:
        assert uow.session.scalars(select(Offer.state)).all() == [OfferState.WITHDRAWN]
    visit = town.visit(visit_id)
    assert (visit.state, visit.engineer_id) == (VisitState.PLANNED, None)
    plan_territory(town.runtime, town.territory_id)
    assert town.visit(visit_id).engineer_id == town.engineers[1]


def test_an_accepted_visit_leaves_him_and_a_pin_to_him_ends(town: Town, nearest: UUID) -> None:
    visit_id = town.report()
    place_visit(town.runtime, DISPATCHER, visit_id)
    with unit_of_work(town.runtime) as uow:
        offers.accept(uow, visit_id, town.engineers[0], uow.now)
        uow.get(Visit, visit_id).pinned_engineer_id = town.engineers[0]
    _close(town, nearest)
    plan_territory(town.runtime, town.territory_id)
    assert town.visit(visit_id).engineer_id == town.engineers[1]


def test_a_visit_under_way_stays_and_alerts_the_dispatcher_at_once(
    town: Town, nearest: UUID, clock: FakeClock
) -> None:
    visit_id = town.report()
    place_visit(town.runtime, DISPATCHER, visit_id)
    with unit_of_work(town.runtime) as uow:
        visit = offers.accept(uow, visit_id, town.engineers[0], uow.now)
        move_visit(uow, visit, VisitEnRoute(departed_at=uow.now))
        visit.departed_at = uow.now
    clock.advance(seconds=30)
    _close(town, nearest)
    plan_territory(town.runtime, town.territory_id)
    assert (town.visit(visit_id).state, town.visit(visit_id).engineer_id) == ("en_route", town.engineers[0])
    desk = Desk(town, clock)
    look(town.runtime, town.territory_id)
    assert desk.open() == ["engineer_gone"]
    with unit_of_work(town.runtime) as uow:
        registry.update(uow, "user", uow.get(User, nearest), {"active": True})
    desk.look()
    assert [(a.rung, a.cleared_why) for a in desk.alerts()] == [("engineer_gone", "back")]


@pytest.mark.parametrize("returns", [False, True])
def test_an_engineer_on_site_or_on_a_return_visit_alerts_too(
    town: Town, nearest: UUID, clock: FakeClock, *, returns: bool
) -> None:
    visit_id = town.report()
    place_visit(town.runtime, DISPATCHER, visit_id)
    with unit_of_work(town.runtime) as uow:
        visit = offers.accept(uow, visit_id, town.engineers[0], uow.now)
        request = uow.get(ServiceRequest, visit.request_id)
        request.on_site_at, request.arrival_verdict = uow.now, "proven"
        move_visit(uow, visit, VisitEnRoute(departed_at=uow.now))
        visit.departed_at = uow.now
        if not returns:
            move_visit(uow, visit, VisitOnSite(on_site_at=uow.now))
            visit.on_site_at = uow.now
    desk = Desk(town, clock)
    desk.after(seconds=60)
    assert desk.open() == []
    assert desk.watches() == []
    _close(town, nearest)
    desk.look()
    desk.after(seconds=60)
    assert desk.open() == ["engineer_gone"]
    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
        (row,) = today(uow, DISPATCHER, Filters()).rows
        assert (row.level, row.cause) == (Level.DANGER, Cause.ENGINEER_GONE)
        assert request_file(uow, row.id).cause is Cause.ENGINEER_GONE
    with unit_of_work(town.runtime) as uow:
        registry.update(uow, "user", uow.get(User, nearest), {"active": True})
    desk.after(seconds=60)
    assert [(a.rung, a.cleared_why) for a in desk.alerts()] == [("engineer_gone", "back")]


def test_an_account_opened_again_is_planned_again(town: Town, nearest: UUID) -> None:
    _close(town, nearest)
    with unit_of_work(town.runtime) as uow:
        registry.update(uow, "user", uow.get(User, nearest), {"active": True})
    assert place_visit(town.runtime, DISPATCHER, town.report()).engineer_id == town.engineers[0]


def test_an_engineer_without_any_account_is_planned(town: Town) -> None:
    assert place_visit(town.runtime, DISPATCHER, town.report()).engineer_id == town.engineers[0]


def test_a_closed_engineer_gives_back_what_he_was_asked_for(town: Town) -> None:
    visit_id = town.report()
    place_visit(town.runtime, DISPATCHER, visit_id)
    with unit_of_work(town.runtime) as uow:
        registry.update(uow, "engineer", uow.get(Engineer, town.engineers[0]), {"active": False})
    assert town.visit(visit_id).engineer_id is None
    plan_territory(town.runtime, town.territory_id)
    assert town.visit(visit_id).engineer_id == town.engineers[1]
