"""Complaints that a manager upheld, by the request and the engineer that they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.hotline.reads.complaints import counted
from app.hotline.tables import Call, ComplaintVerdict
from app.kernel import UnitOfWork
from app.registers.tables import Territory
from app.requests.tables import ServiceRequest
from app.stars.rules.months import Month, month_of
from app.stars.tables import StarMonth

Upheld = Mapping[tuple[UUID, UUID], float]
"""(request, engineer) → complaints upheld; one upheld in part counts half."""

_LOOKS_BACK = timedelta(days=60)
_AT_THE_SAME_TIME = timedelta(minutes=10)
"""A verdict so little older than a month's facts may have been written beside them, and is not among them."""


def upheld(uow: UnitOfWork, since: datetime) -> Upheld:
    """Return what the complaints made since come to, as their verdicts stand now."""
    found: dict[tuple[UUID, UUID], float] = defaultdict(float)
    for one in counted(uow, since):
        if one.request_id is not None and one.engineer_id is not None:
            found[one.request_id, one.engineer_id] += one.weight
    return found


def months_judged_anew(uow: UnitOfWork) -> list[Month]:
    """Return the months that were worked out before a verdict of the last weeks on one of their requests."""
    rows = uow.session.execute(
        select(ServiceRequest.requested_at, Territory.time_zone, ComplaintVerdict.decided_at)
        .join(Call, Call.request_id == ServiceRequest.id)
        .join(ComplaintVerdict, ComplaintVerdict.call_id == Call.id)
        .join(Territory, Territory.id == ServiceRequest.territory_id)
        .where(ComplaintVerdict.decided_at >= uow.now - _LOOKS_BACK)
    )
    worked_out = dict(uow.session.execute(select(StarMonth.month, StarMonth.worked_out_at)).all())
    judged = [(month_of(requested_at, zone), at + _AT_THE_SAME_TIME) for requested_at, zone, at in rows]
    return sorted({month for month, at in judged if worked_out.get(str(month), at) < at})
