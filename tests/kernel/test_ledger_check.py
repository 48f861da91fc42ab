"""Whoever changes the past is found out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Update, delete, select, update

from app.kernel import Runtime, UnitOfWork, ledger, unit_of_work
from app.kernel.ledger_check import LedgerReport, verify
from app.kernel.ledger_hash import GENESIS, event_hash
from app.kernel.tables import Event, Seal, SealedHead, StreamHead


@pytest.fixture
def written(runtime: Runtime) -> Runtime:
    """Two chains of three events, sealed after the first two of each."""
    for n in range(3):
        with unit_of_work(runtime) as uow:
            ledger.note(uow, "request:a", "request.noted", n=n)
            ledger.note(uow, "request:b", "request.noted", n=n)
        if n == 1:
            with unit_of_work(runtime) as uow:
                ledger.seal(uow)
    with unit_of_work(runtime) as uow:
        ledger.seal(uow)
    return runtime


def checked(runtime: Runtime) -> LedgerReport:
    with unit_of_work(runtime, write=False) as uow:
        return verify(uow)


def test_an_untouched_ledger_is_intact(written: Runtime) -> None:
    report = checked(written)
    assert (report.intact, report.events, report.streams, report.seals) == (True, 6, 2, 2)


def test_an_empty_ledger_is_intact(runtime: Runtime) -> None:
    assert checked(runtime) == LedgerReport(0, 0, 0, ())


def _of_a(number: int) -> tuple[object, ...]:
    return (Event.stream == "request:a", Event.number == number)


def alter(uow: UnitOfWork) -> None:
    uow.session.execute(update(Event).where(*_of_a(2)).values(body='{"n":7}'))


def alter_actor(uow: UnitOfWork) -> None:
    uow.session.execute(update(Event).where(*_of_a(2)).values(actor="admin:nobody"))


def remove(uow: UnitOfWork) -> None:
    uow.session.execute(delete(Event).where(*_of_a(2)))


def rehash(uow: UnitOfWork) -> None:
    event = uow.session.scalars(select(Event).where(*_of_a(2))).one()
    event.body = '{"n":7}'
    event.hash = event_hash(event)


def cut_off(uow: UnitOfWork) -> None:
    uow.session.execute(delete(Event).where(*_of_a(3)))


def behead(uow: UnitOfWork) -> None:
    uow.session.execute(delete(StreamHead).where(StreamHead.stream == "request:a"))


def empty(uow: UnitOfWork) -> None:
    uow.session.execute(delete(Event).where(Event.stream == "request:a"))


@pytest.mark.parametrize(
    ("crime", "what"),
    [
        (alter, "event 2 was altered"),
        (alter_actor, "event 2 was altered"),
        (remove, "event 2 is missing"),
        (rehash, "event 3 does not follow from event 2"),
        (cut_off, "its head is event 3, and the last event there is 2"),
        (behead, "it has no head"),
        (empty, "all its events are gone"),
    ],
)
def test_a_crime_on_a_chain_is_found(
    written: Runtime, crime: Callable[[UnitOfWork], None], what: str
) -> None:
    with unit_of_work(written) as uow:
        crime(uow)
    faults = {fault.where: fault.what for fault in checked(written).faults}
    assert faults["request:a"] == what
    assert "request:b" not in faults


def test_a_chain_rewritten_whole_with_its_head_is_found_by_the_seals(written: Runtime) -> None:
    with unit_of_work(written) as uow:
        previous = GENESIS
        chain = select(Event).where(Event.stream == "request:a").order_by(Event.number)
        for event in uow.session.scalars(chain).all():
            event.body, event.previous_hash = '{"n":9}', previous
            event.hash = previous = event_hash(event)
        uow.get(StreamHead, "request:a").hash = previous
    faults = [(fault.where, fault.what) for fault in checked(written).faults]
    assert faults == [
        ("seal 1", "event 2 of request:a is not the one that was sealed"),
        ("seal 2", "event 3 of request:a is not the one that was sealed"),
    ]


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (update(Seal).where(Seal.number == 2).values(root="0" * 64), [("seal 2", "it was altered")]),
        (
            update(Seal).where(Seal.number == 2).values(previous_root="1" * 64),
            [("seal 2", "it does not follow from seal 1")],
        ),
        (
            update(SealedHead).where(SealedHead.seal_number == 1).values(number=1),
            [("seal 1", "it was altered")],
        ),
    ],
)
def test_a_seal_that_was_changed_is_found(written: Runtime, change: Update, faults: list[object]) -> None:
    with unit_of_work(written) as uow:
        uow.session.execute(change)
    assert [(fault.where, fault.what) for fault in checked(written).faults] == faults


def test_a_seal_that_was_removed_is_found(written: Runtime) -> None:
    with unit_of_work(written) as uow:
        uow.session.execute(delete(SealedHead).where(SealedHead.seal_number == 1))
        uow.session.execute(delete(Seal).where(Seal.number == 1))
    assert [fault.what for fault in checked(written).faults] == ["seal 1 is missing"]
