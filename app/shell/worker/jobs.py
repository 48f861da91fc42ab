"""Runs what is due: claims the oldest timer, does its work, ticks it off or puts it off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

import structlog
from structlog.contextvars import bound_contextvars

from app.kernel import Runtime, timers, unit_of_work
from app.kernel.errors import TryAgain, VersionConflict
from app.kernel.timer_kinds import Handler
from app.kernel.timer_kinds import handlers as all_handlers
from app.outbox.commands.waking import OUTBOX_TIMER
from app.shell.worker.feeding import feed
from app.shell.worker.held import Held

log = structlog.get_logger(__name__)


def run_due(
    runtime: Runtime,
    until: datetime | None = None,
    *,
    handlers: Mapping[str, Handler] | None = None,
    limit: int | None = None,
    kinds: tuple[str, ...] | None = None,
    held: Held | None = None,
) -> Counter[str]:
    """Do all work that is due by the clock (and by `until`, if that is earlier), oldest first.

    Returns how often each kind of timer ran, at most `limit` in all; `kinds` are done alone where given.
    Work that fails is logged and put off, longer each time; it is never lost.  Any number of workers may
    run at once.  Where this process's clock is too far off, nothing is done.
    `held` knows what is in hand and says when to stop between two pieces of work.
    """
    held, handlers = held or Held(), all_handlers() if handlers is None else handlers
    ran: Counter[str] = Counter()
    while limit is None or ran.total() < limit:
        claim = None if held.stopping.is_set() else _claim(runtime, until, kinds)
        if claim is None:
            idle = not held.stopping.is_set() and not runtime.drift.is_far
            if idle and _feeds(handlers, kinds) and feed(runtime):
                continue
            break
        with held.holding(claim), bound_contextvars(job=f"{claim.kind}:{claim.subject}#{claim.armed}"):
            _run(runtime, claim, handlers)
        ran[claim.kind] += 1
    return ran


def _feeds(handlers: Mapping[str, Handler], kinds: tuple[str, ...] | None) -> bool:
    return OUTBOX_TIMER in (handlers if kinds is None else kinds)


def _claim(runtime: Runtime, until: datetime | None, kinds: tuple[str, ...] | None) -> timers.Claim | None:
    # Looking first keeps idle workers from queueing for SQLite's one writer.
    with unit_of_work(runtime, write=False) as uow:
        if not runtime.drift.trusts(uow.now, uow.session.connection()):
            return None
        due_at = timers.next_due_at(uow, kinds)
        if due_at is None or due_at > min(uow.now, until or uow.now):
            return None
    try:
        with unit_of_work(runtime) as uow:
            return timers.claim_due(uow, kinds)
    except TryAgain:
        return None


def _run(runtime: Runtime, claim: timers.Claim, handlers: Mapping[str, Handler]) -> None:
    # Whatever one piece of work raises, it must not stop the others.
    metrics = runtime.metrics
    try:
        with metrics.jobs.labels(claim.kind).time():
            again_at = handlers[claim.kind](runtime, claim.subject)
    except (TryAgain, VersionConflict) as clash:
        log.info("timer clashed", clash=type(clash).__name__)
        _put_off(runtime, claim)
    except Exception:
        metrics.failures.labels(claim.kind).inc()
        log.exception("timer failed")
        _put_off(runtime, claim)
    else:
        with unit_of_work(runtime) as uow:
            timers.finish(uow, claim, again_at)


def _put_off(runtime: Runtime, claim: timers.Claim) -> None:
    with unit_of_work(runtime) as uow:
        pause = timers.retry(uow, claim)
    log.info("timer put off", pause_s=pause.total_seconds())
