"""Photos of a visit: how far their bytes have come, and the bytes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from app.files.tables import Blob
from app.kernel import UnitOfWork, visibility
from app.kernel.errors import NotFound
from app.phones.tables import PhoneEvent
from app.visits.tables import Photo, PhotoChunk


@dataclass(frozen=True, slots=True)
class PhotoStatus:
    """`received` and `size` in bytes; the next chunk begins at `received`."""

    sha256: str
    received: int
    size: int
    complete: bool


def bytes_received(uow: UnitOfWork, photo_id: UUID) -> int:
    """How many bytes of an unfinished photo have come."""
    return int(
        uow.session.scalar(
            select(func.coalesce(func.sum(func.length(PhotoChunk.data)), 0)).where(
                PhotoChunk.photo_id == photo_id
            )
        )
        or 0
    )


def photo_status(uow: UnitOfWork, visit_id: UUID, sha256: str) -> PhotoStatus:
    """How far a photo has come that the principal's phone announced.

    Raises:
        NotFound: it announced none with this hash for this visit.
    """
    photo = _photo(uow, visit_id, sha256)
    if photo.engineer_id != uow.principal.engineer_id:
        raise NotFound("Photo", sha256)
    if photo.completed_at is not None:
        return PhotoStatus(sha256, photo.size, photo.size, complete=True)
    return PhotoStatus(sha256, bytes_received(uow, photo.id), photo.size, complete=False)


def photo_bytes(uow: UnitOfWork, visit_id: UUID, sha256: str) -> tuple[bytes, str]:
    """Return (bytes, MIME type) of a photo of the visit.

    Raises:
        NotFound: there is none with this hash, or its bytes have not all come.
    """
    # The same bytes may have come with another visit; who announces a hash has not shown that he has them.
    if _photo(uow, visit_id, sha256).completed_at is None:
        raise NotFound("Photo", sha256)
    found = uow.session.execute(select(Blob.data, Blob.mime).where(Blob.sha256 == sha256)).one_or_none()
    if found is None:
        raise NotFound("Photo", sha256)
    return found.data, found.mime


def review_photo(uow: UnitOfWork, item_id: UUID) -> tuple[bytes, str]:
    """Return (bytes, MIME type) of the photo that a message before the dispatcher is about.

    Raises:
        NotFound: there is no such message for the principal, it is about no photo, or bytes are missing.
    """
    event = visibility.visible(uow, PhoneEvent, item_id)
    sha256 = event.body.get("sha256")
    if event.kind != "photo" or event.visit_id is None or not isinstance(sha256, str):
        raise NotFound("Photo", item_id)
    return photo_bytes(uow, event.visit_id, sha256)


def _photo(uow: UnitOfWork, visit_id: UUID, sha256: str) -> Photo:
    photo = uow.session.scalars(
        select(Photo).where(Photo.visit_id == visit_id, Photo.sha256 == sha256)
    ).one_or_none()
    if photo is None:
        raise NotFound("Photo", sha256)
    return photo
