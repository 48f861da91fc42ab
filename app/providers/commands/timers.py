"""Every night: last month's statements are drafted, and plans follow the suspensions of the day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from app.kernel import Runtime, UnitOfWork, timers, unit_of_work
from app.kernel.local_dates import local_date
from app.kernel.queues import Queue
from app.kernel.timer_kinds import TimerKind
from app.providers.commands.statements import draft_month
from app.providers.commands.suspensions import plan_anew
from app.providers.reads.statements import newest_version
from app.providers.tables import ProviderSuspension
from app.registers.tables import Provider, Territory
from app.stars.reads.facts import zone_of_all
from app.stars.rules.months import month_of

NIGHTLY, EVERY_NIGHT = "providers_nightly", "night"
_DAY = timedelta(days=1)
_AFTER_MIDNIGHT = time(0, 2)


def nightly(runtime: Runtime, _subject: str) -> datetime | None:
    """Do it, and come back when the next day begins somewhere."""
    with unit_of_work(runtime) as uow:
        follow_suspensions(uow)
        again_at = _next_day(uow)
        month = month_of(uow.now, zone_of_all(uow)).later(-1)
        waiting = [
            key
            for key in uow.session.scalars(select(Provider.id).order_by(Provider.id))
            if newest_version(uow, key, str(month)) is None
        ]
    for key in waiting:  # each stands as soon as it is written
        with unit_of_work(runtime) as uow:
            draft_month(uow, month, key)
    return again_at


def follow_suspensions(uow: UnitOfWork) -> None:
    """Have planned anew where a suspension begins today, or ended yesterday, by any territory's clock."""
    days = {local_date(uow.now, zone) for zone in _zones(uow)}
    of = ProviderSuspension
    changed = select(of.provider_id).where(
        of.lifted_at.is_(None), or_(of.from_on.in_(days), of.until_on.in_({day - _DAY for day in days}))
    )
    for key in sorted(set(uow.session.scalars(changed))):
        plan_anew(uow, key, "provider suspensions of the day")


def _zones(uow: UnitOfWork) -> list[str]:
    return list(uow.session.scalars(select(Territory.time_zone).where(Territory.active).distinct())) or [
        "UTC"
    ]


def _next_day(uow: UnitOfWork) -> datetime:
    def after(zone: str) -> datetime:
        today: date = local_date(uow.now, zone)
        return datetime.combine(today + _DAY, _AFTER_MIDNIGHT, ZoneInfo(zone))

    return min(map(after, _zones(uow)))


def _every_night(uow: UnitOfWork) -> None:
    timers.arm(uow, NIGHTLY, EVERY_NIGHT, uow.now)


KINDS = (
    TimerKind(
        name=NIGHTLY,
        work=nightly,
        queue=Queue.UPKEEP,
        horizon=_DAY + timedelta(hours=2),
        standing=_every_night,
    ),
)
