"""Who works by the clock, and who must not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Event, Thread

import pytest
from sqlalchemy import select

from app.kernel import Runtime, timers, unit_of_work
from app.kernel.tables import Timer
from app.kernel.wake_up import WakeUp
from app.shell.worker import driven, scheduler
from app.shell.worker.scheduler import WorkerRefused, run_worker, start_embedded
from tests.support.clock import MONDAY_MORNING
from tests.support.timers import stand_in

SOON_S = 30
"""Far more than anything here takes; a test that waits so long has failed."""


def _armed(runtime: Runtime) -> set[str]:
    with unit_of_work(runtime, write=False) as uow:
        return set(uow.session.scalars(select(Timer.kind)))


def _embedded(runtime: Runtime) -> Runtime:
    return replace(runtime, settings=replace(runtime.settings, embedded_worker=True))


@contextmanager
def _a_worker(runtime: Runtime) -> Iterator[None]:
    stop = Event()
    thread = Thread(target=run_worker, args=(runtime, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(SOON_S)
        assert not thread.is_alive()


def test_what_is_due_now_is_done_when_it_is_committed_without_the_clock(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = Event()
    monkeypatch.setattr(scheduler, "LOOK_EVERY_S", 3600)
    monkeypatch.setattr("app.shell.worker.queue_threads.LONGEST_SLEEP_S", 3600)
    stand_in(monkeypatch, "note", lambda *_: done.set())
    worker = start_embedded(_embedded(runtime))
    assert worker is not None
    try:
        with unit_of_work(runtime) as uow:
            timers.arm(uow, "note", "n", uow.now)
        assert done.wait(SOON_S)
    finally:
        worker.stop(SOON_S)


def test_a_lost_wake_up_is_made_good_by_the_clock(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    done = Event()
    monkeypatch.setattr(scheduler, "LOOK_EVERY_S", 0.01)
    monkeypatch.setattr("app.shell.worker.queue_threads.LONGEST_SLEEP_S", 3600)
    stand_in(monkeypatch, "note", lambda *_: done.set())
    deaf = replace(runtime, work_wake_up=WakeUp())  # nobody who waits there hears of this runtime's commits
    worker = start_embedded(_embedded(deaf))
    assert worker is not None
    try:
        with unit_of_work(runtime) as uow:
            timers.arm(uow, "note", "n", uow.now)
        assert done.wait(SOON_S)
    finally:
        worker.stop(SOON_S)


def test_no_thread_runs_where_the_settings_forbid_it(runtime: Runtime) -> None:
    assert start_embedded(runtime) is None
    assert _armed(runtime) >= {"seal", "purge"}


def test_no_thread_runs_in_a_simulation(simulated: Runtime) -> None:
    made = _embedded(simulated)
    assert start_embedded(made) is None
    with pytest.raises(WorkerRefused):
        run_worker(made, Event())


def test_a_worker_of_its_own_does_due_work_until_it_is_told_to_stop(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = Event()
    stand_in(monkeypatch, "note", lambda *_: done.set())
    with unit_of_work(runtime) as uow:
        timers.arm(uow, "note", "n", uow.now)
    with _a_worker(runtime):
        assert done.wait(SOON_S)


def test_a_worker_drives_a_simulation_that_its_server_leaves_to_workers(simulated: Runtime) -> None:
    with _a_worker(simulated):
        assert driven.ask(simulated, MONDAY_MORNING).now == MONDAY_MORNING
