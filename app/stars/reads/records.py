"""What came of the evidence of a month's visits: the phone's messages, pictures, signatures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select

from app.kernel import UnitOfWork
from app.phones.rules.kinds import Kind, Status
from app.phones.tables import PhoneEvent
from app.requests.tables import ServiceRequest, Visit
from app.stars.rules.visit_facts import Record
from app.visits.commands.field.departure import MISSING
from app.visits.tables import Photo, SignatureRow
from checklists import SignerRole


def records(uow: UnitOfWork, made: ColumnElement[bool]) -> Mapping[UUID, Record]:
    """Return what is known of the evidence of each visit of which a phone told its end.

    made: the condition on the requests.
    """
    lacking_ones = _without_five_ones(uow, made)
    lacking_pictures = _without_pictures(uow, made)
    signed = _signed(uow, made)
    return {
        visit_id: Record(
            five_ones=visit_id not in lacking_ones,
            pictures=visit_id not in lacking_pictures,
            signatures=signed.get(visit_id, 0) >= len(SignerRole),
            received_at=received_at,
        )
        for visit_id, received_at in _completed(uow, made).items()
    }


def _completed(uow: UnitOfWork, made: ColumnElement[bool]) -> dict[UUID, datetime]:
    """When the first message came that ended the visit."""
    rows = uow.session.execute(
        select(PhoneEvent.visit_id, func.min(PhoneEvent.received_at))
        .join(Visit, Visit.id == PhoneEvent.visit_id)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(made, PhoneEvent.kind == Kind.COMPLETE, PhoneEvent.status == Status.APPLIED)
        .group_by(PhoneEvent.visit_id)
    )
    return {visit_id: at for visit_id, at in rows if visit_id is not None}


def _without_five_ones(uow: UnitOfWork, made: ColumnElement[bool]) -> set[UUID]:
    """The visits that somebody left for without the set; of several departures the last counts."""
    rows = uow.session.execute(
        select(PhoneEvent.visit_id, PhoneEvent.flags)
        .join(Visit, (Visit.id == PhoneEvent.visit_id) & (Visit.engineer_id == PhoneEvent.engineer_id))
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(made, PhoneEvent.kind == Kind.DEPART, PhoneEvent.status == Status.APPLIED)
        .order_by(PhoneEvent.visit_id, PhoneEvent.received_at, PhoneEvent.id)
    )
    last = {visit_id: flags or () for visit_id, flags in rows if visit_id is not None}
    return {visit_id for visit_id, flags in last.items() if MISSING in flags}


def _without_pictures(uow: UnitOfWork, made: ColumnElement[bool]) -> set[UUID]:
    rows = uow.session.scalars(
        select(Photo.visit_id)
        .join(Visit, Visit.id == Photo.visit_id)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(made, Photo.completed_at.is_(None), Photo.for_review.is_(False), Photo.withdrawn_at.is_(None))
        .distinct()
    )
    return set(rows)


def _signed(uow: UnitOfWork, made: ColumnElement[bool]) -> dict[UUID, int]:
    """How many have signed each visit whose signatures stand."""
    stands = case((SignatureRow.voided_at.is_(None), SignatureRow.role))
    rows = uow.session.execute(
        select(SignatureRow.visit_id, func.count(stands.distinct()))
        .join(Visit, Visit.id == SignatureRow.visit_id)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(made)
        .group_by(SignatureRow.visit_id)
    )
    return dict(rows.all())
