"""What came of the evidence of a month's visits: the phone's messages, pictures, signatures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select

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
    completed, lacking_ones = _messages(uow, made)
    lacking_pictures = _without_pictures(uow, made)
    signed = _signed(uow, made)
    return {
        visit_id: Record(
            five_ones=visit_id not in lacking_ones,
            pictures=visit_id not in lacking_pictures,
            signatures=signed.get(visit_id, 0) >= len(SignerRole),
            received_at=received_at,
        )
        for visit_id, received_at in completed.items()
    }


def _messages(uow: UnitOfWork, made: ColumnElement[bool]) -> tuple[dict[UUID, datetime], set[UUID]]:
    """When the first message came that ended each visit, and the visits left for without the set.

    Of several departures of who has the visit the last counts.  Whether a message was applied is looked at
    here: asked for it, SQLite goes through the messages of all years by their state, and not by the visits.
    """
    message = PhoneEvent
    rows = uow.session.execute(
        select(
            *(message.kind, message.visit_id, message.received_at, message.id, message.flags),
            message.status,
        )
        .join(Visit, Visit.id == PhoneEvent.visit_id)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(
            made,
            or_(
                PhoneEvent.kind == Kind.COMPLETE,
                and_(PhoneEvent.kind == Kind.DEPART, Visit.engineer_id == PhoneEvent.engineer_id),
            ),
        )
    )
    completed: dict[UUID, datetime] = {}
    left: dict[UUID, tuple[datetime, UUID, bool]] = {}
    for kind, visit_id, received_at, key, flags, status in rows:
        if visit_id is None or status != Status.APPLIED:
            continue
        if kind == Kind.COMPLETE:
            completed[visit_id] = min(completed.get(visit_id, received_at), received_at)
        else:
            told = received_at, key, MISSING in (flags or ())
            left[visit_id] = max(left.get(visit_id, told), told)
    return completed, {visit_id for visit_id, (_, _, lacks) in left.items() if lacks}


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
