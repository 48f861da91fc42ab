from __future__ import annotations

import pytest
from sqlalchemy import select, text, update

from app.kernel import Runtime, UnitOfWork, feed, ledger, unit_of_work
from app.kernel.feed import START, Cursor
from app.kernel.ledger_check import verify
from app.kernel.tables import Event
from app.operations.commands.restore import settle_restored
from app.outbox.tables import Subscription
from tests.support.listening import happen

ELSEWHERE = 10**12
POSTGRESQL = pytest.mark.parametrize("database_kind", ["postgresql"])


def told(runtime: Runtime, cursor: Cursor = START) -> list[str]:
    with unit_of_work(runtime, write=False) as uow:
        return [event.kind for event in feed.after(uow, cursor, 100)]


def as_if_from_elsewhere(runtime: Runtime) -> None:
    """A dump of a cluster that had seen far more transactions than this one."""
    with unit_of_work(runtime) as uow:
        uow.session.execute(update(Event).values(tx_id=Event.tx_id + ELSEWHERE))


def subscribe(uow: UnitOfWork, name: str, place: Cursor) -> None:
    uow.session.add(
        Subscription(
            id=uow.new_id(),
            name=name,
            channel="webhook",
            kinds=["*"],
            created_at=uow.now,
            updated_at=uow.now,
            cursor_tx=place.tx_id,
            cursor_id=place.id,
        )
    )


def places(runtime: Runtime) -> dict[str, tuple[int, int]]:
    with unit_of_work(runtime, write=False) as uow:
        rows = uow.session.scalars(select(Subscription))
        return {row.name: (row.cursor_tx, row.cursor_id) for row in rows}


@POSTGRESQL
def test_events_of_another_cluster_are_read_before_new_ones(runtime: Runtime) -> None:
    happen(runtime, "old.first")
    happen(runtime, "old.second")
    as_if_from_elsewhere(runtime)
    happen(runtime, "new.first")
    assert told(runtime) == ["new.first"]  # what is wrong without it
    with unit_of_work(runtime) as uow:
        assert settle_restored(uow) == 3
    happen(runtime, "new.second")
    assert told(runtime) == ["old.first", "old.second", "new.first", "new.second"]
    with unit_of_work(runtime) as uow:
        assert verify(uow).intact
        assert settle_restored(uow) == 0


@POSTGRESQL
def test_subscription_goes_on_at_the_first_event_it_has_not_seen(runtime: Runtime) -> None:
    """The event with the lower id was written by the later transaction, so it was not read yet."""
    with unit_of_work(runtime) as earlier:
        earlier.session.execute(text("SELECT pg_current_xact_id()"))
        happen(runtime, "lower.id")
        with unit_of_work(runtime, write=False) as look:
            assert look.session.scalars(select(Event.kind)).all() == ["lower.id"]
        ledger.note(earlier, "request:y", "higher.id")
    as_if_from_elsewhere(runtime)
    with unit_of_work(runtime) as uow:
        rows = uow.session.scalars(select(Event).order_by(Event.tx_id, Event.id)).all()
        assert [row.kind for row in rows] == ["higher.id", "lower.id"]
        lower, higher = rows[1].id, rows[0].id
        subscribe(uow, "half", Cursor.of(rows[0]))
        subscribe(uow, "all", Cursor.of(rows[1]))
    with unit_of_work(runtime) as uow:
        settle_restored(uow)
    assert places(runtime) == {"half": (0, lower - 1), "all": (0, higher)}


def test_database_of_its_own_is_left_alone(runtime: Runtime) -> None:
    happen(runtime, "own.event")
    with unit_of_work(runtime) as uow:
        assert settle_restored(uow) == 0
    assert told(runtime) == ["own.event"]
