"""A job while one worker holds it: its row is written only as long as the claim is this worker's."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event
from typing import Any

from sqlalchemy import and_, or_, update

from app.files.tables import Blob
from app.jobs.commands.asking import keep
from app.jobs.hooks import JobFile
from app.jobs.rules.phrases import stored
from app.jobs.rules.states import JobState
from app.jobs.tables import LongJob
from app.kernel import Principal, Runtime, UnitOfWork, unit_of_work
from app.kernel.phrases import Phrase
from app.kernel.principal import SYSTEM

LEASE = timedelta(seconds=60)
TELL_EVERY_S = 1.0
"""How often progress is written at most: each time is a turn of SQLite's one writer."""


class StopAsked(Exception):
    """Whoever started the job wants it to stop."""


class GivenBack(Exception):
    """The worker is to stop and leaves the job to another."""


class JobLost(Exception):
    """Another worker holds the job by now."""


def claimable(now: datetime) -> Any:
    """Return the condition of the jobs that a worker may take: those that wait, and those of dead workers."""
    return or_(
        and_(LongJob.state == JobState.QUEUED, LongJob.due_at <= now),
        and_(LongJob.state == JobState.RUNNING, LongJob.held_until < now),
    )


@dataclass
class JobInHand:
    """A job that this worker runs; the functions of kinds see it as `RunningJob`."""

    runtime: Runtime
    job: LongJob
    stopping: Event
    principal: Principal = SYSTEM
    _told_s: float = field(default=0.0)

    def file(self) -> bytes:
        """Return the bytes of the file that came with the job."""
        with unit_of_work(self.runtime, write=False) as uow:
            return uow.get(Blob, self.job.file_sha256).data

    def progress(self, done: int, total: int, message: Phrase | None = None) -> None:
        """Write how far it is, and renew the lease.

        Raises:
            StopAsked: it is to stop.
            GivenBack: the worker is to stop.
            JobLost: another worker has it.
        """
        if self.stopping.is_set():
            raise GivenBack
        if time.monotonic() - self._told_s < TELL_EVERY_S:
            return
        said = {"message": stored(message)} if message is not None else {}
        with unit_of_work(self.runtime) as uow:
            held = self.write(uow, done=done, total=total, held_until=uow.now + LEASE, **said)
        self._told_s = time.monotonic()
        if held.stop_asked_at is not None:
            raise StopAsked

    def write(self, uow: UnitOfWork, **values: Any) -> LongJob:
        """Change the row while it is this worker's.

        Raises:
            JobLost: another worker has it.
        """
        mine = (
            LongJob.id == self.job.id,
            LongJob.claims == self.job.claims,
            LongJob.state == JobState.RUNNING,
        )
        row = uow.session.scalars(
            update(LongJob)
            .where(*mine)
            .values(**values)
            .returning(LongJob)
            .execution_options(synchronize_session=False, populate_existing=True)
        ).one_or_none()
        if row is None:
            raise JobLost
        return row

    def end(self, state: JobState, message: Phrase, file: JobFile | None = None, **values: Any) -> None:
        """End the job, with the file that came of it."""
        with unit_of_work(self.runtime) as uow:
            if file is not None:
                values |= {"result_sha256": keep(uow, file), "result_name": file.name}
            self.write(uow, state=state, message=stored(message), ended_at=uow.now, held_until=None, **values)

    def put_off(self, pause: timedelta, message: Phrase | None, *, counted: bool) -> None:
        """Let the job wait; a try that is not `counted` was nobody's fault."""
        said = {"message": stored(message)} if message is not None else {}
        with unit_of_work(self.runtime) as uow:
            tries = self.job.tries if counted else self.job.tries - 1
            due_at = uow.now + pause
            self.write(uow, state=JobState.QUEUED, due_at=due_at, tries=tries, held_until=None, **said)
