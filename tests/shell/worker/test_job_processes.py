"""Real workers and an import: one that is killed in the middle leaves nothing half, and another goes on."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from uuid import UUID

import pytest
from sqlalchemy import text, update

from app.jobs.commands import asking
from app.jobs.tables import LongJob
from app.kernel import Runtime, unit_of_work
from app.registers.commands.queued_imports import start_import
from app.registers.tables import Customer
from tests.support.imports import ROOT

SOON_S = 60
ROWS = 250
FILE = ("name\n" + "".join(f"Customer {n}\n" for n in range(ROWS))).encode()

Worker = subprocess.Popen[str]

pytestmark = pytest.mark.slow("whole workers are started, and killed in the midst of a file")


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


def _stop(worker: Worker) -> None:
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=SOON_S)
    assert worker.returncode == 0


def _start(runtime: Runtime) -> UUID:
    with unit_of_work(runtime) as uow:
        return start_import(uow, "customers", FILE, "customers.csv").id


def _job(runtime: Runtime, job_id: UUID) -> LongJob:
    with unit_of_work(runtime, write=False) as uow:
        return uow.get(LongJob, job_id)


def _names(runtime: Runtime) -> list[str]:
    with unit_of_work(runtime, write=False) as uow:
        return [one.name for one in uow.session.query(Customer)]


def _ended(runtime: Runtime, job_id: UUID) -> LongJob:
    last_s = monotonic() + SOON_S
    while (job := _job(runtime, job_id)).ended_at is None:
        assert monotonic() < last_s, (job.state, job.message)
        runtime.work_wake_up.wait(runtime.work_wake_up.count, 0.05)
    return job


def _let_leases_end(runtime: Runtime) -> None:
    """Have it be as though minutes had passed since the worker died."""
    with unit_of_work(runtime) as uow:
        lapsed = update(LongJob).where(LongJob.held_until.is_not(None)).values(held_until=uow.now)
        uow.session.execute(lapsed.execution_options(synchronize_session=False))
        if runtime.engine.dialect.name == "postgresql":
            workers = (
                "UPDATE procrastinate.procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"
            )
            uow.session.execute(text(workers))


def test_an_import_whose_worker_was_killed_is_finished_by_another_with_every_row_once(
    runtime: Runtime, tmp_path: Path
) -> None:
    job_id = _start(runtime)
    with _worker(runtime, tmp_path, "hangs") as killed:
        assert _line(killed) == f"job at 100 of {ROWS}"
        killed.kill()
        killed.wait(SOON_S)
    assert (len(_names(runtime)), _job(runtime, job_id).state) == (100, "running")
    _let_leases_end(runtime)
    with _worker(runtime, tmp_path) as other:
        job = _ended(runtime, job_id)
        _stop(other)
    assert (job.state, job.tries, job.done, job.total) == ("done", 2, ROWS, ROWS)
    assert sorted(_names(runtime)) == sorted(f"Customer {n}" for n in range(ROWS))


def test_a_worker_runs_one_job_after_the_other_and_one_whose_file_is_missing_has_failed(
    runtime: Runtime, tmp_path: Path
) -> None:
    job_id = _start(runtime)
    with unit_of_work(runtime) as uow:
        other_id = asking.start(uow, "import", {"kind": "skills", "dry_run": True, "again": False}, None).id
    with _worker(runtime, tmp_path) as one:
        assert _ended(runtime, job_id).state == "done"
        assert _ended(runtime, other_id).state == "failed"
        _stop(one)
    assert (len(_names(runtime)), _job(runtime, job_id).tries) == (ROWS, 1)
