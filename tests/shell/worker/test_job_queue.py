"""On PostgreSQL jobs reach workers through procrastinate, which may lose everything it holds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from app.jobs.commands import asking
from app.jobs.hooks import KINDS, JobKind, JobOutcome, RunningJob
from app.kernel import Runtime, queue_schema, unit_of_work
from app.kernel.phrases import Phrase
from app.settings import Settings
from app.shell.runtime import build_runtime, works_apart
from app.shell.worker import job_queue
from app.shell.worker.job_queue import JobQueue
from tests.support.imports import ROOT

SOON_S = 60
pytestmark = pytest.mark.parametrize("database_kind", ["postgresql"])


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> Queue[int]:
    """Hears the number of each job that runs."""
    heard: Queue[int] = Queue()

    def run(job: RunningJob) -> JobOutcome:
        heard.put(job.job.params["n"])
        return JobOutcome(Phrase("Done"))

    monkeypatch.setitem(KINDS._things, "count", JobKind(Phrase("Import"), run, "counts"))
    return heard


@contextmanager
def _working(runtime: Runtime) -> Iterator[None]:
    runtime.listener.start()
    queue = JobQueue(runtime)
    queue.start()
    try:
        yield
    finally:
        queue.stop(SOON_S)


def _start(runtime: Runtime, n: int) -> None:
    with unit_of_work(runtime) as uow:
        asking.start(uow, "count", {"n": n})


def _held(runtime: Runtime) -> list[tuple[str, str]]:
    with runtime.engine.connect() as connection:
        rows = connection.execute(text("SELECT queue_name, status FROM procrastinate.procrastinate_jobs"))
        return [(queue, status) for queue, status in rows]


def test_a_job_is_run_when_its_start_has_been_committed_and_leaves_nothing_in_the_queue(
    runtime: Runtime, ran: Queue[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_queue, "LOOK_EVERY_S", 3600.0)
    with _working(runtime):
        for n in range(3):
            _start(runtime, n)
        assert sorted(ran.get(timeout=SOON_S) for _ in range(3)) == [0, 1, 2]
    assert _held(runtime) == []


def test_a_queue_that_was_emptied_is_filled_again(
    runtime: Runtime, ran: Queue[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_queue, "FIRST_PAUSE_S", 0.01)
    queue_schema.remove(runtime.engine)
    _start(runtime, 1)
    with capture_logs() as lines, _working(runtime):
        while not lines:
            runtime.work_wake_up.wait(runtime.work_wake_up.count, 0.05)
        queue_schema.ensure(runtime.engine)
        assert ran.get(timeout=SOON_S) == 1
    assert {line["event"] for line in lines} == {"the queue of jobs is away"}


def test_the_queue_of_another_release_is_made_anew_and_that_of_this_one_is_kept(runtime: Runtime) -> None:
    with runtime.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL search_path TO procrastinate")
        connection.exec_driver_sql(
            "INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('imports', 'x')"
        )
    queue_schema.ensure(runtime.engine)
    assert _held(runtime) == [("imports", "todo")]
    with runtime.engine.begin() as connection:
        connection.exec_driver_sql("COMMENT ON SCHEMA procrastinate IS 'procrastinate 2.0.0'")
    queue_schema.ensure(runtime.engine)
    assert _held(runtime) == []


def test_other_processes_work_only_on_postgresql_and_in_real_time(runtime: Runtime) -> None:
    for embedded, simulated, apart in [(True, False, False), (False, True, False), (False, False, True)]:
        settings = Settings(
            data_dir=runtime.settings.data_dir,
            database_url=runtime.settings.database_url,
            embedded_worker=embedded,
            simulated=simulated,
        )
        made = build_runtime(settings.completed())
        assert works_apart(made.settings, made.engine) is apart
        made.close()


def test_procrastinates_own_tooling_works_on_the_queue(runtime: Runtime) -> None:
    command = [sys.executable, "-m", "procrastinate", "--app", "app.shell.worker.tooling.queue"]
    environment = {
        "ONEHOUR_DATABASE_URL": runtime.settings.database_url,
        "ONEHOUR_DATA_DIR": str(runtime.settings.data_dir),
        "ONEHOUR_SECRET_KEY": "0123456789abcdef" * 3,
    }
    told = subprocess.run(
        [*command, "healthchecks"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    assert "DB connection: OK" in told.stdout
