"""What hangs on a request: attachments, and other requests that it has to do with."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.files.tables import Blob
from app.kernel import UnitOfWork, visibility
from app.kernel.errors import NotFound
from app.requests.tables import RequestAttachment, RequestRelation, ServiceRequest


def attachments(uow: UnitOfWork, request_id: UUID, *, office: bool) -> Sequence[RequestAttachment]:
    """Return the attachments, the oldest first; of them the customer's own, unless `office` asks."""
    query = select(RequestAttachment).where(
        RequestAttachment.request_id == request_id, RequestAttachment.withdrawn_at.is_(None)
    )
    if not office:
        query = query.where(RequestAttachment.for_customer)
    return uow.session.scalars(query.order_by(RequestAttachment.added_at, RequestAttachment.id)).all()


def attachment_bytes(
    uow: UnitOfWork, request_id: UUID, attachment_id: UUID, *, office: bool
) -> tuple[RequestAttachment, bytes]:
    """Return one with its bytes.

    Raises:
        NotFound: the request has none such, or none for this reader.
    """
    for row in attachments(uow, request_id, office=office):
        if row.id == attachment_id:
            return row, uow.get(Blob, row.sha256).data
    raise NotFound("RequestAttachment", attachment_id)


def related(uow: UnitOfWork, request_id: UUID) -> Sequence[ServiceRequest]:
    """Return the other requests that this one has to do with, as far as the reader may see them."""
    here, there = RequestRelation.request_id, RequestRelation.other_id
    keys = select(there).where(here == request_id).union_all(select(here).where(there == request_id))
    seen = visibility.rows(ServiceRequest, uow.principal)
    found = select(ServiceRequest).where(ServiceRequest.id.in_(keys), seen)
    return uow.session.scalars(found.order_by(ServiceRequest.requested_at.desc())).all()
