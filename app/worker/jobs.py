"""Runs what is due: claims the oldest timer, does its work, ticks it off or puts it off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

import structlog

from app.errors import TryAgain, VersionConflict
from app.runtime import Runtime, unit_of_work
from app.services import timers
from app.worker.handlers import HANDLERS, Handler

log = structlog.get_logger(__name__)


def run_due(
    runtime: Runtime,
    until: datetime | None = None,
    *,
    handlers: Mapping[str, Handler] = HANDLERS,
    limit: int | None = None,
) -> Counter[str]:
    """Do all work that is due by the clock (and by `until`, if that is earlier), oldest first.

    Returns how often each kind of timer ran, at most `limit` in all.  Work that fails is logged and put
    off, longer each time; it is never lost.  Any number of workers may run at once.
    """
    ran: Counter[str] = Counter()
    while (limit is None or ran.total() < limit) and (claim := _claim(runtime, until)):
        _run(runtime, claim, handlers)
        ran[claim.kind] += 1
    return ran


def _claim(runtime: Runtime, until: datetime | None) -> timers.Claim | None:
    # Looking first keeps idle workers from queueing for SQLite's one writer.
    with unit_of_work(runtime, write=False) as uow:
        due_at = timers.next_due_at(uow)
        if due_at is None or due_at > min(uow.now, until or uow.now):
            return None
    try:
        with unit_of_work(runtime) as uow:
            return timers.claim_due(uow)
    except TryAgain:
        return None


def _run(runtime: Runtime, claim: timers.Claim, handlers: Mapping[str, Handler]) -> None:
    # Whatever one piece of work raises, it must not stop the others.
    try:
        again_at = handlers[claim.kind](runtime, claim.subject)
    except (TryAgain, VersionConflict) as clash:
        log.info("timer clashed", kind=claim.kind, subject=claim.subject, clash=type(clash).__name__)
        _put_off(runtime, claim)
    except Exception:
        log.exception("timer failed", kind=claim.kind, subject=claim.subject)
        _put_off(runtime, claim)
    else:
        with unit_of_work(runtime) as uow:
            timers.finish(uow, claim, again_at)


def _put_off(runtime: Runtime, claim: timers.Claim) -> None:
    with unit_of_work(runtime) as uow:
        pause = timers.retry(uow, claim)
    log.info("timer put off", kind=claim.kind, subject=claim.subject, pause_s=pause.total_seconds())
