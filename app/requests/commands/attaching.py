"""Papers that the office adds to a request: pictures, written anew without what a camera noted, and PDFs."""

from __future__ import annotations

import hashlib
import re
from uuid import UUID

from sqlalchemy import func, select

from app.files.commands import pictures
from app.files.commands.blobs import keep
from app.kernel import UnitOfWork, ledger
from app.kernel.errors import Invalid, NotFound
from app.kernel.phrases import Phrase
from app.requests.commands.locks import locked_request
from app.requests.commands.moves import request_stream
from app.requests.events.attached import AttachmentWithdrawn, RequestAttached
from app.requests.tables import RequestAttachment

MAX_BYTES = 10 * 1024 * 1024
MOST = 20
PDF = "application/pdf"
_NEITHER = Phrase("must be a picture (JPEG, PNG or WebP) or a PDF, and whole; other files are not taken")
_LONGEST_NAME = 120
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def attach(
    uow: UnitOfWork, request_id: UUID, name: str, data: bytes, *, for_customer: bool
) -> RequestAttachment:
    """Add a file to a request; the same bytes again are the same attachment.

    `attached` says besides whether it is new.
    """
    return attached(uow, request_id, name, data, for_customer=for_customer)[0]


def attached(
    uow: UnitOfWork, request_id: UUID, name: str, data: bytes, *, for_customer: bool
) -> tuple[RequestAttachment, bool]:
    """Add a file to a request; returns the attachment, and whether anything was added.

    Raises:
        NotFound: there is no such request.
        Invalid: it is empty, too large, no picture or PDF, or one too many.
    """
    if not 0 < len(data) <= MAX_BYTES:
        raise Invalid({"file": Phrase("must be a file of at most 10 MB")})
    mime, kept = (PDF, data) if data.startswith(b"%PDF-") else _picture(data)
    sha256 = hashlib.sha256(kept).hexdigest()
    request = locked_request(uow, request_id)
    mine = select(RequestAttachment).where(
        RequestAttachment.request_id == request.id, RequestAttachment.withdrawn_at.is_(None)
    )
    same = uow.session.scalars(mine.where(RequestAttachment.sha256 == sha256)).first()
    if same is not None:
        return same, False
    if (uow.session.scalar(select(func.count()).select_from(mine.subquery())) or 0) >= MOST:
        raise Invalid({"file": Phrase("The request has %(most)s attachments, and takes no more", most=MOST)})
    keep(uow, sha256, mime, kept)
    row = RequestAttachment(
        id=uow.new_id(),
        request_id=request.id,
        sha256=sha256,
        name=_named(name),
        mime=mime,
        size=len(kept),
        for_customer=for_customer,
        added_by=(uow.principal.name or uow.principal.key)[:_LONGEST_NAME],
        added_at=uow.now,
    )
    uow.session.add(row)
    said = RequestAttached(attachment_id=row.id, file=row.name, for_customer=for_customer)
    ledger.record(uow, request_stream(request.id), said)
    return row, True


def _picture(data: bytes) -> tuple[str, bytes]:
    try:
        return pictures.reencoded(data, field="file")
    except Invalid as bad:
        if bad.errors["file"] == [pictures.NO_PICTURE]:
            raise Invalid({"file": _NEITHER}) from bad
        raise


def withdraw(uow: UnitOfWork, request_id: UUID, attachment_id: UUID) -> None:
    """Show an attachment to nobody any more; a second time changes nothing.

    Raises:
        NotFound: the request has no such attachment.
    """
    request = locked_request(uow, request_id)
    row = uow.session.get(RequestAttachment, attachment_id)
    if row is None or row.request_id != request.id:
        raise NotFound("RequestAttachment", attachment_id)
    if row.withdrawn_at is None:
        row.withdrawn_at = uow.now
        said = AttachmentWithdrawn(attachment_id=row.id, file=row.name)
        ledger.record(uow, request_stream(request.id), said)


def _named(name: str) -> str:
    plain = _UNPRINTED.sub("", name.replace("\\", "/").rpartition("/")[2]).strip()
    stem, dot, ending = plain.rpartition(".")
    if dot and len(plain) > _LONGEST_NAME:
        return f"{stem[: _LONGEST_NAME - len(ending) - 1]}.{ending}"[:_LONGEST_NAME]
    return plain[:_LONGEST_NAME] or "file"
