"""Taking a visit back from the engineer who was asked for it, said yes, or is on the way."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.events import ABSENT
from app.kernel.timers import disarm
from app.requests.commands.moves import move_offer, move_visit
from app.requests.events.visits import VisitPlanned
from app.requests.rules.lifecycle import OfferState, VisitState
from app.requests.tables import Offer, ServiceRequest, Visit

RETURNABLE = (VisitState.OFFERED, VisitState.ACCEPTED, VisitState.EN_ROUTE)


def back_to_planned(
    uow: UnitOfWork,
    visit: Visit,
    why: str,
    *,
    ended: OfferState = OfferState.WITHDRAWN,
    note: str | None = None,
    to_engineer_id: UUID | None = None,
) -> None:
    """Move a visit that is offered, accepted or under way back to `planned`; its open offer becomes `ended`.

    The ledger names the engineer it is taken from, and who gets it where that is known.  A visit that is
    `planned` already stays as it is.
    """
    if visit.state not in RETURNABLE:
        return
    end_offer(uow, visit, ended, note)
    if visit.state != VisitState.OFFERED:
        visit.asked_at = uow.now  # the yes is gone, and another is waited for from now on
    back = VisitPlanned(why=why, was=visit.state, note=note, to_engineer_id=to_engineer_id or ABSENT)
    move_visit(uow, visit, back)
    visit.accepted_at = visit.departed_at = None


def end_offer(uow: UnitOfWork, visit: Visit, ended: OfferState, note: str | None = None) -> None:
    """End the visit's open offer, if there is one, and its timer."""
    pending = pending_offer(uow, visit.id)
    if pending is not None:
        pending.reason = note
        move_offer(uow, pending, visit.request_id, ended)
        disarm(uow, "offer_expiry", str(pending.id))


def pending_offer(uow: UnitOfWork, visit_id: UUID) -> Offer | None:
    """Return the visit's open offer, fresh from the database."""
    return uow.session.scalars(
        select(Offer)
        .where(Offer.visit_id == visit_id, Offer.state == OfferState.PENDING)
        .execution_options(populate_existing=True)
    ).one_or_none()


def forget_engineer(uow: UnitOfWork, visit: Visit) -> None:
    """Leave a `planned` visit without engineer, place in a route, or ETA."""
    if visit.engineer_id is not None:
        visit.lost_engineer_at = uow.now
    hand_to(uow, visit, None)
    visit.sequence = visit.eta_at = visit.assigned_at = None


def hand_to(uow: UnitOfWork, visit: Visit, engineer_id: UUID | None) -> None:
    """Give a visit to an engineer, or to nobody; who had it at the promised time stays known.

    A broken promise is not that of whoever helps afterwards.
    """
    due_at = uow.get(ServiceRequest, visit.request_id).due_at
    was_passed_on = visit.passed_on_at is not None and visit.passed_on_at > due_at
    if engineer_id != visit.engineer_id and uow.now > due_at and not was_passed_on:
        visit.passed_on_at, visit.due_engineer_id = uow.now, visit.engineer_id
    visit.engineer_id = engineer_id
