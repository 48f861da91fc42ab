"""Who comes to open requests, and when: what a caller who waits asks first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.registers.tables import Engineer
from app.requests.tables import Visit


@dataclass(frozen=True, slots=True)
class Coming:
    """The newest visit of a request: its state, and who makes it; blank where nobody does yet."""

    state: str
    engineer: str
    eta_at: datetime | None
    on_site_at: datetime | None


def coming_to(uow: UnitOfWork, request_ids: Sequence[UUID]) -> Mapping[UUID, Coming]:
    """Return the newest visit of each of these requests."""
    rows = uow.session.execute(
        select(Visit.request_id, Visit.state, Engineer.name, Visit.eta_at, Visit.on_site_at)
        .outerjoin(Engineer, Engineer.id == Visit.engineer_id)
        .where(Visit.request_id.in_(request_ids))
        .order_by(Visit.ordinal)  # the newest comes last and stays
    )
    return {row[0]: Coming(row.state, row.name or "", row.eta_at, row.on_site_at) for row in rows}
