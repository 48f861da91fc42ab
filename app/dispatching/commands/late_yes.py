"""A yes that comes when the asking has moved on, as from a phone that had no network."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select

from app.dispatching.commands.triggers import request_replan
from app.dispatching.events import VisitAssigned
from app.dispatching.reads.asked import stands_open
from app.dispatching.reads.snapshot import UNTAKEN
from app.kernel import UnitOfWork, ledger, locks
from app.kernel.tables import Event
from app.requests.commands.moves import request_stream
from app.requests.commands.release import back_to_planned, forget_engineer, hand_to
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import Offer, Visit, VisitExclusion

_BUSY = (VisitState.ACCEPTED, VisitState.EN_ROUTE, VisitState.ON_SITE)


def first_given_at(uow: UnitOfWork, visit_id: UUID, engineer_id: UUID) -> datetime | None:
    """Return since when the engineer could say yes to the visit: it was on his plan, or he was asked."""
    asked = select(func.min(Offer.offered_at)).where(
        Offer.visit_id == visit_id, Offer.engineer_id == engineer_id
    )
    planned = select(func.min(Event.at)).where(
        Event.visit_id == visit_id,
        Event.kind == VisitAssigned.kind,
        Event.body.contains(f'"{engineer_id}"'),
    )
    found = (uow.session.scalar(asked), uow.session.scalar(planned))
    return min((at for at in found if at is not None), default=None)


def give_to(uow: UnitOfWork, visit: Visit, engineer_id: UUID) -> None:
    """Give a locked visit to the engineer whose yes has come late, if it stands.

    It stands where the visit was his on the plan, or he was asked, and nobody else has said yes since: then
    the visit is his, unaccepted, and whoever was asked meanwhile is asked no more.  A dispatcher's word (a
    pin, a ban), his own no, and another visit that he is busy with stand against it; then everything stays as
    it is.
    """
    given_at = first_given_at(uow, visit.id, engineer_id)
    if given_at is None or visit.state not in UNTAKEN or not _stands(uow, visit, engineer_id):
        return
    ask_for_nothing_else(uow, visit, engineer_id)
    uow.session.execute(
        delete(VisitExclusion).where(
            VisitExclusion.visit_id == visit.id, VisitExclusion.engineer_id == engineer_id
        )
    )
    if visit.engineer_id == engineer_id:
        visit.sequence = 0
        return
    back_to_planned(uow, visit, "accepted by another engineer")
    forget_engineer(uow, visit)
    hand_to(uow, visit, engineer_id)
    visit.sequence, visit.assigned_at = 0, given_at
    visit.unassigned_reasons = None
    stream = request_stream(visit.request_id)
    ledger.record(uow, stream, VisitAssigned(visit_id=visit.id, engineer_id=engineer_id))
    request_replan(uow, visit.territory_id, "a yes came late")


def _stands(uow: UnitOfWork, visit: Visit, engineer_id: UUID) -> bool:
    if not stands_open(uow, visit, engineer_id):
        return False
    busy = select(Visit.id).where(
        Visit.engineer_id == engineer_id, Visit.id != visit.id, Visit.state.in_(_BUSY)
    )
    return uow.session.scalars(busy.limit(1)).first() is None


def ask_for_nothing_else(uow: UnitOfWork, visit: Visit, engineer_id: UUID) -> None:
    """End what the engineer is asked beside this visit, which he has."""
    asked = select(Visit).where(
        Visit.engineer_id == engineer_id, Visit.id != visit.id, Visit.state == VisitState.OFFERED
    )
    for other in locks.rows(uow, asked.order_by(Visit.id)):
        back_to_planned(uow, other, "another visit comes first")
        other.updated_at = uow.now
        request_replan(uow, other.territory_id, "a yes came late")
