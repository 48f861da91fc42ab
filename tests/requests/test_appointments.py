"""A later hour that the customer wants is a promise with another due time."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.dispatching.commands.placement import place_visit
from app.kernel import Principal, Role, unit_of_work
from app.kernel.errors import Invalid
from app.kernel.tables import Timer
from app.promise.reads.attribution import attribution
from app.requests.commands.appointments import agree
from app.requests.commands.cancel import cancel_request
from app.requests.errors import AppointmentRefused
from app.requests.reads.history import history
from app.requests.reads.outcomes import outcome_of
from app.requests.rules.lifecycle import VisitState
from app.requests.rules.promise import Outcome, Stage
from app.requests.tables import Offer, ServiceRequest, Visit
from tests.support.clock import FakeClock
from tests.support.desk import Desk
from tests.support.town import DISPATCHER, Town

LATER = timedelta(hours=5)


@pytest.fixture
def reported(town: Town) -> UUID:
    visit_id = town.report()
    place_visit(town.runtime, DISPATCHER, visit_id)
    return town.visit(visit_id).request_id


def _agree(
    town: Town, request_id: UUID, by: timedelta = LATER, name: str = "Mrs Lin", who: Principal = DISPATCHER
) -> ServiceRequest:
    with unit_of_work(town.runtime, who) as uow:
        return agree(uow, request_id, uow.now + by, name)


def test_the_first_due_time_is_kept_however_often_a_later_one_is_agreed(
    town: Town, reported: UUID, clock: FakeClock
) -> None:
    with unit_of_work(town.runtime, write=False) as uow:
        first = uow.get(ServiceRequest, reported).due_at
    assert _agree(town, reported).first_due_at == first
    request = _agree(town, reported, 2 * LATER)
    assert (request.first_due_at, request.due_at) == (first, clock.now + 2 * LATER)
    with unit_of_work(town.runtime, write=False) as uow:
        told = [event.data for event in history(uow, reported) if event.kind == "request.appointment"]
        assert [one["agreed_by"] for one in told] == ["Mrs Lin"] * 2
        assert [one["first_due_at"] for one in told] == [first.isoformat()] * 2


def test_whoever_was_asked_for_the_old_hour_is_let_go_and_the_plan_begins_anew(
    town: Town, reported: UUID
) -> None:
    with unit_of_work(town.runtime) as uow:
        for timer in uow.session.scalars(select(Timer)):
            uow.session.delete(timer)
    _agree(town, reported)
    with unit_of_work(town.runtime, write=False) as uow:
        visit = uow.session.scalars(select(Visit)).one()
        assert (visit.state, visit.engineer_id, visit.eta_at) == (VisitState.PLANNED, None, None)
        assert uow.session.scalars(select(Offer.state)).all() == ["withdrawn"]
        assert uow.session.get(Timer, ("plan", str(town.territory_id))) is not None


def test_watch_and_outcome_follow_the_new_hour(town: Town, reported: UUID, clock: FakeClock) -> None:
    desk = Desk(town, clock)
    desk.after(minutes=6)
    assert desk.open() == ["not_accepted"]
    _agree(town, reported)
    desk.after(minutes=1)
    assert desk.open() == []
    assert desk.told("alert.cleared")[-1]["why"] == "put_off"
    desk.after(hours=2)
    assert desk.open() == []
    with unit_of_work(town.runtime, write=False) as uow:
        assert outcome_of(uow.get(ServiceRequest, reported), uow.now) is Outcome.OPEN
    desk.after(hours=4)
    assert "breached" in desk.open()


@pytest.mark.parametrize(
    ("role", "name", "kept"),
    [(Role.CUSTOMER, "", "Blue Ink"), (Role.TRACKING, "", "Blue Ink"), (Role.DISPATCHER, "Lin", "Lin")],
)
def test_the_customers_own_act_needs_no_name(
    town: Town, reported: UUID, role: Role, name: str, kept: str
) -> None:
    assert _agree(town, reported, name=name, who=Principal(role, "x")).appointment_agreed_by == kept


def test_the_office_says_who_wanted_it(town: Town, reported: UUID) -> None:
    with pytest.raises(Invalid, match="agreed_by"):
        _agree(town, reported, name=" ")


@pytest.mark.parametrize("by", [timedelta(minutes=60), timedelta(minutes=30), timedelta(days=61)])
def test_only_a_later_hour_is_agreed_and_none_out_of_sight(town: Town, reported: UUID, by: timedelta) -> None:
    with pytest.raises(Invalid, match="at"):
        _agree(town, reported, by)


def test_after_due_nothing_is_agreed(town: Town, reported: UUID, clock: FakeClock) -> None:
    clock.advance(minutes=60)
    with pytest.raises(AppointmentRefused) as refused:
        _agree(town, reported)
    assert refused.value.extra["because"] == "past_due"


@pytest.mark.parametrize("state", [VisitState.EN_ROUTE, VisitState.ON_SITE])
def test_nobody_is_sent_home_from_the_road(town: Town, reported: UUID, state: VisitState) -> None:
    with unit_of_work(town.runtime) as uow:
        uow.session.scalars(select(Visit)).one().state = state
    with pytest.raises(AppointmentRefused) as refused:
        _agree(town, reported)
    assert refused.value.extra["because"] == "under_way"


def test_what_is_called_off_has_no_hour(town: Town, reported: UUID) -> None:
    with unit_of_work(town.runtime) as uow:
        cancel_request(uow, reported, "works again")
    with pytest.raises(AppointmentRefused) as refused:
        _agree(town, reported)
    assert refused.value.extra["because"] == "over"


def test_the_wait_for_the_agreed_hour_is_blamed_on_nobody(town: Town, clock: FakeClock) -> None:
    desk, visit_id = Desk(town, clock), town.report()
    request_id = town.visit(visit_id).request_id
    _agree(town, request_id)
    clock.advance(hours=4)
    desk.give(visit_id)
    desk.accept(visit_id)
    clock.advance(minutes=50)
    desk.depart(visit_id)
    clock.advance(minutes=20)
    desk.arrive(visit_id)
    with unit_of_work(town.runtime, write=False) as uow:
        told = attribution(uow, uow.get(ServiceRequest, request_id))
        assert told.blamed(uow.now) is Stage.DEPARTURE
        assert {share.stage: share.spent_s for share in told.budget(uow.now)}[Stage.ASSIGNMENT] == 0
