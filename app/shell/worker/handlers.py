"""What each kind of timer does; a handler opens its own transactions and tells when it wants to run again.

Every handler may run twice for one timer (its process may die between the work and the tick), so each is
idempotent.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, tuple_

from app.dispatching.commands import learning, offers
from app.dispatching.commands.learning import LEARN_TIMER
from app.dispatching.commands.planner import plan_territory
from app.dispatching.commands.triggers import PLAN_TIMER
from app.enquiries.commands import enquiries
from app.jobs.commands import asking as jobs
from app.kernel import Runtime, UnitOfWork, ledger, processes, timers, unit_of_work
from app.kernel.tables import IdempotencyKey
from app.outbox.commands import notices, running
from app.outbox.commands.waking import OUTBOX_TIMER
from app.positions.commands import retention
from app.promise.commands.look import look
from app.promise.commands.triggers import WATCH_TIMER
from app.registers.tables import Territory

SEAL_TIMER, PURGE_TIMER = "seal", "purge"
SEAL_EVERY, PURGE_EVERY = timedelta(hours=1), timedelta(days=1)
EVERY_TERRITORY = "every"
LEARN_EVERY = timedelta(hours=6)
"""A new territory learns from its first day, and roadworks show within one."""

AT_ONCE = 500
"""Rows forgotten in one transaction: whoever wants to write meanwhile waits for no more than these."""

Handler = Callable[[Runtime, str], datetime | None]


def plan(runtime: Runtime, subject: str) -> datetime | None:
    """Plan the territory `subject`."""
    return plan_territory(runtime, UUID(subject)).again_at


def expire_offer(runtime: Runtime, subject: str) -> datetime | None:
    """End the offer `subject` if nobody answered it; asked too early, it looks again when its time is up."""
    with unit_of_work(runtime) as uow:
        if offers.expire(uow, UUID(subject)):
            return None
        return offers.open_until(uow, UUID(subject))


def seal(runtime: Runtime, _subject: str) -> datetime | None:
    """Seal the ledger's heads."""
    with unit_of_work(runtime) as uow:
        ledger.seal(uow)
        return uow.now + SEAL_EVERY


def purge(runtime: Runtime, _subject: str) -> datetime | None:
    """Forget answers after 24 hours, what was sent or done long ago, and positions; a few at a time."""
    for some in (_expired_answers, notices.forget, jobs.forget):
        while _forget_some(runtime, some) == AT_ONCE:
            pass
    with unit_of_work(runtime) as uow:
        processes.forget(uow)
        again_at = uow.now + PURGE_EVERY
    retention.forget_positions(runtime)
    return again_at


def _forget_some(runtime: Runtime, some: Callable[[UnitOfWork, int], int]) -> int:
    with unit_of_work(runtime) as uow:
        return some(uow, AT_ONCE)


def _expired_answers(uow: UnitOfWork, most: int) -> int:
    key = (IdempotencyKey.principal, IdempotencyKey.route, IdempotencyKey.key)
    old = select(*key).where(IdempotencyKey.expires_at <= uow.now).limit(most)
    gone = uow.session.execute(
        delete(IdempotencyKey)
        .where(tuple_(*key).in_(old))
        .returning(IdempotencyKey.key)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


def watch(runtime: Runtime, subject: str) -> datetime | None:
    """Look at the open promises of the territory `subject`."""
    return look(runtime, UUID(subject))


def outbox(runtime: Runtime, subject: str) -> datetime | None:
    """Send what is due for the subscription `subject`."""
    return running.run(runtime, UUID(subject))


def learn(runtime: Runtime, subject: str) -> datetime | None:
    """Learn driving and service times of the territory `subject`; `every` arms a timer for each of them."""
    if subject != EVERY_TERRITORY:
        learning.learn(runtime, UUID(subject))
        return None
    with unit_of_work(runtime) as uow:
        for territory_id in uow.session.scalars(select(Territory.id).where(Territory.active)):
            timers.arm(uow, LEARN_TIMER, str(territory_id), uow.now)
        return uow.now + LEARN_EVERY


def enquiry(runtime: Runtime, subject: str) -> datetime | None:
    """See whether the enquiry `subject` was answered within its four hours."""
    with unit_of_work(runtime) as uow:
        return enquiries.fall_due(uow, UUID(subject))


HANDLERS: dict[str, Handler] = {
    WATCH_TIMER: watch,
    PLAN_TIMER: plan,
    offers.EXPIRY_TIMER: expire_offer,
    SEAL_TIMER: seal,
    PURGE_TIMER: purge,
    OUTBOX_TIMER: outbox,
    LEARN_TIMER: learn,
    enquiries.ENQUIRY_TIMER: enquiry,
}


def arm_standing(uow: UnitOfWork) -> None:
    """Arm what runs anyway: seals, purges, lessons, each territory's planner and watch."""
    timers.arm(uow, SEAL_TIMER, "ledger", uow.now + SEAL_EVERY)
    timers.arm(uow, PURGE_TIMER, "idempotency", uow.now + PURGE_EVERY)
    timers.arm(uow, LEARN_TIMER, EVERY_TERRITORY, uow.now + LEARN_EVERY)
    notices.ensure(uow)
    enquiries.arm_unanswered(uow)
    for territory_id in uow.session.scalars(select(Territory.id).where(Territory.active)):
        timers.arm(uow, PLAN_TIMER, str(territory_id), uow.now)
    # Also where a territory was closed: what was promised there is still watched.
    for territory_id in uow.session.scalars(select(Territory.id)):
        timers.arm(uow, WATCH_TIMER, str(territory_id), uow.now)
