"""Whether an engineer's yes to a visit would still count, though the asking has moved on."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.dispatching.reads.snapshot import LAPSED
from app.kernel import UnitOfWork
from app.requests.rules.lifecycle import OfferState, VisitState
from app.requests.tables import Offer, Visit, VisitExclusion

UNTAKEN = (VisitState.PLANNED, VisitState.OFFERED)
"""Nobody has said yes."""

_UNANSWERED = (OfferState.PENDING, OfferState.EXPIRED, OfferState.WITHDRAWN)


def may_say_yes(uow: UnitOfWork, visit: Visit, engineer_id: UUID) -> bool:
    """Whether he was asked, has not answered, nobody else has, and no person has decided otherwise."""
    if visit.state not in UNTAKEN or not stands_open(uow, visit, engineer_id):
        return False
    last = (
        select(Offer.state)
        .where(Offer.visit_id == visit.id, Offer.engineer_id == engineer_id)
        .order_by(Offer.offered_at.desc(), Offer.id.desc())
        .limit(1)
    )
    return uow.session.scalars(last).first() in _UNANSWERED


def stands_open(uow: UnitOfWork, visit: Visit, engineer_id: UUID) -> bool:
    """Whether neither a dispatcher's word nor his own no stands against the engineer."""
    if visit.pinned_engineer_id not in (None, engineer_id):
        return False
    ruled_out = uow.session.get(VisitExclusion, (visit.id, engineer_id))
    return ruled_out is None or ruled_out.reason == LAPSED
