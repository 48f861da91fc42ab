"""What makes a territory be planned again: every event that matters arms its one timer."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog

from app.kernel import Phase, UnitOfWork, timers

PLAN_TIMER = "plan"

log = structlog.get_logger(__name__)

_wanted: WeakKeyDictionary[UnitOfWork, dict[UUID, int]] = WeakKeyDictionary()


def request_replan(uow: UnitOfWork, territory_id: UUID, reason: str, *, within_s: int = 0) -> None:
    """Have the territory planned again at most `within_s` seconds after this transaction commits.

    `reason` goes to the log.  Any number of calls in a transaction arm the timer once.
    """
    wanted = _wanted.get(uow)
    if wanted is None:
        wanted = _wanted[uow] = {}
        uow.at_commit(Phase.PLAN_TIMERS, lambda: _arm(uow))
    wanted[territory_id] = min(within_s, wanted.get(territory_id, within_s))
    log.debug("replan", territory_id=str(territory_id), reason=reason, within_s=within_s)


def _arm(uow: UnitOfWork) -> None:
    for territory_id, within_s in sorted(_wanted.pop(uow).items()):
        timers.arm(uow, PLAN_TIMER, str(territory_id), uow.now + timedelta(seconds=within_s))
