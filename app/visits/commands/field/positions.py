"""Keeping what a phone reports of its position, and which of it is believed.

Raw positions are personal: they are kept of the time on shift and of visits under way alone, and deleted
after `ONEHOUR_POSITION_DAYS` but for the hour around each arrival (`app.positions.commands.retention`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from app.kernel import UnitOfWork, locks
from app.kernel.upserts import upsert
from app.positions.rules.positions import Area, Believed, Distrust, Fix, judged
from app.positions.tables import EngineerPosition, PositionFix
from app.registers.reads.shifts import presences
from app.registers.tables import Engineer, Shift, Territory
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import Visit
from app.visits.commands.field.context import EngineerMessage

_BEARING = timedelta(days=1)
"""So long after a position another may still depend on it; then anything can have been reached."""


def keep_positions(message: EngineerMessage, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep the positions of the time at work, judge them with those around them, remember the newest.

    The order in which reports are delivered changes nothing: what is believed is worked out anew from the
    last trusted position before them.
    """
    uow, engineer = message.uow, message.engineer
    at_work = _at_work(uow, engineer.id, rows)
    if not at_work:
        return
    known = locks.one_or_none(
        uow, select(EngineerPosition).where(EngineerPosition.engineer_id == engineer.id)
    )
    uow.session.add_all(
        PositionFix(
            id=uow.new_id(),
            engineer_id=engineer.id,
            event_id=message.event.event_id,
            received_at=message.event.received_at,
            **row,
        )
        for row in at_work
    )
    uow.session.flush()
    moments = [row["at"] for row in at_work]
    fixes = _judge(uow, engineer, known, min(moments), max(moments))
    _remember(uow, engineer.id, known, fixes)


def _at_work(uow: UnitOfWork, engineer_id: UUID, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Those of a shift, or of the time from a departure to the visit's end."""
    begin, end = min(row["at"] for row in rows), max(row["at"] for row in rows)
    there = presences(uow, Shift.engineer_id == engineer_id, Shift.starts_at <= end, Shift.ends_at >= begin)
    spans = [(one.starts_at, one.ends_at) for one in there.get(engineer_id, ())]
    ended_at = func.coalesce(Visit.completed_at, uow.now)
    visits = select(Visit.departed_at, Visit.state, ended_at).where(
        Visit.engineer_id == engineer_id, Visit.departed_at <= end, ended_at >= begin
    )
    for departed_at, state, until in uow.session.execute(visits):
        if departed_at is None:
            continue
        if until < uow.now or state in (VisitState.EN_ROUTE, VisitState.ON_SITE):
            spans.append((departed_at, until))
    return [dict(row) for row in rows if any(begins <= row["at"] <= ends for begins, ends in spans)]


def _judge(
    uow: UnitOfWork, engineer: Engineer, known: EngineerPosition | None, begin: datetime, end: datetime
) -> list[PositionFix]:
    """Judge what was reported from `begin` on; returns it in order of time.

    What is not believed for its own sake (made up, inaccurate) bears on no other position and is not read.
    """
    before = uow.session.scalars(
        select(PositionFix)
        .where(
            PositionFix.engineer_id == engineer.id,
            PositionFix.at < begin,
            PositionFix.distrusted.is_(None),
        )
        .order_by(PositionFix.at.desc(), PositionFix.id.desc())
        .limit(1)
    ).first()
    since = before or (known if known is not None and known.at < begin else None)
    rows = uow.session.scalars(
        select(PositionFix)
        .where(
            PositionFix.engineer_id == engineer.id,
            PositionFix.at > since.at if since else PositionFix.at >= begin,
            PositionFix.at <= end + _BEARING,
            or_(PositionFix.distrusted.is_(None), PositionFix.distrusted == Distrust.TOO_FAST),
        )
        .order_by(PositionFix.at, PositionFix.id)
    ).all()
    territory = uow.get(Territory, engineer.territory_id)
    area = Area(territory.centre_lat, territory.centre_lon, territory.radius_m)
    believed = Believed(_fix(since) if since else None)
    for row in rows:
        if row.distrusted == Distrust.CLOCK:
            continue
        [(_, reason)], believed = judged([_fix(row)], believed, area)
        row.distrusted = reason
    return list(rows)


def _fix(row: PositionFix | EngineerPosition) -> Fix:
    return Fix(row.at, row.lat, row.lon, row.accuracy_m, isinstance(row, PositionFix) and row.mock)


def _remember(
    uow: UnitOfWork, engineer_id: UUID, known: EngineerPosition | None, fixes: Sequence[PositionFix]
) -> None:
    """Keep the newest trusted position for planning; one that turned out wrong gives way to an older one."""
    trusted = [row for row in fixes if row.distrusted is None]
    if not trusted:
        return
    newest = trusted[-1]
    wrong = known is not None and any(
        row.distrusted is not None and (row.at, row.lat, row.lon) == (known.at, known.lat, known.lon)
        for row in fixes
    )
    values = {name: getattr(newest, name) for name in ("lat", "lon", "accuracy_m", "at", "received_at")}
    upsert(
        uow,
        EngineerPosition,
        {"engineer_id": engineer_id, **values},
        [EngineerPosition.engineer_id],
        lambda new: {name: new[name] for name in values},
        where=None if wrong else lambda new: EngineerPosition.at < new.at,
    )
