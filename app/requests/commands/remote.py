"""Solving a problem without a visit: an ending of its own, which is taken back if the problem returns."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import and_, or_, select

from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.requests.commands.cancel import call_off_visits
from app.requests.commands.locks import locked_request
from app.requests.commands.moves import move_request, request_stream
from app.requests.events.requests import RemoteSolutionUndone, RequestResolved
from app.requests.hooks import look_again
from app.requests.tables import ServiceRequest

HOLDS = timedelta(days=30)
"""A repair has to hold so long (三包); the same machine reported again within it was not solved."""

REASON = "solved remotely"


class How(StrEnum):
    """By what means a problem was solved without a visit."""

    TELEPHONE = "telephone"
    REMOTE = "remote"
    VIDEO = "video"
    CHAT = "chat"
    EMAIL = "email"


def solve_remotely(
    uow: UnitOfWork, request_id: UUID, how: How, note: str, solved_by: str = ""
) -> ServiceRequest:
    """End a request whose problem was solved without a visit; visits that still stand are called off.

    `solved_by` names who solved it; blank means whoever is signed in. Solved in time, the promise is neither
    kept nor broken; later than that it is broken. The customer is called back as after a visit.

    Raises:
        NotFound: there is no such request.
        VisitFrozen: an engineer is on site; the visit ends there.
        IllegalTransition: the request is resolved, closed or cancelled already.
    """
    request = locked_request(uow, request_id)
    call_off_visits(uow, request_id, REASON)
    who = solved_by.strip() or uow.principal.name or uow.principal.key
    move_request(uow, request, RequestResolved(solved_remotely=True, how=how, solved_by=who, note=note))
    request.solved_remotely_at = request.resolved_at = request.updated_at = uow.now
    request.solved_remotely_by, request.solved_remotely_how = who, how
    request.solved_remotely_note = note
    return request


def parse_how(text: str) -> How:
    """Read the means.

    Raises:
        Invalid: it is none.
    """
    try:
        return How(text)
    except ValueError as bad:
        raise Invalid({"how": Phrase("is not one of %(choices)s", choices=", ".join(How))}) from bad


def undo(uow: UnitOfWork, request: ServiceRequest, why: str, again: ServiceRequest | None = None) -> None:
    """Take back that a request was solved without a visit, because the problem has returned.

    From now on its promise counts as one for which nobody came. `again` is the report of the return.
    """
    if request.solved_remotely_at is None:
        return
    ledger.record(
        uow,
        request_stream(request.id),
        RemoteSolutionUndone(
            why=why,
            solved_remotely_at=request.solved_remotely_at,
            again_request_id=again.id if again else None,
            again_code=again.code if again else None,
        ),
    )
    request.solved_remotely_at, request.updated_at = None, uow.now


def undone_by(uow: UnitOfWork, again: ServiceRequest) -> ServiceRequest | None:
    """Undo recent solutions without a visit that `again` reports anew; returns the first such request.

    A report is about the same problem if it names the same machine or, where one of the two names no machine,
    the same fault at the same site.
    """
    same_place = and_(ServiceRequest.site_id == again.site_id, ServiceRequest.fault_code == again.fault_code)
    if again.asset_id is None:
        same = same_place
    else:
        without_machine = and_(ServiceRequest.asset_id.is_(None), same_place)
        same = or_(ServiceRequest.asset_id == again.asset_id, without_machine)
    earlier = locks.rows(
        uow,
        select(ServiceRequest)
        .where(
            ServiceRequest.id != again.id,
            ServiceRequest.solved_remotely_at.between(again.requested_at - HOLDS, again.requested_at),
            same,
        )
        .order_by(ServiceRequest.solved_remotely_at, ServiceRequest.id),
    )
    for request in earlier:
        undo(uow, request, "reported_again", again)
    return earlier[0] if earlier else None


def watch_again(uow: UnitOfWork, request: ServiceRequest) -> None:
    """Watch the promise of a request that is open once more and that nobody has come for."""
    if request.on_site_at is None:
        look_again(uow, request)
