"""The timers of the house itself: the ledger's seals, and deleting what its time is over for."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, tuple_

from app.kernel import Runtime, UnitOfWork, ledger, processes, timers, unit_of_work
from app.kernel.purging import PURGES
from app.kernel.queues import Queue
from app.kernel.tables import IdempotencyKey
from app.kernel.timer_kinds import TimerKind

SEAL_TIMER, PURGE_TIMER = "seal", "purge"
SEAL_EVERY, PURGE_EVERY = timedelta(hours=1), timedelta(days=1)


def seal(runtime: Runtime, _subject: str) -> datetime | None:
    """Seal the ledger's heads."""
    with unit_of_work(runtime) as uow:
        ledger.seal(uow)
        return uow.now + SEAL_EVERY


def purge(runtime: Runtime, _subject: str) -> datetime | None:
    """Delete what each room says is over, a few rows in each transaction."""
    with unit_of_work(runtime, write=False) as uow:
        again_at = uow.now + PURGE_EVERY
    for purged in PURGES:
        purged(runtime)
    return again_at


def forget_processes(runtime: Runtime) -> None:
    """Delete the processes that have not been seen for long."""
    with unit_of_work(runtime) as uow:
        processes.forget(uow)


def forget_answers(uow: UnitOfWork, most: int) -> int:
    """Delete up to `most` stored answers whose 24 hours are over; returns how many."""
    key = (IdempotencyKey.principal, IdempotencyKey.route, IdempotencyKey.key)
    old = select(*key).where(IdempotencyKey.expires_at <= uow.now).limit(most)
    gone = uow.session.execute(
        delete(IdempotencyKey)
        .where(tuple_(*key).in_(old))
        .returning(IdempotencyKey.key)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


def _seal_on(uow: UnitOfWork) -> None:
    timers.arm(uow, SEAL_TIMER, "ledger", uow.now + SEAL_EVERY)


def _purge_on(uow: UnitOfWork) -> None:
    timers.arm(uow, PURGE_TIMER, "idempotency", uow.now + PURGE_EVERY)


KINDS = (
    TimerKind(name=SEAL_TIMER, work=seal, queue=Queue.UPKEEP, horizon=SEAL_EVERY, standing=_seal_on),
    TimerKind(name=PURGE_TIMER, work=purge, queue=Queue.UPKEEP, horizon=PURGE_EVERY, standing=_purge_on),
)
