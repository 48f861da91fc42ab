from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine

from app.kernel import Runtime, ledger, timers, unit_of_work
from app.kernel.listener import DUE, EVENTS, Listener
from app.kernel.wake_up import WakeUp

PATIENCE_S = 30


def test_waiter_wakes_at_once() -> None:
    wake_up = WakeUp()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(wake_up.wait, wake_up.count, PATIENCE_S)
        wake_up.wake()
        assert waiting.result() == 1


def test_wake_up_between_looking_and_waiting_is_not_missed() -> None:
    wake_up = WakeUp()
    seen = wake_up.count
    wake_up.wake()
    assert wake_up.wait(seen, PATIENCE_S) == 1


def test_commit_with_an_event_wakes_its_own_process(runtime: Runtime) -> None:
    seen = runtime.event_wake_up.count
    with unit_of_work(runtime) as uow:
        ledger.note(uow, "request:1", "thing.happened")
        assert runtime.event_wake_up.count == seen
    assert runtime.event_wake_up.count == seen + 1


def test_rolled_back_event_wakes_nobody(runtime: Runtime) -> None:
    seen = runtime.event_wake_up.count
    with pytest.raises(ZeroDivisionError):
        _fail_after_recording(runtime)
    assert runtime.event_wake_up.count == seen


def _fail_after_recording(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        ledger.note(uow, "request:1", "thing.happened")
        raise ZeroDivisionError


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_commits_of_another_process_wake_whom_they_concern(runtime: Runtime) -> None:
    events, due, engine = WakeUp(), WakeUp(), create_engine(runtime.engine.url)
    listener = Listener(engine, {EVENTS: events, DUE: due})
    listener.start()
    heard = (events.wait(0, PATIENCE_S), due.wait(0, PATIENCE_S))  # each comes once when it begins to listen
    with unit_of_work(runtime) as uow:
        ledger.note(uow, "request:1", "thing.happened")
    assert events.wait(heard[0], PATIENCE_S) > heard[0]
    assert due.count == heard[1]
    with unit_of_work(runtime) as uow:
        timers.arm(uow, "plan", "t1", uow.now)
    assert due.wait(heard[1], PATIENCE_S) > heard[1]
    listener.close()
    engine.dispose()
