"""The picture of a certificate."""

from __future__ import annotations

import hashlib
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select

from app.files.commands import blobs
from app.files.commands.pictures import reencoded
from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Invalid, TooLarge
from app.kernel.phrases import Phrase
from app.qualifications.reads.answering import require_answerable
from app.registers.commands.portraits import forget
from app.registers.events import row_event
from app.registers.tables import Certificate

MAX_BYTES = 8 * 1024 * 1024


def made_safe(data: bytes) -> tuple[str, bytes]:
    """Return the picture as it is kept; takes long enough to be done before a transaction begins.

    Raises:
        TooLarge: over 8 MiB.
        Invalid: no JPEG, PNG or WebP, broken, or of too many pixels.
    """
    if len(data) > MAX_BYTES:
        raise TooLarge("The picture", MAX_BYTES)
    if not data:
        raise Invalid({"body": Phrase("must not be empty")})
    return reencoded(data)


def set_picture(uow: UnitOfWork, certificate_id: UUID, picture: tuple[str, bytes] | None) -> Certificate:
    """Give the certificate the picture that `made_safe` made, or none; the one before is forgotten.

    Raises:
        NotFound: there is none, or the caller does not answer for its engineer.
    """
    row = locks.row(uow, Certificate, certificate_id)
    require_answerable(uow, row.engineer_id)
    before, after = row.picture_sha256, None
    if picture is not None:
        mime, data = picture
        after = hashlib.sha256(data).hexdigest()
        blobs.keep(uow, after, mime, data)
    if after == before:
        return row
    row.picture_sha256, row.updated_at = after, uow.now
    uow.session.flush()
    if before:
        forget(uow, before)
    changed = row_event("certificate", "changed")(values={}, private=["picture"])
    ledger.record(uow, f"certificate:{row.id}", changed)
    return row


def shown_on_certificates(sha256: str) -> ColumnElement[bool]:
    """Say that a certificate shows these bytes."""
    return exists(select(Certificate.id).where(Certificate.picture_sha256 == sha256))
