"""Real workers on PostgreSQL: whoever dies or is stopped, work goes on."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.kernel import Runtime, timers, unit_of_work
from app.kernel.tables import Timer
from tests.support.imports import ROOT

SOON_S = 60
pytestmark = pytest.mark.parametrize("database_kind", ["postgresql"])

Worker = subprocess.Popen[str]


@contextmanager
def _worker(runtime: Runtime, folder: Path, how: str = "works") -> Iterator[Worker]:
    command = [sys.executable, "-m", "tests.support.worker_process"]
    arguments = [runtime.settings.database_url, str(folder), how]
    with subprocess.Popen([*command, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert _line(process) == "ready"
            yield process
        finally:
            process.kill()


def _line(worker: Worker) -> str:
    assert worker.stdout is not None
    return worker.stdout.readline().strip()


def _stop(worker: Worker) -> list[str]:
    """Tell the worker to stop; returns what it still had to say."""
    worker.send_signal(signal.SIGTERM)
    told, _ = worker.communicate(timeout=SOON_S)
    assert worker.returncode == 0
    return told.split("\n")[:-1]


def _arm(runtime: Runtime, *subjects: str) -> None:
    # The workers go by the machine's clock, before which the test's own lies: all is due at once.
    with unit_of_work(runtime) as uow:
        for subject in subjects:
            timers.arm(uow, "plan", subject, uow.now)


def _due_at(runtime: Runtime, subject: str) -> datetime | None:
    with unit_of_work(runtime, write=False) as uow:
        return uow.session.scalar(select(Timer.due_at).where(Timer.kind == "plan", Timer.subject == subject))


def test_the_work_of_a_worker_that_was_killed_is_done_by_another_when_the_lease_ends(
    runtime: Runtime, tmp_path: Path
) -> None:
    _arm(runtime, "t1")
    with _worker(runtime, tmp_path, "hangs") as killed:
        assert _line(killed) == "planning t1"
        killed.kill()
        killed.wait(SOON_S)
    with unit_of_work(runtime) as uow:  # instead of waiting for a minute
        ended = update(Timer).where(Timer.subject == "t1").values(due_at=uow.now)
        uow.session.execute(ended.execution_options(synchronize_session=False))
    with _worker(runtime, tmp_path) as other:
        assert _line(other) == "planned t1"
        _stop(other)
    assert _due_at(runtime, "t1") is None


def test_a_worker_that_is_told_to_stop_gives_back_what_it_cannot_finish(
    runtime: Runtime, tmp_path: Path
) -> None:
    _arm(runtime, "t1")
    armed_for = _due_at(runtime, "t1")
    with _worker(runtime, tmp_path, "hangs") as stopped:
        assert _line(stopped) == "planning t1"
        held_until = _due_at(runtime, "t1")
        assert armed_for is not None
        assert held_until is not None
        assert held_until - armed_for > timedelta(days=1)  # a lease by the machine's clock
        _stop(stopped)
    assert _due_at(runtime, "t1") == armed_for


def test_two_workers_do_each_thing_once(runtime: Runtime, tmp_path: Path) -> None:
    first = [f"a{n}" for n in range(20)]
    with _worker(runtime, tmp_path) as one, _worker(runtime, tmp_path) as other:
        _arm(runtime, *first)
        # Whichever plans the last one says so before it ticks it off; told to stop, both finish.
        while any(_due_at(runtime, subject) for subject in first):
            runtime.work_wake_up.wait(runtime.work_wake_up.count, 0.05)
        told = _stop(one) + _stop(other)
    assert sorted(told) == sorted(f"planned {subject}" for subject in first)


def test_a_commit_elsewhere_wakes_a_worker_that_does_not_look_by_the_clock(
    runtime: Runtime, tmp_path: Path
) -> None:
    with _worker(runtime, tmp_path, "sleeps") as one:
        _arm(runtime, "t1")
        assert _line(one) == "planned t1"
        _stop(one)
