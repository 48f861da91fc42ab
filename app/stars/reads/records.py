"""What came of the evidence of a month's visits: the phone's messages, pictures, signatures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import and_, case, null, or_, select

from app.kernel import UnitOfWork
from app.kernel.plain_ids import IdText
from app.phones.rules.kinds import Kind, Status
from app.phones.tables import PhoneEvent
from app.requests.tables import ServiceRequest, Visit
from app.stars.reads.span_of_ids import IdSpans
from app.stars.rules.visit_facts import Record
from app.visits.commands.field.departure import MISSING
from app.visits.tables import Photo, SignatureRow
from checklists import SignerRole


def records(uow: UnitOfWork, these: IdSpans) -> Mapping[str, Record]:
    """Return what is known of the evidence of each visit of which a phone told its end.

    these: where they lie.
    """
    completed, lacking_ones = _messages(uow, these)
    lacking_pictures = _without_pictures(uow, these)
    signed = _signed(uow, these)
    return {
        visit_id: Record(
            five_ones=visit_id not in lacking_ones,
            pictures=visit_id not in lacking_pictures,
            signatures=signed.get(visit_id, 0) >= len(SignerRole),
            received_at=received_at,
        )
        for visit_id, received_at in completed.items()
    }


def _messages(uow: UnitOfWork, these: IdSpans) -> tuple[dict[str, datetime], set[str]]:
    """When the first message came that ended each visit, and the visits left for without the set.

    Of several departures of who has the visit the last counts.  Whether a message was applied is looked at
    here: asked for it, SQLite goes through the messages of all years by their state, and not by the visits.
    """
    message = PhoneEvent
    rows = uow.session.execute(
        select(
            *(
                message.kind,
                IdText(message.visit_id),
                message.received_at,
                IdText(message.id),
                message.status,
            ),
            # Only of a departure they are asked for, and taken apart.
            case((message.kind == Kind.DEPART, message.flags), else_=null()),
        )
        .join(Visit, Visit.id == PhoneEvent.visit_id)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(
            these.holds(),
            these.of_visit(message.visit_id),
            or_(
                PhoneEvent.kind == Kind.COMPLETE,
                and_(PhoneEvent.kind == Kind.DEPART, Visit.engineer_id == PhoneEvent.engineer_id),
            ),
        )
    )
    completed: dict[str, datetime] = {}
    left: dict[str, tuple[datetime, str, bool]] = {}
    for kind, visit_id, received_at, key, status, flags in rows:
        if status != Status.APPLIED:
            continue
        if kind == Kind.COMPLETE:
            completed[visit_id] = min(completed.get(visit_id, received_at), received_at)
        else:
            told = received_at, key, MISSING in (flags or ())
            left[visit_id] = max(left.get(visit_id, told), told)
    return completed, {visit_id for visit_id, (_, _, lacks) in left.items() if lacks}


def _without_pictures(uow: UnitOfWork, these: IdSpans) -> set[str]:
    rows = uow.session.scalars(
        select(IdText(Photo.visit_id))
        .join(Visit, Visit.id == Photo.visit_id)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(these.holds(), these.of_visit(Photo.visit_id))
        .where(Photo.completed_at.is_(None), Photo.for_review.is_(False), Photo.withdrawn_at.is_(None))
        .distinct()
    )
    return set(rows)


def _signed(uow: UnitOfWork, these: IdSpans) -> Mapping[str, int]:
    """How many have signed each visit whose signatures stand.

    They are counted here: asked to, SQLite goes through the signatures of all years, as grouped as they lie.
    """
    rows = uow.session.execute(
        select(IdText(SignatureRow.visit_id), SignatureRow.role)
        .join(Visit, Visit.id == SignatureRow.visit_id)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(these.holds(), these.of_visit(SignatureRow.visit_id), SignatureRow.voided_at.is_(None))
    )
    return Counter(visit_id for visit_id, _ in set(rows.all()))
