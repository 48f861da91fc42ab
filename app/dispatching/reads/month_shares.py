"""How much of a month's work each engineer of a territory has had, counted and as it was counted last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select

from app.dispatching.rules.fair_share import hours_between, shares
from app.dispatching.tables import MonthShare
from app.kernel import UnitOfWork
from app.registers.reads.shifts import presences
from app.registers.rules.roster import merged
from app.registers.tables import Engineer, Shift, Territory
from app.requests.tables import Visit

_HOUR = timedelta(hours=1)


def month_of(territory: Territory, now: datetime) -> str:
    """Return the month by the territory's clock."""
    return f"{now.astimezone(ZoneInfo(territory.time_zone)):%Y-%m}"


def month_shares(uow: UnitOfWork, territory: Territory) -> Mapping[UUID, float]:
    """Return the shares that were counted last in this month; those left out have an ordinary one."""
    rows = uow.session.execute(
        select(MonthShare.engineer_id, MonthShare.share).where(
            MonthShare.territory_id == territory.id, MonthShare.month == month_of(territory, uow.now)
        )
    )
    return dict(rows.all())


def shares_of_providers(uow: UnitOfWork, month: str) -> Mapping[UUID, float]:
    """Return by service provider the mean share of its people in a month, as it was counted last."""
    rows = uow.session.execute(
        select(Engineer.provider_id, func.avg(MonthShare.share))
        .join(MonthShare, MonthShare.engineer_id == Engineer.id)
        .where(MonthShare.month == month, Engineer.provider_id.is_not(None))
        .group_by(Engineer.provider_id)
    )
    return {key: float(share) for key, share in rows if key is not None}


def counted_shares(uow: UnitOfWork, territory: Territory) -> Mapping[UUID, float]:
    """Count the shares since the month began."""
    local = uow.now.astimezone(ZoneInfo(territory.time_zone))
    since = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    rosters = presences(
        uow, Engineer.territory_id == territory.id, Shift.ends_at > since, Shift.starts_at < uow.now
    )
    on_duty = {key: hours_between(merged(shifts), since, uow.now) for key, shifts in rosters.items()}
    worked: dict[UUID, float] = defaultdict(float)
    visits: Select[*tuple[Any, ...]] = select(Visit.engineer_id, Visit.on_site_at, Visit.completed_at).where(
        Visit.engineer_id.in_(list(on_duty)), Visit.on_site_at >= since, Visit.completed_at.is_not(None)
    )
    for engineer_id, on_site_at, completed_at in uow.session.execute(visits):
        worked[engineer_id] += max(0.0, (completed_at - on_site_at) / _HOUR)
    return shares(worked, on_duty)
