from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.dispatching.commands import offers
from app.dispatching.errors import OfferGone
from app.kernel import Runtime, unit_of_work
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event, Timer
from app.positions.tables import EngineerPosition
from app.registers.tables import Engineer, Territory
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands.field import Kind
from app.visits.errors import FiveOnesMissing
from tests.support import build
from tests.support.clock import FakeClock
from tests.support.phone import FIVE_ONES, Phone


def test_accepting_twice_changes_nothing(phone: Phone) -> None:
    phone.send(Kind.ACCEPT).unwrap()
    assert phone.send(Kind.ACCEPT).flags == ("already_accepted",)


def test_offer_is_accepted(runtime: Runtime, phone: Phone) -> None:
    with unit_of_work(runtime) as uow:
        offers.offer(uow, uow.get(Visit, phone.job.visit_id), uow.get(Territory, phone.job.territory_id))
    assert phone.send(Kind.ACCEPT).unwrap()["visit"]["state"] == "accepted"


def test_late_yes_is_refused_online_and_reviewed_offline(phone: Phone, clock: FakeClock) -> None:
    phone.send(Kind.ACCEPT)
    phone.send(Kind.DECLINE, {"reason": "Wrong van"}).unwrap()
    with pytest.raises(OfferGone):
        phone.send(Kind.ACCEPT).unwrap()
    clock.advance(minutes=2)
    assert phone.send(Kind.ACCEPT, offline=True).flags == ("offer_gone",)


def test_declining_gives_the_visit_back_and_asks_for_a_plan(runtime: Runtime, phone: Phone) -> None:
    phone.send(Kind.ACCEPT)
    assert phone.send(Kind.DECLINE, {"reason": "Flat tyre"}).status == "applied"
    with unit_of_work(runtime, write=False) as uow:
        visit = uow.get(Visit, phone.job.visit_id)
        assert (visit.state, visit.engineer_id) == ("planned", None)
        assert uow.session.get(Timer, ("plan", str(phone.job.territory_id)))


def test_declining_what_is_gone_changes_nothing(phone: Phone) -> None:
    phone.send(Kind.ACCEPT)
    phone.send(Kind.DECLINE, {"reason": "Flat tyre"})
    assert phone.send(Kind.DECLINE, {"reason": "Still flat"}).flags == ("already_gone",)


def test_departure_without_one_of_the_five_ones_is_refused(phone: Phone) -> None:
    phone.send(Kind.ACCEPT)
    phone.answer(*(("five_ones", item, True) for item in FIVE_ONES[:4]))
    phone.answer(("five_ones", FIVE_ONES[4], False))
    with pytest.raises(FiveOnesMissing) as refused:
        phone.send(Kind.DEPART).unwrap()
    assert refused.value.extra["missing"] == [FIVE_ONES[4]]


@pytest.mark.parametrize(("minutes", "known"), [(0, "yes"), (59, "yes"), (61, ""), (-1, "")])
def test_departure_tells_where_it_began_if_that_is_known_from_shortly_before(
    runtime: Runtime, phone: Phone, minutes: int, known: str
) -> None:
    with unit_of_work(runtime) as uow:
        seen_at = uow.now - timedelta(minutes=minutes)
        place = {"lat": 31.2, "lon": 121.5, "at": seen_at, "received_at": seen_at}
        uow.session.add(EngineerPosition(engineer_id=phone.job.engineer_id, **place))
    phone.send(Kind.ACCEPT)
    phone.answer(*(("five_ones", item, True) for item in FIVE_ONES))
    phone.send(Kind.DEPART).unwrap()
    with unit_of_work(runtime, write=False) as uow:
        event = uow.session.scalars(select(Event).where(Event.kind == "visit.en_route")).one()
    assert data_of(event).get("departed_from") == ({"lat": 31.2, "lon": 121.5} if known else None)


def test_departure_offline_without_the_five_ones_is_applied_and_flagged(phone: Phone) -> None:
    phone.send(Kind.ACCEPT)
    receipt = phone.send(Kind.DEPART, offline=True)
    assert (receipt.status, receipt.flags) == ("applied", ("five_ones_missing",))


def test_first_departure_puts_the_request_in_progress(runtime: Runtime, phone: Phone) -> None:
    phone.drive()
    with unit_of_work(runtime, write=False) as uow:
        assert uow.get(ServiceRequest, phone.job.request_id).state == "in_progress"


def test_departing_from_another_open_visit_is_flagged(runtime: Runtime, phone: Phone) -> None:
    phone.go_on_site()
    with unit_of_work(runtime) as uow:
        area = uow.get(Territory, phone.job.territory_id)
        other = build.job(uow, area, uow.get(Engineer, phone.job.engineer_id), state="accepted")
    phone.job = other
    phone.check_five_ones()
    assert phone.send(Kind.DEPART).flags == ("another_visit_open",)


def test_departing_twice_changes_nothing(phone: Phone) -> None:
    phone.drive()
    assert phone.send(Kind.DEPART).flags == ("already_departed",)
