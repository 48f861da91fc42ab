"""Whether a code that the office handed over still opens a request, and who handed it over."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.errors import NotFound
from app.portal.tables import HandedCode
from app.requests.rules.lifecycle import RequestState
from app.requests.tables import ServiceRequest

FOR_GOOD = (RequestState.CLOSED, RequestState.CANCELLED)
"""States of a request that end its code: nobody has anything to say about it any more."""

MAKER = "handed"


def live_code(uow: UnitOfWork, request_id: UUID) -> HandedCode | None:
    """Return the code of a request that opens its page now; None where none does."""
    return uow.session.scalars(
        select(HandedCode)
        .join(ServiceRequest, ServiceRequest.id == HandedCode.request_id)
        .where(
            HandedCode.request_id == request_id,
            HandedCode.expires_at > uow.now,
            ServiceRequest.state.not_in(FOR_GOOD),
        )
    ).one_or_none()


def handed_by(uow: UnitOfWork, request_id: UUID, code_id: str) -> str:
    """Name the maker of a link that a code opened: who read that out, as the ledger is to name him.

    Raises:
        NotFound: the code opens nothing any more; why is not told.
    """
    code = live_code(uow, request_id)
    if code is None or str(code.id) != code_id:
        raise NotFound("tracking link", code_id[:8])
    return f"{MAKER}:{code.made_by}"
