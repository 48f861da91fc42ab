"""Who works by the clock, and who must not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from apscheduler.schedulers.base import STATE_RUNNING
from sqlalchemy import select

from app.models import Timer
from app.runtime import Runtime, unit_of_work
from app.worker.jobs import run_due
from app.worker.scheduler import WorkerRefused, run_worker, start_embedded


class _Recording:
    """Stands in for a blocking scheduler: keeps what it was told."""

    def __init__(self) -> None:
        self.jobs: list[object] = []
        self.started = False

    def add_job(self, job: object, *_: object, **__: object) -> None:
        self.jobs.append(job)

    def start(self) -> None:
        self.started = True


def _armed(runtime: Runtime) -> set[str]:
    with unit_of_work(runtime, write=False) as uow:
        return set(uow.session.scalars(select(Timer.kind)))


def test_an_embedded_worker_starts_and_stops_with_the_process(runtime: Runtime) -> None:
    made = replace(runtime, settings=replace(runtime.settings, embedded_worker=True))
    scheduler = start_embedded(made)
    assert scheduler is not None
    try:
        assert scheduler.state == STATE_RUNNING
        assert [job.func for job in scheduler.get_jobs()] == [run_due]
    finally:
        scheduler.shutdown()


def test_no_thread_runs_where_the_settings_forbid_it(runtime: Runtime) -> None:
    assert start_embedded(runtime) is None
    assert _armed(runtime) == {"seal", "purge"}


def test_no_thread_runs_in_a_simulation(simulated: Runtime) -> None:
    made = replace(simulated, settings=replace(simulated.settings, embedded_worker=True))
    assert start_embedded(made) is None
    with pytest.raises(WorkerRefused):
        run_worker(made)


def test_a_worker_of_its_own_looks_for_due_work(runtime: Runtime) -> None:
    scheduler = _Recording()
    run_worker(runtime, scheduler)
    assert (scheduler.jobs, scheduler.started) == ([run_due], True)
