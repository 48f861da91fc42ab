"""Another visit for a customer who says that the problem is not solved: by one act of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.hotline.commands.calls import done
from app.hotline.errors import VisitUnderWay
from app.hotline.tables import Call
from app.kernel import UnitOfWork, locks
from app.kernel.errors import Conflict
from app.kernel.phrases import Phrase
from app.requests.commands.follow_up import follow_up
from app.requests.commands.intake.receive import receive
from app.requests.commands.intake.report import Contact, Report
from app.requests.commands.locks import live_visits, locked_request
from app.requests.reads.goes_on import OPEN_STATES
from app.requests.rules.lifecycle import RequestState, may_advance
from app.requests.tables import ServiceRequest, Visit


@dataclass(frozen=True, slots=True)
class Again:
    """The request that goes on, or the one that follows on it; `visit_id` is to be placed once committed."""

    request: ServiceRequest
    visit_id: UUID | None


def another_visit(uow: UnitOfWork, call_id: UUID, note: str) -> Again:
    """Have somebody come again for what a customer complains of, and note that the complaint was seen to.

    The request is taken up again with a return visit; a closed one is followed by a new one, linked to it.

    Raises:
        NotFound: there is no such call.
        Conflict: it is about no request, nothing is open on it, or the request was cancelled.
        VisitUnderWay: somebody comes for it already.
    """
    call = uow.get(Call, call_id)
    if call.request_id is None:
        raise Conflict(Phrase("This call is about no request."))
    request = locked_request(uow, call.request_id)
    locks.again(uow, call)
    if call.due_at is None or call.done_at is not None:
        raise Conflict(Phrase("Nothing is open on this call any more."))
    made = _taken_up(uow, request, call)
    done(uow, call_id, note)
    return made


def _taken_up(uow: UnitOfWork, request: ServiceRequest, call: Call) -> Again:
    if request.state in OPEN_STATES:
        raise VisitUnderWay(request.code)
    if may_advance(request.state, RequestState.IN_PROGRESS):
        follow_up(uow, request.id, solved=False, result=call.note[:2000])
        newest = select(Visit.id).where(Visit.request_id == request.id).order_by(Visit.ordinal.desc())
        return Again(request, uow.session.scalars(newest.limit(1)).first())
    if request.state != RequestState.CLOSED or live_visits(uow, request.id):
        raise Conflict(Phrase("The request was cancelled: take a new one in."))
    asked, visit = receive(uow, _again(request, call))
    return Again(asked, visit.id)


def _again(request: ServiceRequest, call: Call) -> Report:
    return Report(
        fault_code=request.fault_code,
        channel="phone",
        customer_id=request.customer_id,
        site_id=request.site_id,
        asset_id=request.asset_id,
        description=call.note,
        contact=Contact(request.contact_name, request.contact_phone_as_said),
        follows_id=request.id,
    )
