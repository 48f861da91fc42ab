"""The record of a visit as both parties sign it, built anew from what is stored now."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.files.tables import Blob
from app.kernel import UnitOfWork
from app.registers.tables import Engineer
from app.requests.tables import ServiceRequest, Visit
from app.visits.reads.evidence import answers_of, charges_of, checklists_of, parts_of, photos_of
from checklists import VisitRecord, photo_row, shown_answers


def visit_record(
    uow: UnitOfWork, visit: Visit, request: ServiceRequest, *, from_bytes: bool = False
) -> VisitRecord:
    """Return the record of `visit`.

    It holds only what nobody changes later: names and addresses, which the office may correct after years,
    stand in it by id or number.  With `from_bytes` the photos that have come are
    hashed again; otherwise their announced hashes, which their bytes were checked against, stand for them.
    """
    templates = checklists_of(uow, visit, request)
    return VisitRecord.from_dict(
        {
            "visit_id": str(visit.id),
            "request": _request(request),
            "engineer": _engineer(uow, visit.engineer_id),
            "times": {
                "requested_at": request.requested_at,
                "due_at": request.due_at,
                "accepted_at": visit.accepted_at,
                "departed_at": visit.departed_at,
                "on_site_at": visit.on_site_at,
            },
            "templates": {template.key: template.version for template in templates},
            "answers": shown_answers(templates, answers_of(uow, visit.id).answers()),
            "parts": _parts(uow, visit.id),
            "charges": _charges(uow, visit.id),
            "photos": _photos(uow, visit.id, from_bytes=from_bytes),
            # The summary is the engineer's word to the office after the signatures; it is not signed.
            "notes": "",
        }
    )


def _request(request: ServiceRequest) -> dict[str, object]:
    return {
        "id": request.id,
        "code": request.code,
        "site_id": request.site_id,
        "asset_id": request.asset_id,
        "fault_code": request.fault_code,
        "description": request.description,
    }


def _engineer(uow: UnitOfWork, engineer_id: UUID | None) -> dict[str, object]:
    if engineer_id is None:
        return {}
    number = uow.session.scalars(select(Engineer.number).where(Engineer.id == engineer_id)).one()
    return {"id": engineer_id, "number": number}


def _parts(uow: UnitOfWork, visit_id: UUID) -> list[dict[str, object]]:
    return [
        {
            "id": f"{part.part_code}/{part.serial_number}",
            "code": part.part_code,
            "serial_number": part.serial_number,
            "quantity": part.quantity,
            "unit_price_cents": part.unit_price_cents,
        }
        for part in parts_of(uow, visit_id)
    ]


def _charges(uow: UnitOfWork, visit_id: UUID) -> list[dict[str, object]]:
    return [
        {"id": charge.kind, "label": charge.label, "amount_cents": charge.amount_cents}
        for charge in charges_of(uow, visit_id)
    ]


def altered_photos(record: VisitRecord) -> frozenset[str]:
    """The announced hashes of the photos whose bytes, hashed again, are not what was announced."""
    return frozenset(row["id"] for row in record.to_dict()["photos"] if row["id"] != row["sha256"])


def _photos(uow: UnitOfWork, visit_id: UUID, *, from_bytes: bool) -> list[dict[str, object]]:
    """Rows named by the hash announced, which a phone without a connection knows as well as we do."""
    return [
        photo_row(photo.sha256, _stored_bytes(uow, photo.sha256))
        if from_bytes and photo.completed_at is not None
        else {"id": photo.sha256, "sha256": photo.sha256, "length": photo.size}
        for photo in photos_of(uow, visit_id)
    ]


def _stored_bytes(uow: UnitOfWork, sha256: str) -> bytes:
    """The bytes of one photo as they are now, one at a time; what vanished counts as one zero byte."""
    return uow.session.scalars(select(Blob.data).where(Blob.sha256 == sha256)).one_or_none() or b"\0"
