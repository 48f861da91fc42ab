"""What about a visit's evidence looks made up, read in a few bounded queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from app.kernel import UnitOfWork
from app.registers.tables import Engineer
from app.requests.reads.outcomes import first_arrived, shown_arrival
from app.requests.tables import ServiceRequest, Visit
from app.visits.reads.evidence import answers_of, photos_of, signatures_of, taken_at
from app.visits.reads.odd_bills import bill_facts, kept_inks, signed_again
from app.visits.tables import Photo, SignatureRow
from checklists import SignerRole
from checklists.oddities import InkFacts, Oddity, PhotoFacts, VisitFacts, oddities

LOOK_BACK = timedelta(days=90)
MOST_PHOTOS = 1000
MOST_INKS = 100
"""So many of the same engineer's newest photos and signatures are compared."""


def visit_oddities(uow: UnitOfWork, visit: Visit) -> list[Oddity]:
    """Return what a dispatcher or manager might ask about.

    Equal bytes and equal looks are searched over all visits; pictures and signatures that are merely alike
    among those of the same engineer of the last 90 days.
    """
    engineer = uow.get(Engineer, visit.engineer_id) if visit.engineer_id else None
    photos = photos_of(uow, visit.id)
    inks = [row for row in signatures_of(uow, visit.id) if row.void_reason != "replaced"]
    answered = answers_of(uow, visit.id).answers()
    facts = VisitFacts(
        began_at=visit.departed_at or visit.accepted_at,
        on_site_at=_arrived_at(uow, visit),
        ended_at=visit.completed_at,
        engineer_name=engineer.name if engineer else "",
        photos=_corrected(uow, visit, photos),
        other_photos=_other_photos(uow, visit, photos) if photos else [],
        inks=[_ink(row) for row in inks],
        other_inks=_other_inks(uow, visit) if inks else [],
        kept_inks=kept_inks(uow, visit),
        signed_again=signed_again(uow, visit),
        **bill_facts(uow, visit),
        before=_answered(answered, "photo_before"),
        after=_answered(answered, "photo_after"),
    )
    return oddities(facts, uow.now)


def _arrived_at(uow: UnitOfWork, visit: Visit) -> datetime | None:
    """When he arrived as it counts: what a person set right is no oddity of the engineer's."""
    request = uow.get(ServiceRequest, visit.request_id)
    if not request.arrival_by_person:
        return visit.on_site_at
    return shown_arrival(request, visit, first_arrived(uow, request.id))[0]


def _corrected(uow: UnitOfWork, visit: Visit, photos: Sequence[Photo]) -> list[PhotoFacts]:
    """The visit's photos, with when they were taken by the server's clock."""
    taken = taken_at(uow, visit.id, photos) if photos else {}
    return [_photo(row, at=taken[row.sha256]) for row in photos]


def _answered(found: Mapping[str, Mapping[str, object]], item: str) -> list[str]:
    """The photos that answer an item of the visit's checklists."""
    values = [answers.get(item) for answers in found.values()]
    return [value for value in values if isinstance(value, str)]


def _photo(row: Photo, visit: str = "", at: datetime | None = None) -> PhotoFacts:
    return PhotoFacts(
        sha256=row.sha256,
        taken_at=at or row.taken_at,
        received_at=row.received_at,
        is_whole=row.completed_at is not None,
        look=row.look,
        visit=visit,
    )


def _other_photos(uow: UnitOfWork, visit: Visit, photos: Sequence[Photo]) -> list[PhotoFacts]:
    same = or_(
        Photo.sha256.in_([row.sha256 for row in photos]),
        Photo.look.in_([row.look for row in photos if row.look]),
    )
    own = and_(
        Photo.engineer_id == visit.engineer_id,
        Photo.completed_at > uow.now - LOOK_BACK,
        Photo.look.is_not(None),
    )
    return [*_photos_where(uow, visit, same), *_photos_where(uow, visit, own)]


def _photos_where(uow: UnitOfWork, visit: Visit, where: ColumnElement[bool]) -> list[PhotoFacts]:
    rows = uow.session.execute(
        select(Photo, ServiceRequest.code, Visit.ordinal)
        .join(Visit, Visit.id == Photo.visit_id)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(Photo.visit_id != visit.id, where)
        .order_by(Photo.completed_at.desc(), Photo.id)
        .limit(MOST_PHOTOS)
    )
    return [_photo(row, _called(code, ordinal)) for row, code, ordinal in rows]


def _other_inks(uow: UnitOfWork, visit: Visit) -> list[InkFacts]:
    if visit.engineer_id is None:
        return []
    rows = uow.session.execute(
        select(SignatureRow.role, SignatureRow.signer_name, SignatureRow.strokes)
        .add_columns(ServiceRequest.code, Visit.ordinal)
        .join(Visit, Visit.id == SignatureRow.visit_id)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(Visit.engineer_id == visit.engineer_id, Visit.id != visit.id)
        .where(SignatureRow.received_at > uow.now - LOOK_BACK)
        .order_by(SignatureRow.received_at.desc(), SignatureRow.id)
        .limit(MOST_INKS)
    )
    return [
        InkFacts(SignerRole(role), name, strokes, _called(code, ordinal))
        for role, name, strokes, code, ordinal in rows
    ]


def _ink(row: SignatureRow) -> InkFacts:
    return InkFacts(SignerRole(row.role), row.signer_name, row.strokes)


def _called(code: str, ordinal: int) -> str:
    return f"{code}-{ordinal}"


def oddities_of(uow: UnitOfWork, visit_id: UUID) -> list[Oddity]:
    """Return what `visit_oddities` does, by id.

    Raises:
        NotFound: there is no such visit.
    """
    return visit_oddities(uow, uow.get(Visit, visit_id))
