"""Runs one job: claims it, has its kind work, says how far it is, and ends it or puts it off.

A job is claimed by a conditional UPDATE and held by a lease that each step of progress renews.  A worker
that dies leaves a job that another takes up when the lease has ended; one that was only slow finds out at
its next step that the job is no longer its own.
"""

from __future__ import annotations

from datetime import timedelta
from threading import Event
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import func, select, update

from app.jobs.commands.in_hand import LEASE, GivenBack, JobInHand, JobLost, StopAsked, claimable
from app.jobs.hooks import ACTORS, KINDS, JobOutcome
from app.jobs.rules.states import MOST_TRIES, JobState, pause_after
from app.jobs.tables import LongJob
from app.kernel import Principal, Runtime, UnitOfWork, unit_of_work
from app.kernel.errors import Invalid, OneHourError, TryAgain, VersionConflict
from app.kernel.phrases import Phrase
from app.kernel.principal import SYSTEM

_CALLED_OFF = Phrase("Stopped before the end; what was written stands.")
_BROKE = Phrase("Something broke; it is tried again by itself.")
_GAVE_UP = Phrase("It broke %(tries)s times and is not tried again by itself.", tries=MOST_TRIES)
_NO_ACTOR = Phrase("The account that started it may not do this any more.")

log = structlog.get_logger(__name__)


def waiting(uow: UnitOfWork, most: int) -> list[LongJob]:
    """Return the jobs that a worker may take, the oldest first."""
    if not uow.runtime.drift.trusts(uow.now, uow.session.connection()):
        return []
    found = select(LongJob).where(claimable(uow.now)).order_by(LongJob.created_at, LongJob.id)
    return list(uow.session.scalars(found.limit(most)))


def run(runtime: Runtime, job_id: UUID, stopping: Event | None = None) -> timedelta | None:
    """Run the job unless somebody else does or it has ended; returns when to look at it again, if at all."""
    job = _claimed(runtime, job_id)
    if job is None:
        return _rest_of_lease(runtime, job_id)
    held = JobInHand(runtime, job, stopping or Event())
    try:
        return _worked(held)
    except JobLost:
        log.warning("job lost to another worker", job=str(job_id))
        return None


def _claimed(runtime: Runtime, job_id: UUID) -> LongJob | None:
    with unit_of_work(runtime) as uow:
        if not runtime.drift.trusts(uow.now, uow.session.connection()):
            return None
        return uow.session.scalars(
            update(LongJob)
            .where(LongJob.id == job_id, claimable(uow.now))
            .values(
                state=JobState.RUNNING,
                claims=LongJob.claims + 1,
                tries=LongJob.tries + 1,
                held_until=uow.now + LEASE,
                started_at=func.coalesce(LongJob.started_at, uow.now),
            )
            .returning(LongJob)
            .execution_options(synchronize_session=False)
        ).one_or_none()


def _rest_of_lease(runtime: Runtime, job_id: UUID) -> timedelta | None:
    with unit_of_work(runtime, write=False) as uow:
        job = uow.session.get(LongJob, job_id)
        if job is None or job.state not in {JobState.QUEUED, JobState.RUNNING}:
            return None
        again_at = job.due_at if job.state == JobState.QUEUED else job.held_until or uow.now
        return max(again_at - uow.now, timedelta(seconds=1))


def _worked(held: JobInHand) -> timedelta | None:
    """Have the kind work, and write what came of it."""
    try:
        held.principal = _actor(held)
        outcome = _outcome(held)
    except StopAsked:
        held.end(JobState.STOPPED, _CALLED_OFF)
    except GivenBack:
        held.put_off(timedelta(0), None, counted=False)
    except (TryAgain, VersionConflict) as clash:
        return _again(held, pause_after(held.job.tries), clash.detail, counted=True)
    except Invalid as bad:
        held.end(JobState.FAILED, _first_wrong(bad))
    except OneHourError as bad:
        if (wait_s := getattr(bad, "retry_after_s", None)) is not None:
            return _again(held, timedelta(seconds=wait_s), bad.detail, counted=False)
        held.end(JobState.FAILED, bad.detail)
    except JobLost:
        raise
    except Exception:
        log.exception("job failed", job=str(held.job.id), kind=held.job.kind)
        return _again(held, pause_after(held.job.tries), _BROKE, counted=True)
    else:
        _finish(held, outcome)
    return None


def _actor(held: JobInHand) -> Principal:
    """Return who started the job, as the account is now."""
    job = held.job
    if job.user_id is None:
        return SYSTEM
    with unit_of_work(held.runtime, write=False) as uow:
        found = [who for actor in ACTORS if (who := actor(uow, job.user_id)) is not None]
    if not found or found[0].role not in KINDS[job.kind].roles:
        raise OneHourError(_NO_ACTOR)
    return found[0]


def _outcome(held: JobInHand) -> JobOutcome:
    if held.job.tries > MOST_TRIES:  # it took its workers with it
        return JobOutcome(_GAVE_UP, well=False)
    if held.job.stop_asked_at is not None:
        raise StopAsked
    return KINDS[held.job.kind].run(held)


def _finish(held: JobInHand, outcome: JobOutcome) -> None:
    values: dict[str, Any] = {}
    if outcome.report is not None:
        values["report"] = dict(outcome.report)
    if outcome.well:
        values["done"] = func.coalesce(LongJob.total, LongJob.done)
    elif outcome.done is not None:
        values["done"] = outcome.done
    held.end(JobState.DONE if outcome.well else JobState.FAILED, outcome.message, outcome.file, **values)


def _again(held: JobInHand, pause: timedelta, why: Phrase, *, counted: bool) -> timedelta | None:
    if counted and held.job.tries >= MOST_TRIES:
        held.end(JobState.FAILED, _GAVE_UP)
        return None
    held.put_off(pause, why, counted=counted)
    return pause


def _first_wrong(bad: Invalid) -> Phrase:
    path, texts = next(iter(bad.errors.items()))
    return Phrase("%(field)s: %(what)s", field=path, what=texts[0])
