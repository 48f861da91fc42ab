"""Where each engineer is: the newest evidence, carried forward along a drive under way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select

from app.kernel import UnitOfWork
from app.positions.tables import EngineerPosition
from app.registers.tables import Engineer
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import ServiceRequest, Visit
from dispatch.travel import Point, TravelTimes

STALE = timedelta(hours=12)
"""Evidence older than this says less than the base does."""

FRESH = timedelta(hours=1)
"""Evidence newer than this tells where a drive begins; phones of those who wait report seldom."""

FARTHEST = 0.97
"""The part of a drive that is taken for done without the phone saying so."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An engineer was at `point` at `at`."""

    point: Point
    at: datetime


@dataclass(frozen=True, slots=True)
class Work:
    """What an engineer has on site, or had there: whose visit, where, from when, until when."""

    visit_id: UUID
    engineer_id: UUID
    state: str
    point: Point
    on_site_at: datetime
    ended_at: datetime | None
    expected_s: int
    fault_code: str = ""


def recent_work(uow: UnitOfWork, engineer_ids: Iterable[UUID], since: datetime) -> list[Work]:
    """Visits of these engineers that are on site, or were since `since`; oldest first."""
    rows = uow.session.execute(
        select(
            Visit.id,
            Visit.engineer_id,
            Visit.state,
            Visit.on_site_at,
            Visit.completed_at,
            ServiceRequest.lat,
            ServiceRequest.lon,
            ServiceRequest.expected_s,
            ServiceRequest.fault_code,
        )
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(
            Visit.engineer_id.in_(set(engineer_ids)),
            Visit.on_site_at.is_not(None),
            or_(
                Visit.state == VisitState.ON_SITE,
                func.coalesce(Visit.completed_at, Visit.on_site_at) >= since,
            ),
        )
        .order_by(Visit.on_site_at, Visit.id)
    )
    return [
        Work(
            visit_id=row.id,
            engineer_id=row.engineer_id,
            state=row.state,
            point=(row.lat, row.lon),
            on_site_at=row.on_site_at,
            ended_at=row.completed_at,
            expected_s=row.expected_s,
            fault_code=row.fault_code,
        )
        for row in rows
        if row.engineer_id and row.on_site_at
    ]


def last_seen(uow: UnitOfWork, engineers: Sequence[Engineer], work: Sequence[Work]) -> dict[UUID, Seen]:
    """Engineer id → the newest of reported position and place of work; the base where both are stale."""
    oldest = uow.now - STALE
    seen = {e.id: Seen((e.base_lat, e.base_lon), oldest) for e in engineers}
    positions = uow.session.scalars(
        select(EngineerPosition).where(EngineerPosition.engineer_id.in_(list(seen)))
    )
    evidence = [(p.engineer_id, Seen((p.lat, p.lon), p.at)) for p in positions]
    evidence += [(w.engineer_id, Seen(w.point, w.ended_at or w.on_site_at)) for w in work]
    for engineer_id, found in evidence:
        if engineer_id in seen and found.at > seen[engineer_id].at:
            seen[engineer_id] = found
    return seen


def seen_at(uow: UnitOfWork, engineer: Engineer, at: datetime) -> Point | None:
    """Where the engineer was at `at`, if that is known from shortly before; else None."""
    work = recent_work(uow, [engineer.id], at - FRESH)
    found = last_seen(uow, [engineer], work)[engineer.id]
    return found.point if at - FRESH <= found.at <= at else None


@dataclass(frozen=True, slots=True)
class Drive:
    """A drive under way since `departed_at` from where the engineer was last seen to `to`."""

    engineer_id: UUID
    departed_at: datetime
    to: Point


def carried_forward(
    drives: Sequence[Drive], seen: Mapping[UUID, Seen], times: TravelTimes, now: datetime
) -> dict[UUID, tuple[Point, int]]:
    """Engineer id → (where the drive must have got to by now, seconds left).

    Phones report now and then; without this every silence would push the ETA out by its own length.
    """
    if not drives:
        return {}
    whole = times.pairs([seen[d.engineer_id].point for d in drives], [d.to for d in drives]).tolist()
    found = {}
    for drive, drive_s in zip(drives, whole, strict=True):
        begin = seen[drive.engineer_id]
        elapsed_s = max(0.0, (now - max(begin.at, drive.departed_at)).total_seconds())
        part = min(FARTHEST, elapsed_s / drive_s) if drive_s else 0.0
        (lat, lon), (to_lat, to_lon) = begin.point, drive.to
        here = (lat + part * (to_lat - lat), lon + part * (to_lon - lon))
        found[drive.engineer_id] = here, round(drive_s * (1 - part))
    return found
