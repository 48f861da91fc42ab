"""The bytes of photos: in chunks that may be repeated, until they are whole and fit the hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select

from app.files.commands import blobs
from app.kernel import UnitOfWork, locks
from app.kernel.errors import Forbidden, Invalid, NotFound, TooLarge
from app.kernel.phrases import Phrase
from app.visits.commands.field.picture import fault_of, look_of
from app.visits.errors import PhotoRefused
from app.visits.reads.photos import PhotoStatus, bytes_received
from app.visits.tables import Photo, PhotoChunk

MAX_CHUNK_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """How far the bytes have come.  Discarding bytes is committed before a refusal."""

    status: PhotoStatus
    refusal: PhotoRefused | None = None

    def unwrap(self) -> PhotoStatus:
        """Return the status.

        Raises:
            PhotoRefused: the whole did not fit the hash or is no picture; begin again at 0.
        """
        if self.refusal is not None:
            raise self.refusal
        return self.status


def append_bytes(uow: UnitOfWork, visit_id: UUID, sha256: str, offset: int, data: bytes) -> Upload:
    """Add `data`, which begins at `offset`, to an announced photo; what is there already is passed over.

    Raises:
        Forbidden: the principal is no engineer.
        NotFound: this engineer announced no such photo for the visit.
        PhotoRefused: `offset` leaves a gap.
        TooLarge: the chunk is over 4 MiB.
        Invalid: the chunk is empty, or runs past the size announced.
    """
    if len(data) > MAX_CHUNK_BYTES:
        raise TooLarge("The chunk", MAX_CHUNK_BYTES)
    if not data:
        raise Invalid({"body": Phrase("must not be empty")})
    photo = _locked(uow, visit_id, sha256)
    received = photo.size if photo.completed_at else bytes_received(uow, photo.id)
    if offset + len(data) > photo.size:
        raise Invalid({"body": Phrase("runs past the %(size)s bytes announced", size=photo.size)})
    if offset > received:
        raise PhotoRefused(Phrase("they do not follow on"), received)
    if new := data[received - offset :]:
        uow.session.add(PhotoChunk(photo_id=photo.id, position=received, data=new))
        received += len(new)
    if photo.completed_at is None and received == photo.size:
        return _finish(uow, photo)
    return Upload(PhotoStatus(sha256, received, photo.size, complete=photo.completed_at is not None))


def _finish(uow: UnitOfWork, photo: Photo) -> Upload:
    chunks = select(PhotoChunk.data).where(PhotoChunk.photo_id == photo.id).order_by(PhotoChunk.position)
    data = b"".join(uow.session.scalars(chunks))
    uow.session.execute(delete(PhotoChunk).where(PhotoChunk.photo_id == photo.id))
    fault = fault_of(data, photo.mime)
    if hashlib.sha256(data).hexdigest() != photo.sha256:
        fault = Phrase("they do not fit the hash announced")
    if fault:
        return Upload(PhotoStatus(photo.sha256, 0, photo.size, complete=False), PhotoRefused(fault, 0))
    blobs.keep(uow, photo.sha256, photo.mime, data)
    photo.completed_at, photo.look = uow.now, look_of(data)
    _complete_attached(uow, photo)
    return Upload(PhotoStatus(photo.sha256, photo.size, photo.size, complete=True))


def _complete_attached(uow: UnitOfWork, photo: Photo) -> None:
    """A person may have attached it to another visit meanwhile; the phone sends its bytes but once."""
    alike = select(Photo).where(
        Photo.sha256 == photo.sha256,
        Photo.engineer_id == photo.engineer_id,
        Photo.id != photo.id,
        Photo.completed_at.is_(None),
    )
    for other in uow.session.scalars(alike):
        uow.session.execute(delete(PhotoChunk).where(PhotoChunk.photo_id == other.id))
        other.completed_at = photo.completed_at


def _locked(uow: UnitOfWork, visit_id: UUID, sha256: str) -> Photo:
    if uow.principal.engineer_id is None:
        raise Forbidden(Phrase("Only an engineer's phone sends these."))
    announced = select(Photo).where(
        Photo.visit_id == visit_id, Photo.sha256 == sha256, Photo.engineer_id == uow.principal.engineer_id
    )
    photo = locks.one_or_none(uow, announced)
    if photo is None:
        raise NotFound("Photo", sha256)
    return photo
