"""A request's history, read from its chain in the ledger."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.models import Event
from app.runtime import UnitOfWork


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One entry of the chain; `data` is what the event says beside its kind."""

    number: int
    kind: str
    at: datetime
    actor: str
    visit_id: UUID | None
    data: dict[str, Any]
    hash: str


def history(uow: UnitOfWork, request_id: UUID) -> list[HistoryEvent]:
    """Return all events of a request, its visits and offers, oldest first."""
    rows = uow.session.scalars(
        select(Event).where(Event.stream == f"request:{request_id}").order_by(Event.number)
    )
    return [
        HistoryEvent(row.number, row.kind, row.at, row.actor, row.visit_id, json.loads(row.body), row.hash)
        for row in rows
    ]
