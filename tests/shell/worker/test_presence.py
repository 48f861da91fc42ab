"""A process says that it is there, and outlives a database that is not."""

from __future__ import annotations

from sqlalchemy import select
from structlog.testing import capture_logs

from app.kernel import Runtime, unit_of_work
from app.kernel.tables import Process
from app.shell.worker.presence import Presence
from tests.support.clock import FakeClock


def _kinds(runtime: Runtime) -> list[str]:
    with unit_of_work(runtime, write=False) as uow:
        return list(uow.session.scalars(select(Process.kind)))


def test_a_process_is_entered_while_it_runs_and_struck_out_when_it_ends(
    runtime: Runtime, clock: FakeClock
) -> None:
    presence = Presence(runtime, "worker")
    presence.start()
    clock.advance(seconds=10)
    presence.beat()
    with unit_of_work(runtime, write=False) as uow:
        row = uow.session.scalars(select(Process)).one()
        assert (row.kind, row.seen_at - row.started_at) == ("worker", uow.now - row.started_at)
        assert row.seen_at == clock.now
    presence.stop()
    assert _kinds(runtime) == []


def test_a_simulation_enters_nobody(simulated: Runtime) -> None:
    presence = Presence(simulated, "worker")
    presence.start()
    presence.stop()
    assert _kinds(simulated) == []


def test_a_database_that_is_away_is_logged_once(runtime: Runtime) -> None:
    with runtime.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE processes RENAME TO hidden")
    presence = Presence(runtime, "worker")
    with capture_logs() as lines:
        presence.start()
        presence.beat()
        presence.stop()
    assert [line["log_level"] for line in lines].count("error") == 1
    with runtime.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE hidden RENAME TO processes")
    presence.beat()
    assert _kinds(runtime) == ["worker"]
