"""Learning from closed visits what a grade means for the work: read, learn, store anew; once a night."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import delete, func, select

from app.dispatching.reads.learned import WINDOW, seen_visits
from app.dispatching.rules.learned import lessons
from app.dispatching.tables import LearnedStars
from app.kernel import Runtime, UnitOfWork, timers, unit_of_work

STARS_TIMER, EVERYBODY = "learn_stars", "all"
EVERY = timedelta(days=1)


def learn_stars(runtime: Runtime) -> None:
    """Learn anew from the last half year; nothing is written while the visits are read."""
    with unit_of_work(runtime, write=False) as uow:
        found = lessons(seen_visits(uow, uow.now - WINDOW))
    with unit_of_work(runtime) as uow:
        uow.session.execute(delete(LearnedStars))
        uow.session.add_all(LearnedStars(**asdict(one), learned_at=uow.now) for one in found)


def learn_soon(uow: UnitOfWork) -> None:
    """Have it learned anew as soon as this transaction is over."""
    timers.arm(uow, STARS_TIMER, EVERYBODY, uow.now)


def standing(uow: UnitOfWork) -> None:
    """Have it learned a day after it was last, or tonight for the first time."""
    last = uow.session.scalar(select(func.max(LearnedStars.learned_at)))
    timers.arm(uow, STARS_TIMER, EVERYBODY, max(uow.now, last + EVERY) if last else uow.now + EVERY)
