"""`python -m tests.support.worker_process URL FOLDER HOW`: a worker whose plans can be watched from outside.

It prints `ready` once it works, and a line for each plan.  HOW is `works`, `hangs` for one that never
ends a plan or a job, or `sleeps` for one that looks only when it is woken.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from threading import Event

import pytest

from app.cli.logs import configure_logging
from app.jobs.commands import in_hand
from app.jobs.commands.in_hand import JobInHand
from app.kernel import Runtime
from app.kernel.phrases import Phrase
from app.settings import Settings
from app.shell.runtime import build_runtime
from app.shell.worker import queue_threads, scheduler
from app.shell.worker.scheduler import run_worker
from tests.support.timers import stand_in

_progress = JobInHand.progress


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _plan(_runtime: Runtime, subject: str) -> None:
    _tell(f"planned {subject}")


def _hang(_runtime: Runtime, subject: str) -> None:
    _tell(f"planning {subject}")
    Event().wait()


def _hang_midway(job: JobInHand, done: int, total: int, message: Phrase | None = None) -> None:
    _progress(job, done, total, message)
    if message == "The rows are being written." and done:
        _tell(f"job at {done} of {total}")
        Event().wait()


def main(url: str, folder: str, how: str) -> None:
    """Work until told to stop."""
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    scheduler.PATIENCE_S = 0.5
    if how == "sleeps":
        scheduler.LOOK_EVERY_S = queue_threads.LONGEST_SLEEP_S = 3600.0
    if how == "hangs":
        in_hand.TELL_EVERY_S = -1.0
        setattr(JobInHand, "progress", _hang_midway)  # noqa: B010 - a method
    work = _hang if how == "hangs" else _plan
    settings = Settings(
        data_dir=Path(folder), database_url=url, secret_key="not-a-secret", embedded_worker=False
    )
    configure_logging(settings)
    runtime = build_runtime(settings.completed())
    stand_in(pytest.MonkeyPatch(), "plan", work)
    _tell("ready")
    run_worker(runtime, stop)
    runtime.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
