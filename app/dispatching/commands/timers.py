"""The timers of this room: a territory's plan, an offer's end, what the past says of driving and service."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.dispatching.commands import learning, learning_stars, offers
from app.dispatching.commands.learning import LEARN_TIMER
from app.dispatching.commands.month_shares import count_month
from app.dispatching.commands.planner import plan_territory
from app.dispatching.commands.triggers import PLAN_TIMER
from app.kernel import Runtime, UnitOfWork, timers, unit_of_work
from app.kernel.queues import Queue
from app.kernel.timer_kinds import TimerKind
from app.registers.tables import Territory

EVERY_TERRITORY = "every"
LEARN_EVERY = timedelta(hours=6)
"""A new territory learns from its first day, and roadworks show within one."""


def plan(runtime: Runtime, subject: str) -> datetime | None:
    """Plan the territory `subject`."""
    return plan_territory(runtime, UUID(subject)).again_at


def _plan_all(uow: UnitOfWork) -> None:
    for territory_id in uow.session.scalars(select(Territory.id).where(Territory.active)):
        timers.arm(uow, PLAN_TIMER, str(territory_id), uow.now)


def expire_offer(runtime: Runtime, subject: str) -> datetime | None:
    """End the offer `subject` if nobody answered it; asked too early, it looks again when its time is up."""
    with unit_of_work(runtime) as uow:
        if offers.expire(uow, UUID(subject)):
            return None
        return offers.open_until(uow, UUID(subject))


def learn(runtime: Runtime, subject: str) -> datetime | None:
    """Learn driving and service times of the territory `subject`, and count its month's shares of the work.

    `every` arms a timer for each territory.
    """
    if subject != EVERY_TERRITORY:
        learning.learn(runtime, UUID(subject))
        count_month(runtime, UUID(subject))
        return None
    with unit_of_work(runtime) as uow:
        for territory_id in uow.session.scalars(select(Territory.id).where(Territory.active)):
            timers.arm(uow, LEARN_TIMER, str(territory_id), uow.now)
        return uow.now + LEARN_EVERY


def _learn_of_all(uow: UnitOfWork) -> None:
    timers.arm(uow, LEARN_TIMER, EVERY_TERRITORY, uow.now + LEARN_EVERY)


def learn_stars(runtime: Runtime, subject: str) -> datetime | None:
    """Learn what grades mean for the work, and again a day later."""
    del subject
    learning_stars.learn_stars(runtime)
    with unit_of_work(runtime, write=False) as uow:
        return uow.now + learning_stars.EVERY


KINDS = (
    TimerKind(
        name=PLAN_TIMER, work=plan, queue=Queue.PLAN, horizon=timedelta(minutes=15), standing=_plan_all
    ),
    TimerKind(name=offers.EXPIRY_TIMER, work=expire_offer, queue=Queue.PROMPT, horizon=timedelta(hours=1)),
    TimerKind(name=LEARN_TIMER, work=learn, queue=Queue.UPKEEP, horizon=LEARN_EVERY, standing=_learn_of_all),
    TimerKind(
        name=learning_stars.STARS_TIMER,
        work=learn_stars,
        queue=Queue.UPKEEP,
        horizon=learning_stars.EVERY + timedelta(hours=2),
        standing=learning_stars.standing,
    ),
)
