"""Jobs as people see them: each his own, administrators everybody's."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, true

from app.files.tables import Blob
from app.jobs.hooks import JobFile
from app.jobs.rules.phrases import phrase_of
from app.jobs.rules.states import JobState
from app.jobs.tables import LongJob
from app.kernel import Principal, Role, UnitOfWork, visibility
from app.kernel.errors import NotFound
from app.kernel.phrases import Phrase


def whose(principal: Principal) -> ColumnElement[bool]:
    """Return the condition of the jobs that the principal may see."""
    if principal.role in {Role.ADMIN, Role.SYSTEM}:
        return true()
    return visibility.is_own(LongJob.user_id, principal.user_id)


def jobs(principal: Principal, state: JobState | None = None) -> Select[LongJob]:
    """Select the jobs that the principal may see, the newest first."""
    found = (
        select(LongJob)
        .where(visibility.rows(LongJob, principal))
        .order_by(LongJob.created_at.desc(), LongJob.id.desc())
    )
    return found if state is None else found.where(LongJob.state == state)


def message_of(job: LongJob) -> Phrase | None:
    """Return what the job says of itself."""
    return phrase_of(job.message) if job.message else None


def result_of(uow: UnitOfWork, job_id: UUID) -> JobFile:
    """Return the file that came of a job.

    Raises:
        NotFound: there is no such job here, or it has no file.
    """
    job = visibility.visible(uow, LongJob, job_id)
    blob = uow.session.get(Blob, job.result_sha256) if job.result_sha256 else None
    if blob is None:
        raise NotFound("result", job_id)
    return JobFile(job.result_name, blob.mime, blob.data)
