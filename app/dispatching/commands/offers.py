"""Offers: one engineer asked for one visit, and the four ways that ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.dispatching.commands.late_yes import first_given_at, give_to
from app.dispatching.commands.silence import note_lapse
from app.dispatching.commands.triggers import request_replan
from app.dispatching.errors import OfferGone
from app.dispatching.reads.asked import may_say_yes
from app.dispatching.reads.decided import unheard
from app.dispatching.reads.snapshot import PASSED_OVER
from app.kernel import UnitOfWork, timers
from app.registers.commands.locks import locked_engineer
from app.registers.tables import Territory
from app.requests.commands.locks import locked_visit_alone
from app.requests.commands.moves import move_offer, move_visit
from app.requests.commands.release import back_to_planned, forget_engineer, pending_offer
from app.requests.events.visits import VisitAccepted, VisitOffered
from app.requests.rules.lifecycle import OfferState, VisitState
from app.requests.tables import Offer, Visit, VisitExclusion

EXPIRY_TIMER = "offer_expiry"

ENGAGED = (VisitState.OFFERED, VisitState.ACCEPTED, VisitState.EN_ROUTE, VisitState.ON_SITE)
"""States in which a visit is its engineer's business of the moment; one engineer has at most one."""

DECLINABLE = (VisitState.OFFERED, VisitState.ACCEPTED, VisitState.EN_ROUTE)


