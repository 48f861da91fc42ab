"""The clock of a phone judged by what is stored of it."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from app.kernel import Runtime, unit_of_work
from app.phones.reads.phone_clock import ClockSupport, clock_support_of
from app.phones.tables import PhoneEvent
from app.visits.commands.field import Kind, Marks
from tests.support import build
from tests.support.clock import FakeClock
from tests.support.phone import Phone


@pytest.fixture
def phone(runtime: Runtime, clock: FakeClock) -> Phone:
    """The phone of an engineer with one visit."""
    with unit_of_work(runtime) as uow:
        return Phone(runtime, clock, build.job(uow))


def say(phone: Phone, n: int | None, counter_s: float, *, device: str | None = "a", ago_s: float = 0) -> UUID:
    event_id = uuid7()
    marks = Marks(device, None if n is None else "boot", n, None if n is None else round(counter_s * 1000))
    phone.send(
        Kind.POSITIONS, {"positions": []}, event_id=event_id, ago_s=ago_s, offline=bool(ago_s), marks=marks
    )
    return event_id


def support(runtime: Runtime, event_id: UUID) -> ClockSupport:
    with unit_of_work(runtime, write=False) as uow:
        event = uow.session.scalars(select(PhoneEvent).where(PhoneEvent.event_id == event_id)).one()
        return clock_support_of(uow, event)


def test_two_phones_of_an_engineer_support_each_their_own(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    say(phone, 4, 100)
    say(phone, 4, 9000, device="b")
    clock.advance(seconds=600)
    first = say(phone, 5, 400, ago_s=300)
    other = say(phone, 5, 9100, device="b", ago_s=300)
    assert support(runtime, first) == ClockSupport(unbroken=True)
    assert support(runtime, other) == ClockSupport(unbroken=True, slept=True)


def test_phone_without_numbers_has_no_support_and_no_contradiction(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    say(phone, None, 0)
    clock.advance(seconds=600)
    assert support(runtime, say(phone, None, 0, ago_s=300)) == ClockSupport()


def test_message_that_names_no_phone_follows_the_only_one(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    say(phone, 4, 100)
    clock.advance(seconds=600)
    assert support(runtime, say(phone, 5, 400, device=None, ago_s=300)).unbroken
