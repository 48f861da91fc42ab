"""Whether an engineer's yes to a visit would still count, though the asking has moved on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.dispatching.reads.snapshot import LAPSED, UNTAKEN
from app.kernel import UnitOfWork
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from app.requests.events.visits import VisitAccepted, VisitPlanned
from app.requests.rules.lifecycle import OfferState
from app.requests.tables import Offer, Visit, VisitExclusion

_NOT_NO = (OfferState.PENDING, OfferState.EXPIRED, OfferState.WITHDRAWN, OfferState.ACCEPTED)
"""A yes to what nobody has now was overtaken by the plan, not taken back."""


def may_say_yes(uow: UnitOfWork, visit: Visit, engineer_id: UUID) -> bool:
    """Whether he was asked and has not said no, nobody has said yes, and no person has decided otherwise."""
    if visit.state not in UNTAKEN or not stands_open(uow, visit, engineer_id):
        return False
    last = (
        select(Offer.state)
        .where(Offer.visit_id == visit.id, Offer.engineer_id == engineer_id)
        .order_by(Offer.offered_at.desc(), Offer.id.desc())
        .limit(1)
    )
    return uow.session.scalars(last).first() in _NOT_NO


def stands_open(uow: UnitOfWork, visit: Visit, engineer_id: UUID) -> bool:
    """Whether neither a dispatcher's word nor his own no stands against the engineer."""
    if visit.pinned_engineer_id not in (None, engineer_id):
        return False
    ruled_out = uow.session.get(VisitExclusion, (visit.id, engineer_id))
    return ruled_out is None or ruled_out.reason == LAPSED


def yes_before(uow: UnitOfWork, visit: Visit, engineer_id: UUID) -> datetime | None:
    """Return when he said yes to a visit that was taken from him since; None where he did not, or said no."""
    uow.session.flush()
    told = uow.session.scalars(
        select(Event)
        .where(
            Event.visit_id == visit.id,
            Event.kind.in_((VisitAccepted.kind, VisitPlanned.kind)),
            Event.body.contains(f'"engineer_id":"{engineer_id}"'),
        )
        .order_by(Event.number.desc())
    )
    for data in map(data_of, told):
        if data.get("why") == "declined":
            return None
        if data.get("accepted_at"):
            return datetime.fromisoformat(data["accepted_at"])
    return None
