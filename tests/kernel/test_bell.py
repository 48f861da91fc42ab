from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine

from app.kernel import Runtime, ledger, unit_of_work
from app.kernel.bell import Bell
from app.kernel.listener import Listener

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
def test_commit_of_another_process_rings_here(runtime: Runtime) -> None:
    elsewhere, engine = Bell(), create_engine(runtime.engine.url)
    listener = Listener(engine, elsewhere)
    listener.start()
    seen = elsewhere.wait(0, PATIENCE_S)  # it rings once when it has begun to listen
    with unit_of_work(runtime) as uow:
        ledger.note(uow, "request:1", "thing.happened")
    assert elsewhere.wait(seen, PATIENCE_S) > seen
    listener.close()
    engine.dispose()
