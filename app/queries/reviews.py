"""Messages from phones that a dispatcher has to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, or_, select

from app.models import Engineer, PhoneEvent, ServiceRequest, Visit
from app.queries import visibility
from app.runtime import Principal, UnitOfWork

HELD_TOO_LONG = timedelta(minutes=10)
"""What a held message waits for should have come by now; perhaps it was lost with the phone."""


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A message with who sent it and which request it is about."""

    event: PhoneEvent
    engineer: Engineer
    request: ServiceRequest | None


def review_items(principal: Principal, now: datetime, *, is_open: bool | None = None) -> Select[Any]:
    """Return the query of the messages that need or needed a decision, oldest first.

    Those are the messages that the state no longer allowed, and those held for longer than
    `HELD_TOO_LONG`; open ones have no decision yet.
    """
    waiting = and_(PhoneEvent.status == "held", PhoneEvent.received_at <= now - HELD_TOO_LONG)
    reviewed = PhoneEvent.reviewed_at.is_not(None)
    query = select(PhoneEvent).where(
        or_(PhoneEvent.status == "needs_review", waiting, reviewed), visibility.phone_events(principal)
    )
    if is_open is not None:
        query = query.where(~reviewed if is_open else reviewed)
    return query.order_by(PhoneEvent.received_at, PhoneEvent.id)


def in_context(uow: UnitOfWork, events: list[PhoneEvent]) -> list[ReviewItem]:
    """Add to each message who sent it and what it is about."""
    engineers = {row.id: row for row in uow.session.scalars(_named(Engineer, "engineer_id", events))}
    asked = select(Visit.id, ServiceRequest).join(ServiceRequest, ServiceRequest.id == Visit.request_id)
    of_visit = dict(
        uow.session.execute(asked.where(Visit.id.in_({event.visit_id for event in events}))).all()
    )
    return [
        ReviewItem(
            event, engineers[event.engineer_id], of_visit.get(event.visit_id) if event.visit_id else None
        )
        for event in events
    ]


def _named(model: Any, column: str, events: list[PhoneEvent]) -> Select[Any]:
    return select(model).where(model.id.in_({getattr(event, column) for event in events}))
