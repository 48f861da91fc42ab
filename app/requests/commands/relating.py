"""Requests that have to do with one another: both sides say so, and neither is merged away."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork, ledger
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.requests.commands.locks import locked_request
from app.requests.commands.moves import request_stream
from app.requests.events.attached import RequestRelated, RequestUnrelated
from app.requests.tables import RequestRelation, ServiceRequest

_NO_SUCH = Phrase("There is no request with this number")
_ITSELF = Phrase("This is the request itself")


def relate(uow: UnitOfWork, request_id: UUID, code: str) -> ServiceRequest:
    """Link a request to the one with this code; a second time changes nothing.

    Raises:
        NotFound: there is no such request.
        Invalid: no other request has the code.
    """
    other = uow.session.scalars(
        select(ServiceRequest).where(ServiceRequest.code == code.strip().upper())
    ).first()
    if other is None or other.id == request_id:
        raise Invalid({"code": _ITSELF if other else _NO_SUCH})
    one, two = (locked_request(uow, key) for key in sorted((request_id, other.id)))
    if uow.session.get(RequestRelation, (one.id, two.id)) is None:
        by = (uow.principal.name or uow.principal.key)[:120]
        uow.session.add(RequestRelation(request_id=one.id, other_id=two.id, added_by=by, added_at=uow.now))
        ledger.record(uow, request_stream(one.id), RequestRelated(other_id=two.id, code=two.code))
        ledger.record(uow, request_stream(two.id), RequestRelated(other_id=one.id, code=one.code))
    return other


def unrelate(uow: UnitOfWork, request_id: UUID, other_id: UUID) -> None:
    """Take the link of two requests back; where there is none, nothing changes.

    Raises:
        NotFound: there is no such request.
    """
    one, two = (locked_request(uow, key) for key in sorted((request_id, other_id)))
    row = uow.session.get(RequestRelation, (one.id, two.id))
    if row is not None:
        uow.session.delete(row)
        ledger.record(uow, request_stream(one.id), RequestUnrelated(other_id=two.id, code=two.code))
        ledger.record(uow, request_stream(two.id), RequestUnrelated(other_id=one.id, code=one.code))
