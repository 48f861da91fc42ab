"""A provider answers for its own people: says yes or no to an offer, and gives a visit to another of them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.dispatching.commands import offers, overrides
from app.dispatching.errors import OfferGone, ReasonNeeded
from app.dispatching.reads.decided import last_decision
from app.kernel import UnitOfWork, visibility
from app.providers.errors import OfficeDecided
from app.providers.rules.day import is_office_word
from app.registers.commands.locks import locked_engineer
from app.registers.tables import Engineer
from app.requests.commands.locks import check_visit_version
from app.requests.rules.lifecycle import OfferState
from app.requests.tables import Offer, Visit, VisitExclusion


def accept_offer(uow: UnitOfWork, offer_id: UUID) -> Offer:
    """Say yes for one of its people; said again it changes nothing.

    Raises:
        NotFound: it is no offer to one of the provider's people.
        OfferGone: it was answered otherwise, or has ended.
    """
    row = _locked(uow, offer_id)
    if row.state == OfferState.ACCEPTED:
        return row
    if row.state != OfferState.PENDING:
        raise OfferGone(row.visit_id)
    offers.accept(uow, row.visit_id, row.engineer_id, uow.now)
    return row


def decline_offer(uow: UnitOfWork, offer_id: UUID, reason: str) -> Offer:
    """Say no for one of its people, who is not asked for the visit again; said again it changes nothing.

    Raises:
        NotFound, OfferGone: as for `accept_offer`.
    """
    row = _locked(uow, offer_id)
    if row.state == OfferState.DECLINED:
        return row
    if row.state != OfferState.PENDING:
        raise OfferGone(row.visit_id)
    offers.decline(uow, row.visit_id, row.engineer_id, reason)
    return row


def give(uow: UnitOfWork, visit_id: UUID, engineer_id: UUID, version: int | None = None) -> Visit:
    """Give a visit of its people to another of them, pinned, so that the planner leaves it there.

    What the office decided stays.  Given again to who has it, it changes nothing.

    Raises:
        NotFound: visit or engineer are not the provider's.
        OfficeDecided: the office pinned the visit, or ruled the engineer out; or its register is against it.
        Ineligible, NoPoint, VisitFrozen, VisitOver, VersionConflict: as for `overrides.assign`.
    """
    visibility.visible(uow, Engineer, engineer_id)
    visit = visibility.visible(uow, Visit, visit_id)
    if visit.engineer_id == engineer_id == visit.pinned_engineer_id:
        return visit
    check_visit_version(visit, version)
    held = uow.session.get(VisitExclusion, (visit_id, engineer_id))
    if is_office_word(held.reason if held else None, _pinned_by(uow, visit)):
        raise OfficeDecided(visit_id)
    try:
        return overrides.assign(uow, visit_id, engineer_id, visit.version).visit
    except ReasonNeeded as refused:
        raise OfficeDecided(visit_id) from refused


def _pinned_by(uow: UnitOfWork, visit: Visit) -> str | None:
    if visit.pinned_engineer_id is None:
        return None
    made = last_decision(uow, visit.id)
    return made.actor if made else ""


def _locked(uow: UnitOfWork, offer_id: UUID) -> Offer:
    """Return the offer once its engineer is locked, fresh from the database."""
    visibility.visible(uow, Offer, offer_id)
    asked = uow.session.scalars(select(Offer.engineer_id).where(Offer.id == offer_id)).one()
    locked_engineer(uow, asked)
    return uow.session.get_one(Offer, offer_id, populate_existing=True)
