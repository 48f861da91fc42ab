from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine

from app.kernel import Runtime, ledger, timers, unit_of_work
from app.kernel.bell import Bell
from app.kernel.listener import DUE, EVENTS, Listener

PATIENCE_S = 30


def test_waiter_wakes_when_it_rings() -> None:
    bell = Bell()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(bell.wait, bell.rung, PATIENCE_S)
        bell.ring()
        assert waiting.result() == 1


def test_ring_between_looking_and_waiting_is_not_missed() -> None:
    bell = Bell()
    seen = bell.rung
    bell.ring()
    assert bell.wait(seen, PATIENCE_S) == 1


def test_commit_with_an_event_rings_here(runtime: Runtime) -> None:
    seen = runtime.bell.rung
    with unit_of_work(runtime) as uow:
        ledger.note(uow, "request:1", "thing.happened")
        assert runtime.bell.rung == seen
    assert runtime.bell.rung == seen + 1


def test_rolled_back_event_rings_nothing(runtime: Runtime) -> None:
    seen = runtime.bell.rung
    with pytest.raises(ZeroDivisionError):
        _fail_after_recording(runtime)
    assert runtime.bell.rung == seen


def _fail_after_recording(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        ledger.note(uow, "request:1", "thing.happened")
        raise ZeroDivisionError


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_commits_of_another_process_ring_the_bell_that_they_concern(runtime: Runtime) -> None:
    events, due, engine = Bell(), Bell(), create_engine(runtime.engine.url)
    listener = Listener(engine, {EVENTS: events, DUE: due})
    listener.start()
    heard = (events.wait(0, PATIENCE_S), due.wait(0, PATIENCE_S))  # each rings when it begins to listen
    with unit_of_work(runtime) as uow:
        ledger.note(uow, "request:1", "thing.happened")
    assert events.wait(heard[0], PATIENCE_S) > heard[0]
    assert due.rung == heard[1]
    with unit_of_work(runtime) as uow:
        timers.arm(uow, "plan", "t1", uow.now)
    assert due.wait(heard[1], PATIENCE_S) > heard[1]
    listener.close()
    engine.dispose()
