"""Deciding about what phones reported and the state no longer allowed: once, by a person, with a reason."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Conflict
from app.kernel.phrases import Phrase
from app.phones.tables import PhoneEvent
from app.requests.commands.locks import locked_visit
from app.requests.commands.moves import request_stream
from app.requests.hooks import changed
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands.field import reviewed
from app.visits.errors import AlreadyDecided
from app.visits.events.phone import MessageReviewed


class ReviewOutcome(StrEnum):
    """What a person made of a message."""

    APPLIED = "applied"
    ATTACHED = "attached"
    ENDED = "ended"
    SET_ASIDE = "set_aside"


def resolve(
    uow: UnitOfWork, item_id: UUID, note: str, outcome: ReviewOutcome = ReviewOutcome.SET_ASIDE
) -> PhoneEvent:
    """Settle a message without applying it: the dispatcher has seen it and says what came of it.

    The message itself stays as it came; what it should have changed, the dispatcher changes by the
    ordinary means.  One that was held is not applied later either.

    Raises:
        NotFound: there is no such message.
        Conflict: it needs no decision.
        AlreadyDecided: somebody has decided.
    """
    event, _ = opened(uow, item_id)
    return settled(uow, event, outcome, note)


def apply(uow: UnitOfWork, item_id: UUID, note: str) -> PhoneEvent:
    """Let the message do what it says, by the handler that it would have had, and with its flags.

    An arrival is judged like any other; that a person applied it makes it no better.

    Raises:
        NotFound, Conflict, AlreadyDecided: as for `resolve`.
        NotApplicable: the state of the visit does not allow it.
    """
    event, named = opened(uow, item_id)
    if named is not None:
        reviewed.apply(uow, event, *named)
    else:
        reviewed.apply_to_engineer(uow, event)
    return settled(uow, event, ReviewOutcome.APPLIED, note)


def attach(uow: UnitOfWork, item_id: UUID, visit_id: UUID, note: str) -> PhoneEvent:
    """Make the message's evidence that of another visit of the same engineer, or of the same request.

    Raises:
        NotFound: there is no such message or visit.
        Conflict, AlreadyDecided, NotApplicable: as for `apply`.
        NotAttachable: it is no evidence, or the visit is neither the engineer's nor of the request.
    """
    event, named = opened(uow, item_id, visit_id)
    reviewed.attach(uow, event, locked_visit(uow, visit_id), named[0] if named else None)
    event.attached_visit_id = visit_id
    return settled(uow, event, ReviewOutcome.ATTACHED, note)


def opened(
    uow: UnitOfWork, item_id: UUID, also: UUID | None = None
) -> tuple[PhoneEvent, tuple[Visit, ServiceRequest] | None]:
    """Lock a message that needs a decision, after its visit, as phones do; and return both.

    Where another visit is locked `also`, requests are locked in order of id.
    """
    event = uow.get(PhoneEvent, item_id)
    wanted = select(Visit.id).where(Visit.id.in_({event.visit_id, also} - {None})).order_by(Visit.request_id)
    locked = {key: locked_visit(uow, key) for key in uow.session.scalars(wanted).all()}
    named = locked[event.visit_id] if event.visit_id else None
    locks.again(uow, event)
    if event.reviewed_at is not None:
        raise AlreadyDecided(event.reviewed_by or "", event.reviewed_at, event.review_outcome or "")
    if event.status not in {"needs_review", "held"}:
        raise Conflict(Phrase("This message needs no decision."), status=event.status)
    return event, named


def settled(uow: UnitOfWork, event: PhoneEvent, outcome: ReviewOutcome, note: str) -> PhoneEvent:
    """Note what the person who is signed in made of a locked message, and why."""
    event.reviewed_at, event.review_note, event.review_outcome = uow.now, note, outcome
    event.reviewed_by = uow.principal.name or uow.principal.key
    told = {event.visit_id, event.attached_visit_id} - {None}
    streams = {request_stream(uow.get(Visit, key).request_id) for key in told}
    for stream in sorted(streams) or [f"engineer:{event.engineer_id}"]:
        ledger.record(
            uow,
            stream,
            MessageReviewed(
                visit_id=event.attached_visit_id or event.visit_id,
                engineer_id=event.engineer_id,
                event_id=event.event_id,
                message=event.kind,
                outcome=outcome,
                note=note,
                by=event.reviewed_by,
            ),
        )
    if event.visit_id is not None:
        changed(uow, uow.get(Visit, event.visit_id).request_id)
    uow.session.flush()
    return event
