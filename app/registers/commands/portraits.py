"""Engineers' photographs, as the supervision card shows them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, select

from app.files.commands import blobs
from app.files.commands.pictures import square
from app.files.tables import Blob
from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Invalid, TooLarge
from app.kernel.phrases import Phrase
from app.kernel.slots import Slot
from app.registers.events import EngineerChanged
from app.registers.tables import Engineer

MAX_BYTES = 8 * 1024 * 1024
EDGE_PX = 480
"""Edge of the square kept: 25 mm on the card at 480 dots to the inch."""


PICTURE_USERS: Slot[Callable[[str], ColumnElement[bool]]] = Slot("what else shows a picture's bytes")
"""Each gives the condition that a picture, named by the digest of its bytes, is shown there."""


def portrait(data: bytes) -> bytes:
    """Return the photograph as it is kept: a square JPEG that holds nothing but pixels.

    Takes long enough to be done before a transaction begins.

    Raises:
        TooLarge: over 8 MiB.
        Invalid: no JPEG, PNG or WebP, broken, or of too many pixels.
    """
    if len(data) > MAX_BYTES:
        raise TooLarge("The photograph", MAX_BYTES)
    if not data:
        raise Invalid({"body": Phrase("must not be empty")})
    return square(data, EDGE_PX)


def set_portrait(uow: UnitOfWork, engineer_id: UUID, picture: bytes | None) -> Engineer:
    """Give the engineer the photograph that `portrait` made, or none; the one before is forgotten.

    Raises:
        NotFound: there is no such engineer.
    """
    engineer = locks.row(uow, Engineer, engineer_id)
    before, after = engineer.photo_sha256, None
    if picture is not None:
        after = hashlib.sha256(picture).hexdigest()
        blobs.keep(uow, after, "image/jpeg", picture)
    if after == before:
        return engineer
    engineer.photo_sha256, engineer.updated_at = after, uow.now
    uow.session.flush()
    if before:
        forget(uow, before)
    ledger.record(uow, f"engineer:{engineer_id}", EngineerChanged(changed=["photo"]))
    return engineer


def forget(uow: UnitOfWork, sha256: str) -> None:
    """Remove the bytes of a picture that is shown no more, unless something else still shows them."""
    shown = exists(select(Engineer.id).where(Engineer.photo_sha256 == sha256))
    elsewhere = (used(sha256) for used in PICTURE_USERS)
    uow.session.execute(delete(Blob).where(Blob.sha256 == sha256, ~shown, *(~one for one in elsewhere)))
