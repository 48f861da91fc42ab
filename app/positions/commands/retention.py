"""Deleting positions whose time is over: little by little, and never those around an arrival."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from app.kernel import Runtime, UnitOfWork, unit_of_work
from app.positions.tables import PositionFix
from app.requests.tables import Visit

AT_ONCE = 500
"""Rows of one transaction: nobody waits for it."""

AROUND = timedelta(minutes=30)
"""Before and after an arrival: the hour that is kept with the visit."""


def forget_positions(runtime: Runtime) -> int:
    """Delete positions older than the setting says; returns how many were.

    Those within the hour around an arrival of their engineer are kept with that visit.  It may be stopped
    at any time and run again.
    """
    deleted = 0
    while True:
        with unit_of_work(runtime) as uow:
            oldest = _oldest(uow)
            if not oldest:
                return deleted
            deleted += _forget(uow, oldest)


def _oldest(uow: UnitOfWork) -> Sequence[PositionFix]:
    until = uow.now - timedelta(days=uow.settings.position_days)
    return uow.session.scalars(
        select(PositionFix)
        .where(PositionFix.visit_id.is_(None), PositionFix.at < until)
        .order_by(PositionFix.at, PositionFix.id)
        .limit(AT_ONCE)
    ).all()


def _forget(uow: UnitOfWork, fixes: Sequence[PositionFix]) -> int:
    kept = _with_visits(uow, fixes)
    by_visit: dict[UUID, list[UUID]] = defaultdict(list)
    for fix_id, visit_id in kept.items():
        by_visit[visit_id].append(fix_id)
    for visit_id, ids in by_visit.items():
        uow.session.execute(update(PositionFix).where(PositionFix.id.in_(ids)).values(visit_id=visit_id))
    gone = [fix.id for fix in fixes if fix.id not in kept]
    uow.session.execute(delete(PositionFix).where(PositionFix.id.in_(gone)))
    return len(gone)


def _with_visits(uow: UnitOfWork, fixes: Sequence[PositionFix]) -> dict[UUID, UUID]:
    """Position → the visit of whose arrival it tells."""
    arrivals = uow.session.execute(
        select(Visit.id, Visit.engineer_id, Visit.on_site_at).where(
            Visit.engineer_id.in_({fix.engineer_id for fix in fixes}),
            Visit.on_site_at >= fixes[0].at - AROUND,
            Visit.on_site_at <= fixes[-1].at + AROUND,
        )
    ).all()
    return {
        fix.id: visit.id
        for visit in arrivals
        for fix in fixes
        if visit.engineer_id == fix.engineer_id and abs(fix.at - visit.on_site_at) <= AROUND
    }
