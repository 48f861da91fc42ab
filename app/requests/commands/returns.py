"""Saying when a return visit may begin: the part that it waits for is there by then."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from app.kernel import UnitOfWork, ledger
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.registers.hooks import request_replan
from app.requests.commands.locks import check_visit_version, locked_visit
from app.requests.commands.moves import request_stream
from app.requests.commands.release import back_to_planned, forget_engineer
from app.requests.errors import NotReady, VisitFrozen, VisitOver
from app.requests.events.visits import ReturnSet
from app.requests.hooks import changed
from app.requests.rules.lifecycle import OPEN_VISIT_STATES, VisitState
from app.requests.rules.returns import HELD_BACK
from app.requests.tables import Visit

_LATE = timedelta(minutes=5)
"""What the form took so long to be sent is now."""


def set_return(uow: UnitOfWork, visit_id: UUID, at: datetime, version: int | None = None) -> Visit:
    """Say that a return visit may begin at `at`, and have it planned; whoever has it is asked anew.

    Raises:
        NotFound: there is no such visit.
        NotReady: it is no return visit.
        VisitOver, VisitFrozen: it has ended, or somebody is on the way.
        Invalid: `at` lies in the past or over 90 days ahead.
        VersionConflict: the visit is not in `version` any more.
    """
    visit, request = locked_visit(uow, visit_id)
    check_visit_version(visit, version)
    if visit.ordinal == 1:
        raise NotReady(visit.id, visit.state, Phrase("a return visit"))
    if visit.state in (VisitState.EN_ROUTE, VisitState.ON_SITE):
        raise VisitFrozen(visit.id)
    if visit.state not in OPEN_VISIT_STATES:
        raise VisitOver(visit.id, visit.state)
    if not uow.now - _LATE <= at <= uow.now + HELD_BACK:
        raise Invalid({"not_before_at": Phrase("lies in the past, or over 90 days ahead")})
    if visit.not_before_at == at:
        return visit
    if at > uow.now:
        back_to_planned(uow, visit, "appointment")
        forget_engineer(uow, visit)
    visit.not_before_at, visit.updated_at = at, uow.now
    ledger.record(uow, request_stream(request.id), ReturnSet(visit_id=visit.id, not_before_at=at))
    request_replan(uow, visit.territory_id, "return visit set")
    changed(uow, request.id)
    return visit
