"""Deciding about what phones reported and the state no longer allowed."""

from __future__ import annotations

from uuid import UUID

from app.errors import Conflict, Phrase
from app.models import PhoneEvent, Visit
from app.runtime import UnitOfWork
from app.services import ledger
from app.services.moves import request_stream


def resolve(uow: UnitOfWork, item_id: UUID, note: str) -> PhoneEvent:
    """Settle a message: the dispatcher has seen it and says what came of it.

    The message itself stays as it came; what it should have changed, the dispatcher changes by the
    ordinary means.

    Raises:
        NotFound: there is no such message.
        Conflict: it needs no decision, or has one.
    """
    event = uow.get(PhoneEvent, item_id, lock=True)
    if event.status not in {"needs_review", "held"}:
        raise Conflict(Phrase("This message needs no decision."), status=event.status)
    if event.reviewed_at is not None:
        raise Conflict(Phrase("This message was settled before."), reviewed_at=event.reviewed_at.isoformat())
    event.reviewed_at, event.review_note = uow.now, note
    event.reviewed_by = uow.principal.name or uow.principal.key
    visit = uow.get(Visit, event.visit_id) if event.visit_id else None
    ledger.record(
        uow,
        request_stream(visit.request_id) if visit else f"engineer:{event.engineer_id}",
        "phone.reviewed",
        visit_id=event.visit_id,
        engineer_id=event.engineer_id,
        event_id=event.event_id,
        message=event.kind,
        note=note,
    )
    return event
