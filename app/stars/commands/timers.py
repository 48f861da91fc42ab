"""The timer of this room: every night the facts of the months that may change, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.kernel import Runtime, UnitOfWork, timers, unit_of_work
from app.kernel.queues import Queue
from app.kernel.timer_kinds import TimerKind
from app.registers.tables import Territory
from app.requests.tables import ServiceRequest
from app.stars.commands.facts import work_out
from app.stars.commands.standings import compare_months, spans_kept
from app.stars.reads.verdicts import months_judged_anew
from app.stars.rules.months import Month, month_of, months_between, read_month
from app.stars.tables import StarMonth

NIGHTLY, EVERY_NIGHT = "star_facts", "night"
"""The kind, and the subject of what runs anyway; any other subject is a month."""

MANY_REQUESTS = 10_000
"""From so many requests on the figures are worked out in a process of their own."""

_DAY, _REST = timedelta(days=1), timedelta(minutes=30)
_SETTLES_WITHIN = timedelta(days=45)
"""Beside this month and the last, the one before while repairs of it have yet to prove that they hold."""
_FIRST_AFTER = timedelta(minutes=2)
_AT_NIGHT = time(2, 10)


def nightly(runtime: Runtime, subject: str) -> datetime | None:
    """Work out what may have changed, month by month, where no page waits for it."""
    with unit_of_work(runtime, write=False) as uow:
        first, this = may_have_changed(uow)
        changed = sorted({*months_between(first, this), *months_judged_anew(uow)})
        again_at = _next_night(uow)
        named = read_month(subject)
        work = partial(_refresh, months=[named] if named else changed, this=this)
        is_long = _is_long(uow)
    if is_long:
        runtime.apart(work)
    else:
        work(runtime)
    return None if named else again_at


def _refresh(runtime: Runtime, *, months: Sequence[Month], this: Month) -> None:
    """Work the months out, and what everybody comes to; each stands as soon as it is written."""
    for month in months:
        work_out(runtime, month)
    compare_months(runtime, *spans_kept(months, this))


def _is_long(uow: UnitOfWork) -> bool:
    """Whether pages would feel it; what takes a second is not worth a process."""
    some = uow.session.scalars(select(ServiceRequest.id).offset(MANY_REQUESTS).limit(1))
    return some.first() is not None


def may_have_changed(uow: UnitOfWork) -> tuple[Month, Month]:
    """Return the first and the last of the months that still change by themselves, wherever we are."""
    zones = _zones(uow)
    this = max(month_of(uow.now, zone) for zone in zones)
    return min(this.later(-1), *(month_of(uow.now - _SETTLES_WITHIN, zone) for zone in zones)), this


def work_out_soon(uow: UnitOfWork, month: Month | None = None) -> None:
    """Have a month, or what changes by itself, worked out as soon as this transaction is over."""
    timers.arm(uow, NIGHTLY, str(month) if month else EVERY_NIGHT, uow.now)


def _zones(uow: UnitOfWork) -> list[str]:
    return list(uow.session.scalars(select(Territory.time_zone).distinct())) or ["UTC"]


def _next_night(uow: UnitOfWork) -> datetime:
    local = uow.now.astimezone(ZoneInfo(min(_zones(uow))))
    tonight = datetime.combine(local.date(), _AT_NIGHT, local.tzinfo)
    return tonight if tonight > local else tonight + _DAY


def _every_night(uow: UnitOfWork) -> None:
    known = uow.session.scalars(select(StarMonth.month).limit(1)).first()
    timers.arm(uow, NIGHTLY, EVERY_NIGHT, _next_night(uow) if known else uow.now + _FIRST_AFTER)


KINDS = (
    TimerKind(
        name=NIGHTLY,
        work=nightly,
        queue=Queue.UPKEEP,
        horizon=_DAY + timedelta(hours=2),
        standing=_every_night,
        rest=_REST,
    ),
)
