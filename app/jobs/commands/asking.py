"""Starting, stopping and repeating long work, and forgetting what ended long ago."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, update

from app.files.commands import blobs
from app.files.tables import Blob
from app.jobs.hooks import KINDS, JobFile
from app.jobs.rules.states import ENDED, JobState
from app.jobs.tables import LongJob
from app.kernel import Role, UnitOfWork, visibility
from app.kernel.errors import Conflict, Forbidden
from app.kernel.phrases import Phrase
from app.kernel.waking import wake_workers

REMEMBERED = timedelta(days=30)


def start(uow: UnitOfWork, kind: str, params: Mapping[str, Any], file: JobFile | None = None) -> LongJob:
    """Queue a job of this kind; a worker begins it when this has committed.

    Raises:
        Forbidden: who acts may not start this kind.
    """
    _check_role(uow, kind)
    digest = keep(uow, file) if file is not None else None
    return _queued(uow, kind, dict(params), digest, file.name if file is not None else "")


def stop(uow: UnitOfWork, job_id: UUID) -> LongJob:
    """Have a job stop: one that waits at once, one that runs at its next step; what it wrote stands.

    A job that has ended stays as it is.

    Raises:
        NotFound: there is no such job here.
    """
    job = visibility.visible(uow, LongJob, job_id)
    stopped = {"state": JobState.STOPPED, "ended_at": uow.now, "stop_asked_at": uow.now}
    for state, change in ((JobState.QUEUED, stopped), (JobState.RUNNING, {"stop_asked_at": uow.now})):
        uow.session.execute(
            update(LongJob)
            .where(LongJob.id == job_id, LongJob.state == state, LongJob.stop_asked_at.is_(None))
            .values(**change)
            .execution_options(synchronize_session=False)
        )
    uow.session.refresh(job)
    return job


def repeat(uow: UnitOfWork, job_id: UUID, changed: Mapping[str, Any] | None = None) -> LongJob:
    """Queue the same once more, with the same file; `changed` is what is asked otherwise this time.

    Raises:
        NotFound: there is no such job here.
        Conflict: it has not ended.
        Forbidden: who acts may not start this kind.
    """
    old = visibility.visible(uow, LongJob, job_id)
    if JobState(old.state) not in ENDED:
        raise Conflict(Phrase("The job has not ended; stop it first."))
    _check_role(uow, old.kind)
    return _queued(uow, old.kind, {**old.params, **(changed or {})}, old.file_sha256, old.file_name)


def forget(uow: UnitOfWork, most: int) -> int:
    """Delete up to `most` jobs that ended long ago, with their files; returns how many."""
    old = select(LongJob).where(LongJob.state.in_(ENDED), LongJob.ended_at < uow.now - REMEMBERED)
    gone = uow.session.scalars(old.order_by(LongJob.ended_at).limit(most)).all()
    digests = {one for job in gone for one in (job.file_sha256, job.result_sha256) if one}
    uow.session.execute(
        delete(LongJob)
        .where(LongJob.id.in_([job.id for job in gone]))
        .execution_options(synchronize_session=False)
    )
    _drop_unused(uow, digests)
    return len(gone)


def keep(uow: UnitOfWork, file: JobFile) -> str:
    """Keep the bytes of a file; returns their digest."""
    digest = hashlib.sha256(file.data).hexdigest()
    blobs.keep(uow, digest, file.mime, file.data)
    return digest


def _check_role(uow: UnitOfWork, kind: str) -> None:
    if uow.principal.role not in KINDS[kind].roles | {Role.SYSTEM}:
        raise Forbidden


def _queued(uow: UnitOfWork, kind: str, params: dict[str, Any], digest: str | None, name: str) -> LongJob:
    who = uow.principal
    job = LongJob(id=uow.new_id(), kind=kind, state=JobState.QUEUED, params=params, created_at=uow.now)
    job.user_id, job.started_by, job.due_at = who.user_id, who.name, uow.now
    job.file_sha256, job.file_name = digest, name
    job.done = job.claims = job.tries = 0
    uow.session.add(job)
    uow.session.flush()
    wake_workers(uow)
    return job


def _drop_unused(uow: UnitOfWork, digests: set[str]) -> None:
    """Delete the files that no other job has; pictures, which other tables show, are left alone."""
    used = select(LongJob.id).where(
        or_(LongJob.file_sha256 == Blob.sha256, LongJob.result_sha256 == Blob.sha256)
    )
    uow.session.execute(
        delete(Blob)
        .where(Blob.sha256.in_(digests), Blob.mime.not_like("image/%"), ~used.exists())
        .execution_options(synchronize_session=False)
    )
