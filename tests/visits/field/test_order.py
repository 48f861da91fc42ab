"""Messages may come late and out of order: each waits for what it builds on."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from app.kernel import Runtime, unit_of_work
from app.phones.tables import PhoneEvent
from app.requests.tables import Visit
from app.visits.commands.field import Kind
from checklists import load_shipped
from tests.support import build
from tests.support.build import SHANGHAI
from tests.support.clock import FakeClock
from tests.support.phone import FIVE_ONES, Phone, filled, picture, sha256

POSITION = {"position": {"lat": SHANGHAI[0], "lon": SHANGHAI[1], "accuracy_m": 5}, "code": "4711"}
CHECKED = {"answers": [{"template": "five_ones", "item": item, "value": True} for item in FIVE_ONES]}

DAY: list[tuple[Kind, dict[str, Any], int]] = [
    (Kind.ACCEPT, {}, 2400),
    (Kind.ANSWERS, CHECKED, 2300),
    (Kind.DEPART, {}, 2200),
    (Kind.ARRIVE, POSITION, 1200),
]


@pytest.mark.parametrize("order", list(permutations(range(4)))[1::5])
def test_any_order_of_arrival_ends_in_the_same_visit(
    runtime: Runtime, phone: Phone, clock: FakeClock, order: tuple[int, ...]
) -> None:
    clock.advance(seconds=3000)
    for index in order:
        kind, body, ago_s = DAY[index]
        phone.send(kind, body, ago_s=ago_s, offline=True)
    with unit_of_work(runtime, write=False) as uow:
        visit = uow.get(Visit, phone.job.visit_id)
        assert visit.state == "on_site"
        assert visit.accepted_at == clock.now - timedelta(seconds=2400)
        assert visit.departed_at == clock.now - timedelta(seconds=2200)
        assert visit.on_site_at == clock.now - timedelta(seconds=1200)
        assert visit.arrival_confirmed_at == visit.on_site_at
        assert set(uow.session.scalars(select(PhoneEvent.status))) == {"applied"}


def test_arrival_before_departure_is_held_and_says_what_it_waits_for(phone: Phone) -> None:
    phone.send(Kind.ACCEPT)
    receipt = phone.arrive()
    assert (receipt.status, receipt.flags) == ("held", ("waits_for_departure",))


def test_held_message_answers_a_repeat_with_what_became_of_it(phone: Phone) -> None:
    phone.send(Kind.ACCEPT)
    phone.check_five_ones()
    event_id = uuid7()
    assert phone.arrive(event_id=event_id).status == "held"
    phone.send(Kind.DEPART).unwrap()
    repeat = phone.arrive(event_id=event_id)
    assert repeat.status == "applied"
    assert repeat.visit is not None
    assert repeat.visit["state"] == "on_site"


def test_departure_without_the_set_is_refused_also_before_the_acceptance_came(phone: Phone) -> None:
    assert phone.send(Kind.DEPART).status == "refused"
    assert phone.send(Kind.ACCEPT).unwrap()["visit"]["state"] == "accepted"


def test_held_message_of_a_visit_that_ended_goes_before_the_dispatcher(
    runtime: Runtime, phone: Phone
) -> None:
    phone.go_on_site()
    held = uuid7()
    assert phone.complete(offline=True, event_id=held).status == "held"
    phone.send(Kind.INCOMPLETE, {"reason": "part_missing"}).unwrap()
    assert phone.complete(event_id=held).flags == ("visit_incomplete",)
    del runtime


def test_offline_completion_waits_for_answers_photo_and_signatures(phone: Phone) -> None:
    phone.go_on_site()
    photo, done = picture(), uuid7()
    first = phone.complete(offline=True, event_id=done)
    assert first.flags == ("waits_for_checklist",)
    templates = load_shipped().for_visit("printer.paper_jam", "printer")
    phone.send(Kind.ANSWERS, {"answers": filled(templates, sha256(photo))}).unwrap()
    assert phone.complete(event_id=done, offline=True).flags == ("waits_for_checklist",)
    phone.announce(photo).unwrap()
    assert phone.complete(event_id=done, offline=True).flags == ("waits_for_signatures",)
    phone.sign("engineer").unwrap()
    last = phone.sign("customer").unwrap()
    assert last["visit"]["state"] == "completed"
    assert phone.complete(event_id=done, offline=True).flags == ("photos_outstanding",)


def test_slow_clock_is_corrected_by_the_measured_skew(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    phone.slow_s = 540
    phone.drive()
    clock.advance(minutes=20)
    phone.arrive(ago_s=60, offline=True).unwrap()
    with unit_of_work(runtime, write=False) as uow:
        visit = uow.get(Visit, phone.job.visit_id)
        assert visit.on_site_at == clock.now - timedelta(seconds=60)
        assert visit.arrival is not None
        assert visit.arrival["skew_s"] == 540


def test_arrival_is_never_before_the_departure(runtime: Runtime, phone: Phone, clock: FakeClock) -> None:
    clock.advance(minutes=5)
    phone.drive()
    phone.arrive(ago_s=120, offline=True).unwrap()
    with unit_of_work(runtime, write=False) as uow:
        visit = uow.get(Visit, phone.job.visit_id)
        assert visit.on_site_at == visit.departed_at == clock.now


def test_held_message_that_is_invalid_by_now_goes_before_the_dispatcher(
    runtime: Runtime, phone: Phone
) -> None:
    with unit_of_work(runtime) as uow:
        build.skill(uow, "server")
    held, body = uuid7(), {"reason": "needs_specialist", "skill_code": "server"}
    assert phone.send(Kind.INCOMPLETE, body, event_id=held).status == "held"
    with unit_of_work(runtime) as uow:
        build.skill(uow, "server").code = "servers"
    phone.go_on_site()
    receipt = phone.send(Kind.INCOMPLETE, body, event_id=held)
    assert (receipt.status, receipt.flags) == ("needs_review", ("invalid",))
