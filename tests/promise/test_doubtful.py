"""An arrival that is doubted keeps the promise watched until somebody settles it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.arrivals.commands.settlements import settle
from app.kernel import Principal, Role, unit_of_work
from app.portal.commands import portal
from app.promise.commands.applying import apply
from app.requests.reads.outcomes import outcome_of
from app.requests.rules.promise import Decision
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands.field import Kind
from tests.support.build import Job
from tests.support.desk import WANG, Desk
from tests.support.phone import Phone

MA = Principal(Role.MANAGER, "Ma")


@pytest.fixture
def under_way(desk: Desk) -> tuple[UUID, Phone]:
    """A visit whose engineer has been on the way for twenty minutes, and his phone."""
    visit_id = desk.town.report(km=0)
    desk.give(visit_id)
    desk.accept(visit_id)
    desk.depart(visit_id)
    visit = desk.town.visit(visit_id)
    town, engineer_id = desk.town, desk.town.engineers[0]
    job = Job(town.territory_id, engineer_id, town.customer_id, town.site_id, visit.request_id, visit_id)
    desk.clock.advance(minutes=20)
    return visit_id, Phone(desk.town.runtime, desk.clock, job)


@pytest.fixture
def arrive(desk: Desk, under_way: tuple[UUID, Phone]) -> Callable[[], Phone]:
    """Arrive at the site without a code, when asked to."""

    def go() -> Phone:
        request_id = desk.town.visit(under_way[0]).request_id
        with unit_of_work(desk.town.runtime, write=False) as uow:
            request = uow.get(ServiceRequest, request_id)
            point = (request.lat, request.lon)
        under_way[1].arrive(code=None, point=point).unwrap()
        return under_way[1]

    return go


def test_doubtful_arrival_alerts_at_once_and_at_due_breaks_nothing(
    desk: Desk, arrive: Callable[[], Phone]
) -> None:
    arrive()
    desk.look()
    assert desk.open() == ["arrival_doubtful"]
    (alert,) = (one for one in desk.alerts() if one.rung == "arrival_doubtful")
    assert alert.late_s == 0
    desk.after(hours=1)
    assert desk.open() == ["arrival_doubtful"]
    assert "breached" not in {one.rung for one in desk.alerts()}


def test_code_that_comes_later_ends_the_alert_and_the_watch(desk: Desk, arrive: Callable[[], Phone]) -> None:
    phone = arrive()
    desk.look()
    with unit_of_work(desk.town.runtime, write=False) as uow:
        code = uow.get(Visit, phone.job.visit_id).arrival_code
    phone.send(Kind.CONFIRM_ARRIVAL, {"code": code}).unwrap()
    desk.look()
    assert desk.open() == []
    assert [told["why"] for told in desk.told("alert.cleared") if told["rung"] == "arrival_doubtful"] == [
        "settled"
    ]
    assert desk.watches() == []


def test_arrival_doubted_later_is_watched_again(desk: Desk, arrive: Callable[[], Phone]) -> None:
    phone = arrive()
    with unit_of_work(desk.town.runtime) as uow:
        portal.confirm_arrival(uow, phone.job.request_id)
    desk.look()
    assert desk.watches() == []
    far = {"lat": 31.4, "lon": 121.4737, "accuracy_m": 9}
    at = (phone.time - timedelta(minutes=2)).isoformat()
    phone.send(Kind.POSITIONS, {"positions": [far | {"at": at}]}, offline=True).unwrap()
    desk.look()
    assert desk.open() == ["arrival_doubtful"]


def test_rescue_stays_and_sending_it_says_that_nobody_had_come(
    desk: Desk, arrive: Callable[[], Phone]
) -> None:
    phone = arrive()
    desk.look()
    (alert,) = (one for one in desk.alerts() if one.rung == "arrival_doubtful")
    assert alert.rescue is not None
    assert UUID(alert.rescue["engineer_id"]) == desk.town.engineers[1]
    assert alert.rescue["gain_s"] is None
    with unit_of_work(desk.town.runtime, WANG) as uow:
        apply(uow, alert.id)
    visit = desk.town.visit(phone.job.visit_id)
    assert (visit.engineer_id, visit.on_site_at) == (desk.town.engineers[1], None)
    desk.look()
    assert "arrival_doubtful" not in desk.open()


def test_settled_as_not_arrived_the_ladder_goes_on(desk: Desk, arrive: Callable[[], Phone]) -> None:
    phone = arrive()
    desk.look()
    with unit_of_work(desk.town.runtime, WANG) as uow:
        settle(uow, phone.job.visit_id, Decision.NOT_ARRIVED, "Nobody is here, she says.")
    desk.after(minutes=2)
    assert desk.open() == ["unassigned"]
    desk.after(minutes=38)
    assert "breached" in desk.open()


def test_five_wrong_codes_alert_the_dispatcher(desk: Desk, under_way: tuple[UUID, Phone]) -> None:
    _, phone = under_way
    for guess in range(5):
        phone.arrive(code=f"9{guess}9{guess}", point=(31.2304, 121.4737))
    desk.look()
    assert "codes_wrong" in desk.open()
    with unit_of_work(desk.town.runtime) as uow:
        uow.get(Visit, phone.job.visit_id).codes_locked_at = None
    desk.look()
    assert "codes_wrong" not in desk.open()


def test_doubtful_return_visit_alerts_and_the_promise_keeps_its_figure(
    desk: Desk, under_way: tuple[UUID, Phone]
) -> None:
    visit_id, phone = under_way
    runtime, asked_for = desk.town.runtime, desk.town.visit(visit_id).request_id
    with unit_of_work(runtime, write=False) as uow:
        request, code = uow.get(ServiceRequest, asked_for), uow.get(Visit, visit_id).arrival_code
        point = (request.lat, request.lon)
    phone.arrive(code=code, point=point).unwrap()
    phone.send(Kind.INCOMPLETE, {"reason": "part_missing"}).unwrap()
    with unit_of_work(runtime) as uow:
        again = uow.session.scalars(select(Visit).where(Visit.ordinal == 2)).one()
        again.engineer_id, again.state = phone.job.engineer_id, "en_route"
        again.departed_at = again.accepted_at = uow.now
        phone.job = replace(phone.job, visit_id=again.id)
    desk.clock.advance(minutes=20)
    phone.arrive(code=None, point=point).unwrap()
    desk.look()
    assert desk.open() == ["arrival_doubtful"]
    with unit_of_work(runtime, WANG) as uow:
        settle(uow, phone.job.visit_id, Decision.ARRIVED, "The customer says so.")
    desk.look()
    assert desk.open() == []
    with unit_of_work(runtime, write=False) as uow:
        request = uow.get(ServiceRequest, asked_for)
        assert (request.arrival_verdict, outcome_of(request, uow.now)) == ("proven", "kept_proven")
