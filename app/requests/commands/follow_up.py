"""After the repair: calling the customer back, re-checking the result, closing the request."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.requests.commands import remote
from app.requests.commands.intake.visits import open_next_visit
from app.requests.commands.locks import locked_request
from app.requests.commands.moves import move_request
from app.requests.events.requests import RequestClosed, RequestFollowedUp, RequestInProgress
from app.requests.events.taken_back import FOLLOW_UP
from app.requests.tables import FollowUp, ServiceRequest


def follow_up(uow: UnitOfWork, request_id: UUID, *, solved: bool, result: str) -> ServiceRequest:
    """Record the call back (回访).

    If the problem is not solved, the request is open again, with a return visit. The promise, and whether it
    was kept, stay as they are; only a "solved without a visit" is taken back.
    A later call replaces the result on record; the ledger keeps every one.

    Raises:
        NotFound: there is no such request.
        IllegalTransition: it is not resolved yet, or closed.
    """
    request = locked_request(uow, request_id)
    moved = RequestFollowedUp if solved else RequestInProgress
    move_request(uow, request, moved(solved=solved, result=result))
    request.updated_at = uow.now
    _note(uow, request_id, solved=solved, result=result)
    if not solved:
        request.resolved_at = None
        if request.solved_remotely_at is not None:
            remote.undo(uow, request, "not_solved")
            remote.watch_again(uow, request)
        open_next_visit(uow, request, reason=FOLLOW_UP)
    return request


def close(uow: UnitOfWork, request_id: UUID) -> ServiceRequest:
    """Close a request whose customer was called back.

    Raises:
        NotFound: there is no such request.
        IllegalTransition: nobody has called back yet, or it is over.
    """
    request = locked_request(uow, request_id)
    move_request(uow, request, RequestClosed())
    request.closed_at = request.updated_at = uow.now
    return request


def _note(uow: UnitOfWork, request_id: UUID, *, solved: bool, result: str) -> None:
    made = uow.session.scalars(select(FollowUp).where(FollowUp.request_id == request_id)).first()
    if made is None:
        made = FollowUp(id=uow.new_id(), request_id=request_id)
        uow.session.add(made)
    made.solved, made.result, made.made_at = solved, result, uow.now
    made.by = uow.principal.name or uow.principal.key
