"""A yes that was given stays given: the plan may take the visit away and bring it back while he drives."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.dispatching.commands import offers
from app.kernel import Principal, Role, Runtime, unit_of_work
from app.phones.tables import PhoneEvent
from app.registers.tables import Engineer, Territory
from app.requests.commands.release import back_to_planned, forget_engineer
from app.requests.reads.outcomes import outcome_of
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands.field import Kind
from app.visits.reads.reviews import open_count
from tests.support import build
from tests.support.clock import FakeClock
from tests.support.phone import FIVE_ONES, Phone

OFFICE = Principal(Role.DISPATCHER, name="office")


def _give(runtime: Runtime, phone: Phone, *, to_other: bool = False, ask: bool = True) -> None:
    """Have the plan take the visit away, and give it to somebody who has not said yes."""
    with unit_of_work(runtime) as uow:
        visit, area = uow.get(Visit, phone.job.visit_id), uow.get(Territory, phone.job.territory_id)
        other = build.engineer(uow, area) if to_other else uow.get(Engineer, phone.job.engineer_id)
        back_to_planned(uow, visit, "given to another engineer")
        forget_engineer(uow, visit)
        visit.engineer_id, visit.sequence, visit.assigned_at = other.id, 0, uow.now
        if ask:
            offers.offer(uow, visit, area)


def _say_yes(runtime: Runtime, phone: Phone) -> None:
    _give(runtime, phone)
    phone.send(Kind.ACCEPT).unwrap()


def _go(phone: Phone, clock: FakeClock, code: str | None = None) -> datetime:
    """Set out offline four minutes after the yes, arrive ten minutes later, and send it all at once."""
    clock.advance(minutes=16)
    rows = [{"template": "five_ones", "item": item, "value": True} for item in FIVE_ONES]
    phone.send(Kind.ANSWERS, {"answers": rows}, ago_s=790, offline=True)
    phone.send(Kind.DEPART, ago_s=780, offline=True)
    phone.arrive(code, ago_s=180, offline=True)
    return clock.now - timedelta(seconds=180)


@pytest.mark.parametrize("to_other", [False, True])
@pytest.mark.parametrize("ask", [False, True])
def test_who_said_yes_and_went_is_not_asked_again(
    runtime: Runtime, phone: Phone, clock: FakeClock, *, to_other: bool, ask: bool
) -> None:
    said_at = clock.now
    _say_yes(runtime, phone)
    clock.advance(minutes=1)
    _give(runtime, phone, to_other=to_other, ask=ask)
    arrived_at = _go(phone, clock)
    with unit_of_work(runtime, OFFICE, write=False) as uow:
        visit = uow.get(Visit, phone.job.visit_id)
        assert (visit.state, visit.engineer_id) == ("on_site", phone.job.engineer_id)
        assert (visit.accepted_at, visit.on_site_at) == (said_at, arrived_at)
        assert visit.departed_at == arrived_at - timedelta(minutes=10)
        assert {*uow.session.scalars(select(PhoneEvent.status))} == {"applied"}
        flags = uow.session.scalars(select(PhoneEvent.flags).where(PhoneEvent.kind == "depart")).one()
        assert flags == ["earlier_yes"]
        request = uow.get(ServiceRequest, phone.job.request_id)
        assert outcome_of(request, uow.now) == "unsettled"  # no track, no code


def test_a_no_after_the_yes_takes_it_back(runtime: Runtime, phone: Phone, clock: FakeClock) -> None:
    _say_yes(runtime, phone)
    phone.send(Kind.DECLINE, {"reason": "flat tyre"}).unwrap()
    _give(runtime, phone, to_other=True)
    clock.advance(minutes=5)
    assert phone.send(Kind.DEPART, ago_s=60, offline=True).status == "needs_review"


def test_the_yes_of_another_stands_against_an_earlier_one(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    _say_yes(runtime, phone)
    _give(runtime, phone, to_other=True)
    with unit_of_work(runtime) as uow:
        visit = uow.get(Visit, phone.job.visit_id)
        assert visit.engineer_id
        offers.accept(uow, visit.id, visit.engineer_id, uow.now)
    _go(phone, clock)
    with unit_of_work(runtime, OFFICE, write=False) as uow:
        visit = uow.get(Visit, phone.job.visit_id)
        assert (visit.state, visit.on_site_at) == ("accepted", None)
        assert open_count(uow) == 3


def test_who_is_busy_by_then_goes_before_the_dispatcher(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    _say_yes(runtime, phone)
    _give(runtime, phone, to_other=True)
    with unit_of_work(runtime) as uow:
        area, holder = (
            uow.get(Territory, phone.job.territory_id),
            uow.get(Engineer, phone.job.engineer_id),
        )
        build.job(uow, area, holder, state="accepted")
    clock.advance(minutes=5)
    receipt = phone.send(Kind.DEPART, ago_s=60, offline=True)
    assert (receipt.status, receipt.flags) == ("needs_review", ("visit_reassigned",))


def test_what_waits_for_a_yes_is_soon_seen_while_the_promise_is_open(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    _give(runtime, phone)
    phone.arrive(None, offline=True)
    for minutes, seen in ((1, 0), (1, 1)):
        clock.advance(minutes=minutes)
        with unit_of_work(runtime, OFFICE, write=False) as uow:
            assert open_count(uow) == seen


def test_a_yes_asked_for_after_the_departure_came_is_dated_with_it(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    _give(runtime, phone)
    arrived_at = _go(phone, clock, "4711")
    clock.advance(seconds=28)
    phone.send(Kind.ACCEPT).unwrap()
    with unit_of_work(runtime, write=False) as uow:
        visit = uow.get(Visit, phone.job.visit_id)
        assert visit.departed_at == visit.accepted_at == arrived_at - timedelta(minutes=10)
        assert visit.on_site_at == arrived_at
        assert [*uow.session.scalars(select(PhoneEvent.flags).where(PhoneEvent.kind == "arrive"))] == [[]]


def test_a_departure_from_before_the_asking_is_dated_at_the_asking(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    with unit_of_work(runtime) as uow:
        uow.get(Visit, phone.job.visit_id).engineer_id = None
    clock.advance(minutes=10)
    asked_at = clock.now
    _give(runtime, phone)
    clock.advance(minutes=1)
    phone.send(Kind.DEPART, ago_s=300, offline=True)
    clock.advance(seconds=10)
    phone.send(Kind.ACCEPT).unwrap()
    with unit_of_work(runtime, write=False) as uow:
        visit = uow.get(Visit, phone.job.visit_id)
        assert (visit.accepted_at, visit.departed_at) == (asked_at, asked_at)
