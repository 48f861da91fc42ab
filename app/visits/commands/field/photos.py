"""Announcing photos: by hash, before their bytes, so that signatures can stand for them already."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import func, select

from app.kernel.errors import Invalid, TooLarge
from app.kernel.instants import refuse_unreadable
from app.kernel.phrases import Phrase
from app.visits.commands.field.context import TooLate, VisitMessage
from app.visits.commands.field.states import EVIDENCE
from app.visits.tables import Photo

MAX_PHOTOS = 60
MAX_PHOTO_BYTES = 8 * 1024 * 1024
MIME_TYPES = ("image/jpeg", "image/png", "image/webp")

SHA256 = re.compile(r"[0-9a-f]{64}")
"""How a photo is named: the hash of its bytes."""


def announce(message: VisitMessage) -> None:
    """Note a photo with its hash, size and kind; the bytes follow in chunks.

    One that was taken on a visit which is somebody else's by now is kept for the dispatcher.

    Raises:
        Invalid: hash, size, kind or time is not valid.
        TooLarge: the visit has its 60 photos already.
    """
    photo = _read(message)
    try:
        message.demand(EVIDENCE)
    except TooLate:
        photo.for_review = True
        _keep(message, photo)
        raise
    _keep(message, photo)


def _keep(message: VisitMessage, photo: Photo) -> None:
    session = message.uow.session
    known = session.scalars(
        select(Photo).where(Photo.visit_id == message.visit.id, Photo.sha256 == photo.sha256)
    ).one_or_none()
    if known is not None:
        message.flag("already_announced")
        # Whose visit it is may have changed back: then the photo is part of the record after all.
        known.for_review = known.for_review and photo.for_review
        if not photo.for_review and known.completed_at is None:
            known.engineer_id = message.engineer_id  # whose phone is to send the bytes
        if known.withdrawn_at is not None and known.withdrawn_at < message.at:
            known.withdrawn_at = None
        return
    count = session.scalar(select(func.count(Photo.id)).where(Photo.visit_id == message.visit.id))
    if (count or 0) >= MAX_PHOTOS:
        raise TooLarge("The number of photos of a visit", MAX_PHOTOS)
    session.add(photo)


def _read(message: VisitMessage) -> Photo:
    sha256, mime = message.text("sha256", 64), message.text("mime", 40)
    size = message.body["size"]
    if not SHA256.fullmatch(sha256):
        raise Invalid({"sha256": Phrase("must be 64 lower-case hexadecimal digits")})
    if mime not in MIME_TYPES:
        raise Invalid({"mime": Phrase("must be one of %(choices)s", choices=", ".join(MIME_TYPES))})
    if isinstance(size, bool) or not isinstance(size, int) or not 0 < size <= MAX_PHOTO_BYTES:
        raise Invalid({"size": Phrase("must be a number of bytes from 1 to %(most)s", most=MAX_PHOTO_BYTES)})
    taken_at = datetime.fromisoformat(message.text("taken_at", 40))
    refuse_unreadable("taken_at", taken_at)
    return Photo(
        id=message.uow.new_id(),
        visit_id=message.visit.id,
        engineer_id=message.engineer_id,
        sha256=sha256,
        size=size,
        mime=mime,
        caption=message.text("caption", 200, optional=True),
        taken_at=taken_at,
        received_at=message.event.received_at,
        # Said here: the column's default is not there before the row is written.
        for_review=False,
    )
