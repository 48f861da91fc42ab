"""A yes that an engineer gave on the telephone, recorded by the dispatcher who called him.

Where a phone is silent nothing else says that he comes.  The visit is pinned to him: no plan that takes it
away again would reach him.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.dispatching.commands import overrides
from app.dispatching.commands.cost import Cost
from app.dispatching.commands.late_yes import ask_for_nothing_else
from app.dispatching.commands.offers import EXPIRY_TIMER
from app.dispatching.commands.triggers import request_replan
from app.dispatching.errors import EngineerEngaged
from app.kernel import UnitOfWork
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from app.kernel.timers import disarm
from app.registers.commands.locks import locked_engineers
from app.registers.tables import Engineer
from app.requests.commands.locks import check_visit_version, locked_visit_alone
from app.requests.commands.moves import move_offer, move_visit
from app.requests.commands.release import pending_offer
from app.requests.errors import VisitOver
from app.requests.events.visits import BY_TELEPHONE, VisitAccepted
from app.requests.rules.lifecycle import OPEN_VISIT_STATES, OfferState, VisitState
from app.requests.tables import ServiceRequest, Visit

AGREED = (VisitState.ACCEPTED, VisitState.EN_ROUTE, VisitState.ON_SITE)
"""States in which the one who has the visit has said yes."""


def accept_by_telephone(
    uow: UnitOfWork, visit_id: UUID, engineer_id: UUID, version: int | None = None
) -> overrides.Override:
    """Record that an engineer says yes; a visit that is not his is given to him, and pinned.

    Recorded again it changes nothing.

    Raises:
        NotFound, Ineligible, NoPoint, VisitFrozen, VisitOver, VersionConflict: as for `overrides.assign`.
        EngineerEngaged: he has said yes to another visit, which comes first.
    """
    uow.get(Engineer, engineer_id)
    locked_engineers(uow, [engineer_id])
    visit = locked_visit_alone(uow, visit_id)
    if visit.engineer_id == engineer_id and visit.state in AGREED:
        return overrides.Override(visit, Cost())
    check_visit_version(visit, version)
    if visit.state not in (*OPEN_VISIT_STATES, VisitState.ON_SITE):
        raise VisitOver(visit_id, visit.state)
    _refuse_engaged(uow, visit_id, engineer_id)
    made = _given(uow, visit, engineer_id)
    ask_for_nothing_else(uow, visit, engineer_id)
    _end_the_asking(uow, visit)
    visit.sequence, visit.accepted_at, visit.asked_at = 0, uow.now, None
    move_visit(uow, visit, VisitAccepted(accepted_at=uow.now, by=BY_TELEPHONE))
    visit.updated_at = uow.now
    request_replan(uow, visit.territory_id, "accepted by telephone")
    return made


def said_yes_since(uow: UnitOfWork, visit: Visit, at: datetime) -> bool:
    """Whether the one who has the visit has said yes to it on the telephone after `at`."""
    if visit.accepted_at is None or visit.accepted_at <= at:
        return False
    newest = select(Event).where(Event.visit_id == visit.id, Event.kind == VisitAccepted.kind)
    told = uow.session.scalars(newest.order_by(Event.number.desc()).limit(1)).first()
    return told is not None and data_of(told).get("by") == BY_TELEPHONE


def _given(uow: UnitOfWork, visit: Visit, engineer_id: UUID) -> overrides.Override:
    """Have the visit pinned to the engineer, as far as it is not."""
    if visit.engineer_id != engineer_id:
        return overrides.assign(uow, visit.id, engineer_id)
    if visit.pinned_engineer_id != engineer_id:
        return overrides.pin(uow, visit.id)
    return overrides.Override(visit, Cost())


def _end_the_asking(uow: UnitOfWork, visit: Visit) -> None:
    pending = pending_offer(uow, visit.id)
    if pending is not None:
        move_offer(uow, pending, visit.request_id, OfferState.ACCEPTED)
        disarm(uow, EXPIRY_TIMER, str(pending.id))


def _refuse_engaged(uow: UnitOfWork, visit_id: UUID, engineer_id: UUID) -> None:
    other = uow.session.scalars(
        select(ServiceRequest.code)
        .join(Visit, Visit.request_id == ServiceRequest.id)
        .where(Visit.engineer_id == engineer_id, Visit.id != visit_id, Visit.state.in_(AGREED))
        .limit(1)
    ).first()
    if other is not None:
        raise EngineerEngaged(visit_id, other)
