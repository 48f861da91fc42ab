"""Arrivals that were settled as "nobody arrived": their visits went to somebody else and do not hold them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.arrivals.tables import ArrivalSettlement
from app.kernel import UnitOfWork
from app.requests.tables import Visit

_MOMENTS = (
    *("accepted_at", "departed_at", "completed_at"),
    *("customer_confirmed_at", "office_confirmed_at", "handed_confirmed_at"),
)


def recorded_of(visit: Visit) -> dict[str, Any]:
    """Return what a visit holds of its arrival, to be kept with the settlement of it."""
    kept: dict[str, Any] = {"arrival": visit.arrival}
    for name in _MOMENTS:
        at = getattr(visit, name)
        kept[name] = at.isoformat() if at else None
    return kept


def gone_arrivals(uow: UnitOfWork, visits: Sequence[Visit]) -> list[ArrivalSettlement]:
    """Return the last word on each arrival that none of `visits` holds any more, the earliest first."""
    said = uow.session.scalars(
        select(ArrivalSettlement)
        .where(
            ArrivalSettlement.visit_id.in_([visit.id for visit in visits]),
            ArrivalSettlement.recorded_at.is_not(None),
        )
        .order_by(ArrivalSettlement.at, ArrivalSettlement.id)
    )
    last = {(one.visit_id, one.engineer_id, one.recorded_at): one for one in said}
    for visit in visits:
        last.pop((visit.id, visit.engineer_id, visit.on_site_at), None)
    return sorted(last.values(), key=lambda one: (one.recorded_at, one.id))


def gone_arrival(uow: UnitOfWork, visit: Visit, engineer_id: UUID | None = None) -> ArrivalSettlement | None:
    """Return the last word on the last arrival that `visit` holds no more, of `engineer_id` where given."""
    found = [one for one in gone_arrivals(uow, [visit]) if engineer_id in (None, one.engineer_id)]
    return found[-1] if found else None


def as_recorded(visit: Visit, said: ArrivalSettlement) -> Visit:
    """Return `visit` as it was when `said` was settled: with the arrival of then, and in no session."""
    kept = said.recorded or {}
    moments = {name: datetime.fromisoformat(kept[name]) for name in _MOMENTS if kept.get(name)}
    return Visit(
        id=visit.id,
        request_id=visit.request_id,
        ordinal=visit.ordinal,
        territory_id=visit.territory_id,
        engineer_id=said.engineer_id,
        state=visit.state,
        arrival_code=visit.arrival_code,
        code_attempts=0,
        on_site_at=said.recorded_at,
        arrival=kept.get("arrival"),
        arrival_verdict=said.judged_as,
        arrival_findings=said.findings,
        arrival_settled=said.verdict,
        **moments,
    )
