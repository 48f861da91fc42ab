"""Which requests belong to a row of a register: those about a site, a machine or under a contract."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.kernel import UnitOfWork, visibility
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.promise.reads.requests import ENDED_STATES
from app.registers.hooks import Belongings, Line
from app.registers.tables import FaultType, Site, Territory
from app.requests.tables import ServiceRequest
from checklists import Text

MOST = 20
Ids = InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None]


def _by(column: Ids) -> Callable[[UnitOfWork, Any], Sequence[Line]]:
    def find(uow: UnitOfWork, row: Any) -> Sequence[Line]:
        mine = (
            select(ServiceRequest, func.coalesce(Site.time_zone, Territory.time_zone), FaultType)
            .join(Site, Site.id == ServiceRequest.site_id)
            .join(Territory, Territory.id == ServiceRequest.territory_id)
            .join(FaultType, FaultType.code == ServiceRequest.fault_code)
            .where(column == row.id, visibility.rows(ServiceRequest, uow.principal))
        )
        newest = mine.order_by(ServiceRequest.requested_at.desc(), ServiceRequest.id.desc()).limit(MOST)
        return [_line(asked, zone, fault) for asked, zone, fault in uow.session.execute(newest)]

    return find


def _line(asked: ServiceRequest, zone: str, fault: FaultType) -> Line:
    day = local_date(asked.requested_at, zone)
    still = "" if asked.state in ENDED_STATES else Phrase("not ended")
    what = Phrase.of(Text(fault.name_en, fault.name_zh))
    return Line(asked.code, "request_page", asked.id, day, still, what)


OWN = tuple(
    Belongings(register, Phrase("Requests"), _by(column))
    for register, column in (
        ("site", ServiceRequest.site_id),
        ("asset", ServiceRequest.asset_id),
        ("contract", ServiceRequest.contract_id),
    )
)
