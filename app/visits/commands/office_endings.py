"""Ending a visit in the office, where no phone will: it is lost, broken, or its engineer cannot be reached.

It needs no signatures, and everything that shows the visit says so, with who of the office ended it and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from app.arrivals.commands.effective_arrival import follow_recorded_arrival
from app.dispatching.commands.triggers import request_replan
from app.kernel import UnitOfWork, ledger
from app.kernel.errors import Invalid
from app.kernel.events import ABSENT
from app.kernel.phrases import Phrase
from app.requests.commands.locks import locked_visit
from app.requests.commands.moves import move_request, move_visit, request_stream
from app.requests.errors import NotReady, VisitOver
from app.requests.events.requests import RequestResolved
from app.requests.events.visits import VisitCompleted, VisitIncomplete, VisitOnSite
from app.requests.rules.lifecycle import LIVE_VISIT_STATES, RequestState, VisitState, may_advance
from app.requests.rules.promise import ArrivalVerdict
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands.field.unfinished import Reason, Return, plan_return
from app.visits.events.visits import VisitEndedInOffice
from app.visits.reads.phone import other_live_visit

ENDABLE = (VisitState.EN_ROUTE, VisitState.ON_SITE)


class Ending(StrEnum):
    """How a visit ended."""

    COMPLETED = "completed"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Said:
    """What the office says of the end.

    `why` is why the office ends it, `reason` why the work was not done if it ended incomplete; `arrived_at`
    and `ended_at` as the office was told, None where it was not: then it ended now.
    """

    ending: Ending
    why: str
    reason: Reason | None = None
    arrived_at: datetime | None = None
    ended_at: datetime | None = None


def end_visit(uow: UnitOfWork, visit_id: UUID, said: Said) -> Visit:
    """End a visit that is under way or on site.

    An arrival that only the office was told of is doubtful until a person settles it; one that ended
    without any leaves the promise open.  Incomplete, a return visit goes before the planner.

    Raises:
        NotFound: there is no such visit.
        NotReady: nobody has set out.
        VisitOver: it has ended.
        Invalid: a time is impossible, an arrival is missing, or a visit that ended incomplete has no reason.
    """
    visit, request = locked_visit(uow, visit_id)
    if visit.state not in ENDABLE:
        if visit.state in LIVE_VISIT_STATES:
            raise NotReady(visit_id, visit.state, Phrase("on the way or on site"))
        raise VisitOver(visit_id, visit.state)
    _refuse_impossible(uow, visit, said)
    was = visit.state
    if visit.state == VisitState.EN_ROUTE and said.arrived_at is not None:
        _arrive(uow, visit, request, said.arrived_at)
    visit.completed_at = said.ended_at or uow.now
    visit.office_ended_by = uow.principal.name or uow.principal.key
    visit.office_end_reason, visit.updated_at = said.why, uow.now
    _record(uow, visit, was, said)
    if said.ending is Ending.COMPLETED:
        _complete(uow, visit, request)
    else:
        visit.end_reason = str(said.reason)
        ended_at = ABSENT if visit.on_site_at else visit.completed_at
        move_visit(uow, visit, VisitIncomplete(reason=said.reason, by="office", ended_at=ended_at))
        plan_return(uow, request, visit, Return())
    request_replan(uow, visit.territory_id, "ended in the office")
    return visit


def _refuse_impossible(uow: UnitOfWork, visit: Visit, said: Said) -> None:
    errors: dict[str, str | list[str]] = {}
    if said.ending is Ending.INCOMPLETE and said.reason is None:
        errors["reason"] = Phrase("must say why the work was not done")
    if visit.state == VisitState.ON_SITE and said.arrived_at is not None:
        errors["arrived_at"] = Phrase("is on record already")
    elif said.ending is Ending.COMPLETED and visit.state == VisitState.EN_ROUTE and said.arrived_at is None:
        errors["arrived_at"] = Phrase("must say when the engineer was there")
    steps = [
        (name, at)
        for name, at in (
            ("departed_at", visit.departed_at),
            ("arrived_at", said.arrived_at or visit.on_site_at),
            ("ended_at", said.ended_at),
            ("now", uow.now),
        )
        if at is not None
    ]
    for (_, before), (name, at) in pairwise(steps):
        if at < before and name != "now":
            errors[name] = Phrase("is before the step that comes first")
        elif at > uow.now:
            errors[name] = Phrase("lies in the future")
    if errors:
        raise Invalid(errors)


def _arrive(uow: UnitOfWork, visit: Visit, request: ServiceRequest, at: datetime) -> None:
    """Record an arrival for which there is nothing but what the office was told."""
    visit.on_site_at, visit.arrival_verdict = at, ArrivalVerdict.DOUBTFUL
    move_visit(uow, visit, VisitOnSite(on_site_at=at, by="office"))
    uow.session.flush()
    follow_recorded_arrival(uow, request)


def _complete(uow: UnitOfWork, visit: Visit, request: ServiceRequest) -> None:
    move_visit(uow, visit, VisitCompleted(completed_at=visit.completed_at, by="office"))
    if not other_live_visit(uow, visit) and may_advance(request.state, RequestState.RESOLVED):
        request.resolved_at = visit.completed_at
        move_request(uow, request, RequestResolved())


def _record(uow: UnitOfWork, visit: Visit, was: str, said: Said) -> None:
    ledger.record(
        uow,
        request_stream(visit.request_id),
        VisitEndedInOffice(
            visit_id=visit.id,
            engineer_id=visit.engineer_id,
            ending=said.ending,
            was=was,
            note=said.why,
            reason=said.reason,
            arrived_at=said.arrived_at,
            ended_at=visit.completed_at,
            by=visit.office_ended_by,
        ),
    )
