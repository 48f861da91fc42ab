"""Clocks that are wrong all day, set right or set back, and phones that are started anew in between.

Whoever was honest keeps his promise; whoever was not gains nothing without a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from app.kernel import Runtime, unit_of_work
from app.kernel.ledger_check import verify
from app.requests.tables import ServiceRequest, Visit
from tests.support.clock import FakeClock
from tests.support.truth.door import Door, open_door, there

pytestmark = pytest.mark.any_database

RIGHT = {"code": "4711"}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def door(runtime: Runtime, clock: FakeClock) -> Iterator[Door]:
    found = open_door(runtime, clock)
    found.phone.marked = True
    yield found
    with unit_of_work(runtime, write=False) as uow:
        assert verify(uow).intact


def leave(door: Door) -> tuple[datetime, datetime]:
    """Say yes and leave without a network; returns when each was."""
    phone, job = door.phone, door.job
    phone.write("accept", job.visit_id)
    accepted_at = door.clock.now
    door.clock.advance(minutes=1, microseconds=31_000)
    phone.check_five_ones(job.visit_id)
    phone.write("depart", job.visit_id)
    return accepted_at, door.clock.now


def come(door: Door, **body: Any) -> datetime:
    door.phone.write("arrive", door.job.visit_id, {"position": there(9), **body})
    return door.clock.now


def flags(door: Door, kind: str) -> list[str]:
    return door.stored(kind)[0][1]


@pytest.mark.parametrize("code", [{}, RIGHT], ids=["no code", "right code"])
@pytest.mark.parametrize("when", ["on the way", "on site"])
@pytest.mark.parametrize("wrong_min", [180, -180, 23])
def test_a_day_without_a_network_by_a_wrong_clock_that_was_set_right(
    door: Door, wrong_min: int, when: str, code: dict[str, str]
) -> None:
    """The phone was restarted once; the promised time went by before it was heard again."""
    phone, clock = door.phone, door.clock
    phone.set_clock(wrong_min * MINUTE)
    phone.sync()  # all that was heard of it
    clock.advance(minutes=2)
    accepted_at, departed_at = leave(door)
    clock.advance(minutes=8)
    phone.restart()
    clock.advance(minutes=2)
    phone.see(there(1_800))
    clock.advance(minutes=3)
    if when == "on the way":
        phone.set_clock(-wrong_min * MINUTE)
    arrived_at = come(door, **code)
    clock.advance(minutes=25)
    if when == "on site":
        phone.set_clock(-wrong_min * MINUTE)
    phone.see(there(11))
    clock.advance(minutes=95)
    door.alarmed()
    assert door.figure == "broken"
    assert {result["status"] for result in phone.sync()} == {"applied"}
    visit = door.visit
    assert (visit.accepted_at, visit.departed_at, visit.on_site_at) == (accepted_at, departed_at, arrived_at)
    assert "clock_corrected" in flags(door, "depart")
    assert "clock_doubtful" not in flags(door, "arrive")
    assert door.figure == ("kept_proven" if code else "kept_plausible")


@pytest.mark.parametrize("tells", [True, False], ids=["counter told", "counter not told"])
@pytest.mark.parametrize("restarted", [False, True])
def test_dated_back_across_due_by_a_clock_set_back_and_right_again(
    door: Door,
    *,
    restarted: bool,
    tells: bool,
) -> None:
    """He comes late, sets the clock back before he says so, and right again before it is sent."""
    phone, clock = door.phone, door.clock
    phone.tells = tells
    phone.see(there(9_000))
    phone.sync()
    leave(door)
    clock.advance(minutes=52)
    phone.see(there(1_500))
    clock.advance(minutes=18)
    if restarted:
        phone.restart()
        clock.advance(minutes=1)
    phone.set_clock(-25 * MINUTE)
    arrived_at = come(door, **RIGHT)
    clock.advance(minutes=4)
    phone.set_clock(25 * MINUTE)
    phone.see(there(10))
    phone.sync()
    visit = door.visit
    assert visit.arrival_verdict == "doubtful"
    assert door.figure in ("unsettled", "broken")
    if tells and not restarted:
        assert visit.on_site_at == arrived_at


def test_refused_message_under_new_ids_numbers_boots_and_counters(door: Door) -> None:
    """He is refused from afar, and sends the same again in every dress that a phone can give it."""
    phone, clock = door.phone, door.clock
    phone.sync()
    leave(door)
    phone.sync()
    clock.advance(minutes=20)
    refused = door.say("arrive", {"position": there(47_000), "code": "9999"})
    assert refused["status"] == "refused"
    at = phone.shown.isoformat()
    clock.advance(minutes=2)
    phone.restart()
    clock.advance(minutes=1)
    for dress in ({}, {"sequence": None}, {"boot_id": "made-up", "counter_ms": 12}, {"sequence": 5_000}):
        about = {"event_id": str(uuid7()), "offline": True, "device_at": at, **dress}
        phone.write("arrive", door.job.visit_id, {"position": there(4), "code": "9999"}, **about)
        assert phone.sync()[0]["status"] == "needs_review"
    assert (door.visit.state, door.visit.on_site_at) == ("en_route", None)
    clock.advance(minutes=60)
    door.alarmed()
    assert door.figure == "broken"


@pytest.mark.parametrize("where", ["message", "call", "both"])
def test_counter_that_was_made_up_and_given_away_by_the_next(door: Door, where: str) -> None:
    """A counter that fits the time he claims stands only as long as the phone goes on with it."""
    phone, clock = door.phone, door.clock
    phone.see(there(9_000))
    phone.sync()
    leave(door)
    clock.advance(minutes=50)
    phone.see(there(1_500))
    clock.advance(minutes=22)
    true, back_ms = phone.counter(), 25 * 60_000
    told = {"counter_ms": true["counter_ms"] - back_ms} if where != "call" else {}
    shown = (phone.shown - 25 * MINUTE).isoformat()
    phone.write("arrive", door.job.visit_id, {"position": there(9), **RIGHT}, device_at=shown, **told)
    clock.advance(minutes=1)
    counter = phone.counter()
    if where != "message":
        phone.booted_at -= 25 * MINUTE
        assert phone.counter()["counter_ms"] == counter["counter_ms"] + back_ms
    phone.sync()
    phone.booted_at += 25 * MINUTE if where != "message" else timedelta(0)
    clock.advance(minutes=1)
    phone.see(there(10))
    phone.sync()
    assert door.visit.arrival_verdict == "doubtful"
    assert door.figure == "unsettled"


@pytest.mark.parametrize("code", [{}, RIGHT], ids=["no code", "right code"])
@pytest.mark.parametrize("in_touch", [True, False], ids=["first phone in touch", "both without a network"])
def test_second_phone_tells_of_an_arrival_in_time_that_the_first_did_not(
    door: Door, code: dict[str, str], *, in_touch: bool
) -> None:
    """The second phone was heard once, before the departure; it then tells what suits its owner."""
    first, clock = door.phone, door.clock
    second = replace(first, device_id="spare", outbox=[], acknowledged={}, number=0)
    second.sync()
    first.see(there(9_000))
    first.sync()
    leave(door)
    first.sync()
    clock.advance(minutes=40)
    second.see(there(1_500))
    clock.advance(minutes=10)
    second.write("arrive", door.job.visit_id, {"position": there(9), **code})
    clock.advance(minutes=15)
    if in_touch:
        first.see(there(12))
        first.sync()
    clock.advance(minutes=1)
    second.sync()
    assert door.figure == ("unsettled" if in_touch else "kept_proven" if code else "kept_plausible")


def test_arrival_is_not_pulled_to_before_the_request_was_made(door: Door) -> None:
    """A counter that goes back dates all of a visit to before anybody had asked for it."""
    phone, clock = door.phone, door.clock
    phone.see(there(9))
    phone.sync()
    clock.advance(minutes=2)
    phone.set_clock(-6 * MINUTE)
    phone.booted_at += 6 * MINUTE
    leave(door)
    come(door, **RIGHT)
    phone.set_clock(6 * MINUTE)
    phone.sync()
    with unit_of_work(door.runtime, write=False) as uow:
        visit = uow.get(Visit, door.job.visit_id)
        request = uow.get(ServiceRequest, visit.request_id)
    assert visit.departed_at is not None
    assert visit.on_site_at is not None
    assert request.requested_at <= visit.departed_at <= visit.on_site_at
    assert door.figure == "unsettled"