def offer(uow: UnitOfWork, visit: Visit, territory: Territory) -> Offer:
    """Ask the engineer who holds `visit` to take it, and set the timer that ends the asking.

    The caller holds the engineer's row lock and knows that nothing else engages this engineer.

    Raises:
        IllegalTransition: the visit is not `planned`.
    """
    if visit.engineer_id is None:
        raise OfferGone(visit.id)
    move_visit(uow, visit, VisitOffered())
    visit.asked_at = _asked_since(visit, territory) or uow.now
    made = Offer(
        id=uow.new_id(),
        visit_id=visit.id,
        engineer_id=visit.engineer_id,
        state=OfferState.PENDING,
        offered_at=uow.now,
        expires_at=uow.now + timedelta(seconds=territory.offer_timeout_s),
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(made)
    timers.arm(uow, EXPIRY_TIMER, str(made.id), made.expires_at)
    return made


def _asked_since(visit: Visit, territory: Territory) -> datetime | None:
    """Since when the asking goes on; None where it begins anew, after nobody had the visit for long."""
    lost_at, given_at = visit.lost_engineer_at, visit.assigned_at
    if lost_at is None or given_at is None:
        return visit.asked_at
    nobodys_for_long = given_at - lost_at >= timedelta(seconds=territory.unassigned_after_s)
    return None if nobodys_for_long and (visit.asked_at or lost_at) <= lost_at else visit.asked_at


def accept(uow: UnitOfWork, visit_id: UUID, engineer_id: UUID, at: datetime, *, late: bool = False) -> Visit:
    """Take the engineer's yes, given at `at` (when it could be given, and before now); return the visit.

    A yes that arrives after the time ran out still counts while nobody else is asked; one that was given
    without a network (`late`) while nobody else has accepted.  An engineer may also say yes unasked to the
    visit that is next on the plan, when nothing else engages the engineer.

    Raises:
        NotFound: there is no such visit.
        OfferGone: the visit is not this engineer's to accept (any more).
    """
    visit = locked_visit_alone(uow, visit_id)
    if not late and uow.principal.engineer_id and unheard(uow, Visit.id == visit_id):
        raise OfferGone(visit_id)  # he knows nothing of it yet
    is_nobodys = visit.state == VisitState.PLANNED and may_say_yes(uow, visit, engineer_id)
    if late or is_nobodys:
        give_to(uow, visit, engineer_id)
    if visit.engineer_id != engineer_id or visit.state not in (VisitState.OFFERED, VisitState.PLANNED):
        raise OfferGone(visit_id)
    given_at = first_given_at(uow, visit_id, engineer_id)
    pending = pending_offer(uow, visit_id)
    if visit.state == VisitState.OFFERED:
        if pending is None or pending.engineer_id != engineer_id:
            raise OfferGone(visit_id)
        move_offer(uow, pending, visit.request_id, OfferState.ACCEPTED)
        timers.disarm(uow, EXPIRY_TIMER, str(pending.id))
    else:
        _refuse_unless_next(uow, visit)
    visit.accepted_at = min(max(at, given_at or visit.assigned_at or at), uow.now)
    visit.asked_at = None
    move_visit(uow, visit, VisitAccepted(accepted_at=visit.accepted_at))
    visit.updated_at = uow.now
    return visit


def decline(uow: UnitOfWork, visit_id: UUID, engineer_id: UUID, reason: str) -> Visit:
    """Take the engineer's no to a visit offered, accepted or under way, and plan it anew without him.

    A no for good: the engineer is excluded from this visit until a dispatcher includes him, and a pin to
    him ends, since nobody else could serve the visit.

    Raises:
        NotFound: there is no such visit.
        OfferGone: the visit is not this engineer's to decline (any more).
    """
    visit = locked_visit_alone(uow, visit_id)
    if visit.engineer_id != engineer_id or visit.state not in DECLINABLE:
        raise OfferGone(visit_id)
    exclude(uow, visit, engineer_id, "declined")
    if visit.pinned_engineer_id == engineer_id:
        visit.pinned_engineer_id = None
    _give_back(uow, visit, OfferState.DECLINED, reason)
    request_replan(uow, visit.territory_id, "declined")
    return visit


def expire(uow: UnitOfWork, offer_id: UUID) -> bool:
    """End an offer whose time ran out; False where it was answered, or has time left.

    The engineer is passed over for this visit as long as anybody else can serve it (see `apply`).  One to
    whom the visit is pinned is asked again instead.  Nobody is while his phone is silent (see `silence`).
    """
    lapsed = uow.session.get(Offer, offer_id)
    if lapsed is None or lapsed.state != OfferState.PENDING or lapsed.expires_at > uow.now:
        return False
    locked_engineer(uow, lapsed.engineer_id)
    visit = locked_visit_alone(uow, lapsed.visit_id)
    lapsed = uow.session.get_one(Offer, offer_id, populate_existing=True)
    if lapsed.state != OfferState.PENDING:
        return False
    if visit.pinned_engineer_id != lapsed.engineer_id:
        exclude(uow, visit, lapsed.engineer_id, "expired")
    _give_back(uow, visit, OfferState.EXPIRED, None)
    note_lapse(uow, lapsed.engineer_id)
    request_replan(uow, visit.territory_id, "expired")
    return True


def open_until(uow: UnitOfWork, offer_id: UUID) -> datetime | None:
    """Tell until when an offer may be answered; None where it was, or has ended."""
    return uow.session.scalar(
        select(Offer.expires_at).where(Offer.id == offer_id, Offer.state == OfferState.PENDING)
    )


def exclude(uow: UnitOfWork, visit: Visit, engineer_id: UUID, reason: str) -> None:
    """Rule an engineer out for a visit; the reason given first stays unless this one is stronger."""
    held = uow.session.get(VisitExclusion, (visit.id, engineer_id))
    if held is None:
        uow.session.add(VisitExclusion(visit_id=visit.id, engineer_id=engineer_id, reason=reason, at=uow.now))
    elif held.reason in PASSED_OVER:
        held.reason, held.at = reason, uow.now


def _give_back(uow: UnitOfWork, visit: Visit, ended: OfferState, reason: str | None) -> None:
    back_to_planned(uow, visit, str(ended), ended=ended, note=reason)
    forget_engineer(uow, visit)
    visit.updated_at = uow.now


def _refuse_unless_next(uow: UnitOfWork, visit: Visit) -> None:
    others = uow.session.execute(
        select(Visit.state, Visit.sequence).where(
            Visit.engineer_id == visit.engineer_id, Visit.state.in_((*ENGAGED, VisitState.PLANNED))
        )
    ).all()
    mine = visit.sequence or 0
    if any(state in ENGAGED or (sequence or 0) < mine for state, sequence in others):
        raise OfferGone(visit.id)
