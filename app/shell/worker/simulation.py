"""Simulated time: it moves from due timer to due timer, and every step's work is done before the next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from app.dispatching.commands.triggers import PLAN_TIMER
from app.kernel import Runtime, SimulatedClock, timers, unit_of_work
from app.kernel.errors import Conflict, Invalid
from app.kernel.phrases import Phrase
from app.shell.worker.jobs import run_due

RESTLESS = 1000
"""So many timers at one instant mean that work keeps asking for itself."""

LONGEST = timedelta(days=7)

log = structlog.get_logger(__name__)


class NotSettled(RuntimeError):
    """Work at one instant has no end."""

    def __init__(self, at: datetime, ran: Counter[str]) -> None:
        super().__init__(f"timers do not settle at {at.isoformat()}: {dict(ran)}")


@dataclass(frozen=True, slots=True)
class Advanced:
    """Where the clock stands after an advance, how many timers ran on the way, how many of them plans."""

    now: datetime
    timers_run: int
    plans: int


def advance(runtime: Runtime, to: datetime) -> Advanced:
    """Move the simulated clock to `to`, doing on the way whatever falls due, at the instant it does.

    Returns when all work due by then is done and plans have settled.  The clock never moves backwards.

    Raises:
        Invalid: `to` lies before the clock, or more than a week after it.
        Conflict: another call is moving the clock.
    """
    with runtime.exclusive("simulated clock") as alone:
        if not alone:
            raise Conflict(Phrase("The clock is being moved by another call."))
        refuse_absurd(runtime, to)
        ran = _settle(runtime)
        while _step(runtime, to):
            ran += _settle(runtime)
        return Advanced(to, ran.total(), ran[PLAN_TIMER])


def refuse_absurd(runtime: Runtime, to: datetime) -> None:
    """Check where the clock shall go.

    Raises:
        Invalid: `to` lies before the clock, or more than a week after it.
    """
    with unit_of_work(runtime, write=False) as uow:
        now = uow.now
    if to < now:
        raise Invalid({"to": Phrase("lies before the clock, which stands at %(now)s", now=now.isoformat())})
    if to > now + LONGEST:
        raise Invalid({"to": Phrase("lies more than %(days)s days ahead", days=LONGEST.days)})


def _settle(runtime: Runtime) -> Counter[str]:
    ran = run_due(runtime, limit=RESTLESS)
    if ran.total() >= RESTLESS:
        with unit_of_work(runtime, write=False) as uow:
            raise NotSettled(uow.now, ran)
    return ran


def _step(runtime: Runtime, to: datetime) -> bool:
    """Move on to the next timer, but to `to` at the latest; tell whether there is one on the way."""
    with unit_of_work(runtime) as uow:
        due_at = timers.next_due_at(uow)
        SimulatedClock.move(uow.session.connection(), min(due_at or to, to))
    return due_at is not None and due_at <= to
