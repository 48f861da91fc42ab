"""The kinds of timers: what each does, in which queue, how far ahead it may lie, what of it runs anyway.

Each room names its kinds in its `capability.py`; a kind without work, queue or horizon cannot be written
down.  Work opens its own transactions and says when it wants to run again.  It may run twice for one timer
(its process may die between the work and the tick), so each is idempotent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.kernel.queues import Queue
from app.kernel.slots import Filling, TableSlot

if TYPE_CHECKING:
    from app.kernel.runtime import Runtime
    from app.kernel.uow import UnitOfWork

Handler = Callable[["Runtime", str], datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerKind:
    """One kind: `work` is called with the timer's subject, and returns when to run again.

    `horizon` is how far ahead such a timer may lie.  The work looks for itself whether it is time, so it may
    be asked early, and a timer that lies further ahead was set by a clock that was wrong.
    `standing` arms what of the kind runs anyway, whenever a process that does due work starts.
    `rest` is the longest that the work may rest, whoever died over it, where that is not the usual minute:
    its lease, and its longest pause after failures.
    """

    name: str
    work: Handler
    queue: Queue
    horizon: timedelta
    standing: Callable[[UnitOfWork], None] | None = None
    rest: timedelta | None = None


KINDS: TableSlot[str, TimerKind] = TableSlot("kinds of timers")


def kinds(*of_the_room: TimerKind) -> Filling:
    """Return what `capability.py` brings: the room's kinds by their names."""
    return KINDS.of({kind.name: kind for kind in of_the_room})


def handlers() -> Mapping[str, Handler]:
    """Return what each kind does."""
    return {name: kind.work for name, kind in KINDS.all().items()}


def queue_of(name: str) -> Queue:
    """Return the queue that timers of a kind run in; of a kind that no room has any more, the prompt one."""
    kind = KINDS.get(name)
    return kind.queue if kind else Queue.PROMPT


def rest_of(name: str, usual: timedelta) -> timedelta:
    """Return the longest that a kind's work may rest."""
    kind = KINDS.get(name)
    return kind.rest if kind and kind.rest else usual


def arm_standing(uow: UnitOfWork) -> None:
    """Arm what runs anyway."""
    for kind in KINDS.all().values():
        if kind.standing is not None:
            kind.standing(uow)
