"""The five ones as they were at the departure, in whatever order the messages came."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select

from app.kernel import Runtime, unit_of_work
from app.kernel.tables import Event
from app.phones.tables import PhoneEvent
from app.visits.commands.field import Kind, Marks
from tests.support.clock import FakeClock
from tests.support.phone import FIVE_ONES, Phone

SET = [("five_ones", item, True) for item in FIVE_ONES]


def flags(runtime: Runtime) -> list[str]:
    with unit_of_work(runtime, write=False) as uow:
        event = uow.session.scalars(select(PhoneEvent).where(PhoneEvent.kind == "depart")).one()
        assert event.status == "applied"
        return list(event.flags)


def say(phone: Phone, what: str, **how: Any) -> None:
    how = {"offline": True} | how
    if what == "ticks":
        phone.answer(*SET, **how)
    else:
        phone.send(Kind(what), **how)


@pytest.mark.parametrize("ticks_ago_s", [2000, 1800, 1799, 600])
@pytest.mark.parametrize("order", list(permutations(("accept", "ticks", "depart"))))
def test_order_of_delivery_does_not_matter(
    runtime: Runtime, phone: Phone, clock: FakeClock, order: tuple[str, ...], ticks_ago_s: int
) -> None:
    clock.advance(seconds=3000)
    ago = {"accept": 2400, "ticks": ticks_ago_s, "depart": 1800}
    for what in order:
        say(phone, what, ago_s=ago[what])
    assert flags(runtime) == ([] if ticks_ago_s >= 1800 else ["five_ones_missing"])


def test_ticks_of_a_later_call_take_the_false_flag_away_and_the_ledger_says_so(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    clock.advance(seconds=3000)
    say(phone, "accept", ago_s=2400)
    say(phone, "depart", ago_s=1800)
    assert flags(runtime) == ["five_ones_missing"]
    say(phone, "ticks", ago_s=2000)
    assert flags(runtime) == []
    with unit_of_work(runtime, write=False) as uow:
        told = uow.session.scalars(
            select(Event.kind).where(Event.kind.startswith("phone.")).order_by(Event.id)
        ).all()
    assert told[-1] == "phone.flag_withdrawn"


def test_tick_taken_back_before_the_departure_brings_the_flag(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    clock.advance(seconds=3000)
    for what, ago_s in (("accept", 2400), ("ticks", 2000), ("depart", 1800)):
        say(phone, what, ago_s=ago_s)
    phone.answer(("five_ones", FIVE_ONES[0], None), ago_s=1900, offline=True)
    assert flags(runtime) == ["five_ones_missing"]


def test_ticks_sent_now_and_dated_back_by_a_false_clock_do_not_count(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    clock.advance(seconds=3000)
    say(phone, "accept", ago_s=2400)
    say(phone, "depart", ago_s=1800)
    phone.slow_s = 2000
    say(phone, "ticks", offline=False)
    assert flags(runtime) == ["five_ones_missing"]


def test_number_of_a_message_tells_what_came_first(runtime: Runtime, phone: Phone, clock: FakeClock) -> None:
    clock.advance(seconds=3000)
    say(phone, "accept", ago_s=2400, marks=Marks("p", "b", 1, 0))
    say(phone, "depart", ago_s=1800, marks=Marks("p", "b", 2, 600_000))
    say(phone, "ticks", ago_s=2000, marks=Marks("p", "b", 3, 900_000))
    assert flags(runtime) == ["five_ones_missing"]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (Marks("p", "b", 2, 300_000), []),
        (Marks(), ["five_ones_missing"]),
        (Marks("other"), ["five_ones_missing"]),
        (Marks("p", "another boot", 4, 0), ["five_ones_missing"]),
        (Marks("another", "boot", 1, 0), ["five_ones_missing"]),
        (Marks("p", "b", 1, 0), ["five_ones_missing"]),
    ],
    ids=["fills the gap", "no number", "no number, other phone", "later number", "new phone", "used"],
)
def test_ticks_that_come_after_a_numbered_departure_need_a_number_before_it(
    runtime: Runtime, phone: Phone, clock: FakeClock, marks: Marks, expected: list[str]
) -> None:
    clock.advance(seconds=3000)
    say(phone, "accept", ago_s=2400, marks=Marks("p", "b", 1, 0))
    say(phone, "depart", ago_s=1800, marks=Marks("p", "b", 3, 600_000))
    clock.advance(seconds=60)
    say(phone, "ticks", ago_s=2260, marks=marks)
    assert flags(runtime) == expected


def test_ticks_after_the_departure_do_not_let_it_pass_online(phone: Phone, clock: FakeClock) -> None:
    """A call that was long on its way: what was ticked meanwhile was not ticked then."""
    clock.advance(seconds=60)
    phone.send(Kind.ACCEPT)
    say(phone, "ticks", offline=False)
    assert phone.send(Kind.DEPART, ago_s=20).status == "refused"
