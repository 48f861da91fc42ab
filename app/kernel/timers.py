"""Timers that must fire: armed in the transaction that needs them, claimed by a conditional UPDATE.

A claim pushes `due_at` out by a lease.  Whoever finishes disarms; whoever dies leaves a timer that
fires again when the lease is over, so work is done at least once and its effects must be idempotent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, select, update

from app.kernel import UnitOfWork
from app.kernel.tables import Timer
from app.kernel.timer_horizons import absurd
from app.kernel.timer_kinds import KINDS, rest_of
from app.kernel.upserts import Excluded, upsert
from app.kernel.waking import wake_workers

LEASE = timedelta(seconds=60)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Claim:
    """A timer that this process works on; `armed` tells whether it was armed or claimed again meanwhile."""

    kind: str
    subject: str
    due_at: datetime
    armed: int


def arm(uow: UnitOfWork, kind: str, subject: str, at: datetime) -> None:
    """Make the timer fire at `at`, or earlier if it was armed for earlier.

    Where it is due already, the workers are woken when the transaction has committed.
    """
    new = {"kind": kind, "subject": subject, "due_at": at, "armed": 1}
    upsert(uow, Timer, new, [Timer.kind, Timer.subject], _armed_again)
    if at <= uow.now:
        wake_workers(uow)


def _armed_again(new: Excluded) -> dict[str, Any]:
    sooner = case((new.due_at < Timer.due_at, new.due_at), else_=Timer.due_at)
    return {"due_at": sooner, "armed": Timer.armed + 1}


def claim_due(uow: UnitOfWork, kinds: tuple[str, ...] | None = None) -> Claim | None:
    """Claim the timer that has been due longest, of `kinds` where given; None where nothing is due.

    A claim counts as an arming: a worker whose lease has run out can therefore not finish a timer that
    another has claimed since.
    """
    due = select(Timer).where(Timer.due_at <= uow.now).order_by(Timer.due_at, Timer.kind, Timer.subject)
    if kinds is not None:
        due = due.where(Timer.kind.in_(kinds))
    for timer in uow.session.scalars(due.limit(20)):
        kind, subject, due_at = timer.kind, timer.subject, timer.due_at
        armed = uow.session.scalars(
            update(Timer)
            .where(Timer.kind == kind, Timer.subject == subject, Timer.due_at == due_at)
            .values(due_at=uow.now + rest_of(kind, LEASE), armed=Timer.armed + 1)
            .returning(Timer.armed)
            .execution_options(synchronize_session=False)
        ).first()
        if armed is not None:
            return Claim(kind, subject, due_at, armed)
    return None


def release(uow: UnitOfWork, claim: Claim) -> None:
    """Give a claim back unfinished: the timer is due again at once, in its old place."""
    uow.session.execute(
        update(Timer)
        .where(Timer.kind == claim.kind, Timer.subject == claim.subject, Timer.armed == claim.armed)
        .values(due_at=claim.due_at, armed=Timer.armed + 1)
        .execution_options(synchronize_session=False)
    )
    wake_workers(uow)


def finish(uow: UnitOfWork, claim: Claim, again_at: datetime | None = None) -> None:
    """End a claim; the timer stays, due now, if it was armed again while the work ran."""
    same = (Timer.kind == claim.kind, Timer.subject == claim.subject)
    if again_at is None:
        done = uow.session.execute(
            delete(Timer).where(*same, Timer.armed == claim.armed).returning(Timer.kind)
        ).first()
    else:
        done = uow.session.execute(
            update(Timer)
            .where(*same, Timer.armed == claim.armed)
            .values(due_at=_within(uow, claim.kind, again_at), failures=0)
            .returning(Timer.kind)
            .execution_options(synchronize_session=False)
        ).first()
    if done is None:
        uow.session.execute(
            update(Timer)
            .where(*same)
            .values(due_at=uow.now, failures=0)
            .execution_options(synchronize_session=False)
        )


def retry(uow: UnitOfWork, claim: Claim) -> timedelta:
    """Put failed work off, twice as long after each failure in a row; returns for how long."""
    same = (Timer.kind == claim.kind, Timer.subject == claim.subject)
    failures = uow.session.scalars(select(Timer.failures).where(*same)).one_or_none() or 0
    pause: timedelta = min(FIRST_PAUSE * 2 ** min(failures, 20), rest_of(claim.kind, LONGEST_PAUSE))
    uow.session.execute(
        update(Timer)
        .where(*same)
        .values(due_at=uow.now + pause, failures=failures + 1)
        .execution_options(synchronize_session=False)
    )
    return pause


def repair(uow: UnitOfWork) -> list[str]:
    """Make timers that lie absurdly far ahead due now; returns what they were, as `kind:subject`."""
    found = uow.session.execute(
        update(Timer)
        .where(absurd(uow))
        .values(due_at=uow.now, armed=Timer.armed + 1)
        .returning(Timer.kind, Timer.subject)
        .execution_options(synchronize_session=False)
    ).all()
    if found:
        wake_workers(uow)
    return [f"{kind}:{subject}" for kind, subject in found]


def _within(uow: UnitOfWork, kind: str, at: datetime) -> datetime:
    known = KINDS.get(kind)
    return min(at, uow.now + known.horizon) if known else at


def disarm(uow: UnitOfWork, kind: str, subject: str) -> None:
    """Forget a timer whose reason is gone."""
    uow.session.execute(delete(Timer).where(Timer.kind == kind, Timer.subject == subject))


def next_due_at(uow: UnitOfWork, kinds: tuple[str, ...] | None = None) -> datetime | None:
    """Tell when the next timer, of `kinds` where given, falls due."""
    due = select(Timer.due_at).order_by(Timer.due_at).limit(1)
    if kinds is not None:
        due = due.where(Timer.kind.in_(kinds))
    return uow.session.scalars(due).first()
