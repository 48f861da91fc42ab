"""No message is lost for the time that it names; what is unlikely is flagged."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from app.kernel import Runtime, unit_of_work
from app.phones.tables import PhoneEvent
from app.requests.tables import Visit
from app.visits.commands.field import Kind, Marks, Message, Receipt, record
from tests.support.clock import FakeClock
from tests.support.phone import Phone


def accept(phone: Phone, device_at: datetime, sent_at: datetime | None, *, offline: bool = True) -> Receipt:
    message = Message(Kind.ACCEPT, phone.job.visit_id, uuid7(), device_at, offline=offline)
    with unit_of_work(phone.runtime, phone.principal) as uow:
        return record(uow, message, sent_at)


@pytest.mark.parametrize(
    ("device", "sent"),
    [
        (timedelta(seconds=10), timedelta(0)),
        (timedelta(days=2), None),
        (timedelta(days=400), timedelta(0)),
        (timedelta(days=-31), timedelta(0)),
        (timedelta(days=-20_000), timedelta(0)),
        (timedelta(days=-20_000), timedelta(days=-20_000)),
        (timedelta(days=-2), timedelta(days=-2)),
        (timedelta(days=2_000_000), timedelta(days=2_000_000)),
        (timedelta(days=-700_000), timedelta(days=2_000_000)),
    ],
)
def test_unlikely_time_is_kept_flagged_and_dated_no_later_than_its_receipt(
    runtime: Runtime, phone: Phone, clock: FakeClock, device: timedelta, sent: timedelta | None
) -> None:
    sent_at = None if sent is None else phone.time + sent
    receipt = accept(phone, phone.time + device, sent_at)
    assert (receipt.status, receipt.flags) == ("applied", ("clock_doubtful",))
    with unit_of_work(runtime, write=False) as uow:
        assert uow.get(Visit, phone.job.visit_id).accepted_at == clock.now


@pytest.mark.parametrize(("ago_s", "offline"), [(0, False), (30, False), (31, True), (3600, True)])
def test_what_is_older_than_half_a_minute_is_offline_whatever_it_says(
    runtime: Runtime, phone: Phone, clock: FakeClock, ago_s: int, *, offline: bool
) -> None:
    clock.advance(hours=2)
    phone.send(Kind.ACCEPT, ago_s=ago_s, offline=False)
    with unit_of_work(runtime, write=False) as uow:
        assert uow.session.scalars(select(PhoneEvent.offline)).all() == [offline]


def test_online_message_without_the_time_of_its_sending_is_dated_at_its_receipt(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    clock.advance(hours=2)
    accept(phone, phone.time - timedelta(minutes=26), None, offline=False)
    with unit_of_work(runtime, write=False) as uow:
        assert uow.get(Visit, phone.job.visit_id).accepted_at == clock.now


def test_clock_set_back_in_mid_visit_loses_nothing_and_is_flagged(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    clock.advance(minutes=5)
    phone.drive()
    clock.advance(minutes=15)
    there = phone.time
    phone.slow_s = 1800
    clock.advance(minutes=10)
    said = Message(
        Kind.ARRIVE,
        phone.job.visit_id,
        uuid7(),
        there,
        offline=True,
        body={"position": {"lat": 31.23, "lon": 121.47, "accuracy_m": 9}, "code": "4711"},
    )
    with unit_of_work(runtime, phone.principal) as uow:
        receipt = record(uow, said, phone.time)
    assert receipt.status == "applied"
    assert "clock_doubtful" in receipt.flags
    later = phone.send(Kind.COMPLETE, offline=True)
    assert later.status == "held"


def test_clock_that_jumped_by_its_counter_is_flagged(phone: Phone, clock: FakeClock) -> None:
    phone.send(Kind.ACCEPT, marks=Marks("p", "b", 1, 0))
    phone.check_five_ones(marks=Marks("p", "b", 2, 1000))
    clock.advance(minutes=60)
    receipt = phone.send(Kind.DEPART, ago_s=3000, offline=True, marks=Marks("p", "b", 3, 3_590_000))
    assert receipt.flags == ("clock_corrected", "clock_doubtful")
