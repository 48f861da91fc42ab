"""What was recorded for a visit: its checklists, answers, photos, parts, charges and signatures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.checklist_templates.reads import catalogue
from app.kernel import UnitOfWork
from app.phones.tables import PhoneEvent
from app.requests.tables import ServiceRequest, Visit, VisitTemplate
from app.visits.tables import Charge, ChecklistAnswer, HeldCharge, PartUsed, Photo, SignatureRow
from checklists import (
    AnswerEvent,
    AnswerState,
    Signature,
    SignerRole,
    Strokes,
    Template,
    VisitRecord,
    canonical_json,
    fold,
)

MAX_HELD = 100
"""So many lines that waited for the office are shown of one visit."""


def checklists_of(uow: UnitOfWork, visit: Visit, request: ServiceRequest) -> tuple[Template, ...]:
    """The checklists of a visit in the versions it began with; the newest ones before it began."""
    pinned = uow.session.execute(
        select(VisitTemplate.key, VisitTemplate.template_version).where(VisitTemplate.visit_id == visit.id)
    ).all()
    if pinned:
        return catalogue.pinned(uow, {row.key: row.template_version for row in pinned})
    return catalogue.for_visit(uow, request.fault_code, request.skill_code)


def answers_of(uow: UnitOfWork, visit_id: UUID, *, leave_out: Collection[UUID] = ()) -> AnswerState:
    """Every answer that phones sent for the visit, folded: the last one given holds.

    The rows `leave_out` do not count.
    """
    rows = uow.session.scalars(select(ChecklistAnswer).where(ChecklistAnswer.visit_id == visit_id))
    return fold(
        AnswerEvent(
            # One message answers several items; the fold wants an id for each.
            event_id=f"{row.event_id}:{row.template_key}:{row.item_key}",
            template=row.template_key,
            item=row.item_key,
            value=row.value,
            device_at_corrected=row.device_at,
            received_at=row.received_at,
        )
        for row in rows
        if row.id not in leave_out
    )


def photos_of(uow: UnitOfWork, visit_id: UUID) -> Sequence[Photo]:
    """The photos announced for the visit, also those whose bytes are still coming.

    Those that are kept for the dispatcher alone are no part of it, nor are those that were withdrawn.
    """
    return uow.session.scalars(
        select(Photo)
        .where(Photo.visit_id == visit_id, Photo.for_review.is_(False), Photo.withdrawn_at.is_(None))
        .order_by(Photo.id)
    ).all()


def taken_at(uow: UnitOfWork, visit_id: UUID, photos: Sequence[Photo]) -> dict[str, datetime]:
    """Return when each photo was taken by the server's clock, by its hash.

    Phones' clocks are wrong: the skew that the announcement was sent with is taken off.  A time near the
    calendar's ends stays what it is.
    """
    told = uow.session.execute(
        select(PhoneEvent.body, PhoneEvent.skew_s).where(
            PhoneEvent.visit_id == visit_id, PhoneEvent.kind == "photo"
        )
    )
    skews = {str(body.get("sha256")): skew_s for body, skew_s in told}
    return {row.sha256: _moved(row.taken_at, skews.get(row.sha256, 0.0)) for row in photos}


def _moved(at: datetime, skew_s: float) -> datetime:
    try:
        return at + timedelta(seconds=skew_s)
    except OverflowError:
        return at


@dataclass(frozen=True, slots=True)
class Pictures:
    """How many photos of a visit's record were announced, and of how many the picture has not arrived."""

    announced: int
    missing: int


def pictures_of(uow: UnitOfWork, visit_id: UUID) -> Pictures:
    """Count the visit's photos."""
    photos = photos_of(uow, visit_id)
    return Pictures(len(photos), sum(photo.completed_at is None for photo in photos))


def parts_of(uow: UnitOfWork, visit_id: UUID) -> Sequence[PartUsed]:
    """The parts fitted; those corrected to none are left out."""
    return uow.session.scalars(
        select(PartUsed).where(PartUsed.visit_id == visit_id, PartUsed.quantity > 0).order_by(PartUsed.id)
    ).all()


def charges_of(uow: UnitOfWork, visit_id: UUID) -> Sequence[Charge]:
    """The charges; those corrected to nothing are left out."""
    return uow.session.scalars(
        select(Charge).where(Charge.visit_id == visit_id, Charge.amount_cents > 0).order_by(Charge.id)
    ).all()


def held_charges_of(uow: UnitOfWork, visit_id: UUID) -> Sequence[HeldCharge]:
    """The lines that the office decided or has to, newest first; without those that a later word replaced."""
    return uow.session.scalars(
        select(HeldCharge)
        .where(HeldCharge.visit_id == visit_id, HeldCharge.state != "superseded")
        .order_by(HeldCharge.received_at.desc(), HeldCharge.id.desc())
        .limit(MAX_HELD)
    ).all()


def signatures_of(uow: UnitOfWork, visit_id: UUID, *, standing: bool = False) -> Sequence[SignatureRow]:
    """The signatures given, oldest first; with `standing` only those that were not voided."""
    query = select(SignatureRow).where(SignatureRow.visit_id == visit_id)
    query = query.order_by(SignatureRow.received_at, SignatureRow.id)
    if standing:
        query = query.where(SignatureRow.voided_at.is_(None))
    return uow.session.scalars(query).all()


def as_signature(row: SignatureRow) -> Signature:
    """The row as the pure package knows it.

    Raises:
        ChecklistError: the stored strokes or record are none any more.
    """
    return Signature(
        signature_id=str(row.id),
        role=SignerRole(row.role),
        signer_name=row.signer_name,
        signed_at=row.signed_at,
        strokes=Strokes.parse(row.strokes),
        signed_record=VisitRecord(canonical_json(row.record)),
        digest=row.digest,
        seal=row.seal,
    )
