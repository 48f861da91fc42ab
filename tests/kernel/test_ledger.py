"""The ledger chains, seals, and takes its streams in one order."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from app.kernel import Runtime, ledger, unit_of_work
from app.kernel.ledger import canonical
from app.kernel.tables import Event, Seal, SealedHead, StreamHead
from tests.support.clock import FakeClock


def _events(runtime: Runtime, stream: str) -> list[Event]:
    with unit_of_work(runtime, write=False) as uow:
        return list(uow.session.scalars(select(Event).where(Event.stream == stream).order_by(Event.number)))


def test_each_event_is_chained_to_the_one_before(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        ledger.note(uow, "request:a", "request.received", note="纸张卡住")
        ledger.note(uow, "request:a", "request.promised", due_at=uow.now, key=UUID(int=7))
    with unit_of_work(runtime) as uow:
        ledger.note(uow, "request:a", "request.cancelled")
    events = _events(runtime, "request:a")
    assert [event.number for event in events] == [1, 2, 3]
    assert events[0].previous_hash == ledger.GENESIS
    assert [event.previous_hash for event in events[1:]] == [event.hash for event in events[:2]]
    assert all(ledger.event_hash(event) == event.hash for event in events)


def test_a_rolled_back_transaction_leaves_no_event(runtime: Runtime) -> None:
    def fail() -> None:
        with unit_of_work(runtime) as uow:
            ledger.note(uow, "request:a", "request.received")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert _events(runtime, "request:a") == []


def test_writers_of_many_streams_in_opposite_order_do_not_deadlock(runtime: Runtime) -> None:
    rounds, failures = 25, []

    def write(streams: tuple[str, str]) -> None:
        try:
            for _ in range(rounds):
                with unit_of_work(runtime) as uow:
                    for stream in streams:
                        ledger.note(uow, stream, "tick")
        except Exception as failure:  # noqa: BLE001 - told to the main thread
            failures.append(failure)

    pair = [threading.Thread(target=write, args=(order,)) for order in (("s:a", "s:b"), ("s:b", "s:a"))]
    for thread in pair:
        thread.start()
    for thread in pair:
        thread.join()
    assert failures == []
    for stream in ("s:a", "s:b"):
        assert [event.number for event in _events(runtime, stream)] == list(range(1, 2 * rounds + 1))


def test_a_seal_covers_the_heads_that_moved_and_chains_to_the_seal_before(
    runtime: Runtime, clock: FakeClock
) -> None:
    with unit_of_work(runtime) as uow:
        ledger.note(uow, "s:a", "tick")
        ledger.note(uow, "s:b", "tick")
    with unit_of_work(runtime) as uow:
        first = ledger.seal(uow)
    clock.advance(hours=1)
    with unit_of_work(runtime) as uow:
        ledger.note(uow, "s:b", "tick")
    with unit_of_work(runtime) as uow:
        second = ledger.seal(uow)
    with unit_of_work(runtime) as uow:
        assert ledger.seal(uow) is None
    assert first is not None
    assert second is not None
    assert second.previous_root == first.root
    with unit_of_work(runtime, write=False) as uow:
        covered = list(uow.session.scalars(select(SealedHead).where(SealedHead.seal_number == 2)))
        assert [head.stream for head in covered] == ["s:b"]
        assert second.root == ledger.root(first.root, covered)
        assert len(uow.session.scalars(select(Seal)).all()) == 2
        assert {head.sealed_number for head in uow.session.scalars(select(StreamHead))} == {1, 2}


def test_hashes_of_events_written_by_earlier_releases_still_hold() -> None:
    event = Event(
        stream="request:a",
        number=2,
        kind="visit.assigned",
        at=datetime(2026, 3, 2, 8, 0, 0, 123, tzinfo=UTC),
        actor="user:1",
        visit_id=UUID(int=7),
        body='{"eta_at":"2026-03-02T08:20:00+00:00","note":"纸张","speed":1.0}',
        previous_hash=ledger.GENESIS,
    )
    assert ledger.event_hash(event) == "8880179c747c17c0c650b513862496038aa7b71da139a32d0c4a528b00776b8a"


def test_canonical_text_has_one_form() -> None:
    assert canonical({"b": 1, "a": [True, None]}) == '{"a":[true,null],"b":1}'
    with pytest.raises(TypeError):
        canonical({"a": object()})
    with pytest.raises(ValueError, match="Out of range"):
        canonical({"a": float("nan")})
