"""Settling an arrival: what a person says of it, with a reason, and stands for by name.

Evidence judges, persons decide.  The engineer and his provider never do; what one person settled only a
manager may settle otherwise.  What was recorded and judged stays in the ledger and on the arrival's page.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.arrivals.commands import ruling_out
from app.arrivals.commands.effective_arrival import (
    follow_recorded_arrival,
    is_return_visit,
    withdraw_effective_arrival,
)
from app.arrivals.errors import AlreadySettled, NotArrived
from app.arrivals.events import ArrivalSettled
from app.arrivals.reads.gone_arrivals import as_recorded, gone_arrival, recorded_of
from app.arrivals.tables import ArrivalSettlement
from app.dispatching.commands.visit_times import pull_steps_to
from app.kernel import Role, UnitOfWork, ledger
from app.kernel.errors import Forbidden, Invalid
from app.kernel.phrases import Phrase
from app.registers.hooks import request_replan
from app.requests.commands.locks import locked_visit
from app.requests.commands.moves import move_visit, request_stream
from app.requests.commands.release import forget_engineer
from app.requests.events.visits import VisitPlanned
from app.requests.rules.lifecycle import VisitState
from app.requests.rules.promise import ArrivalVerdict, Decision
from app.requests.tables import ServiceRequest, Visit

MAX_REASON = 300

WHY_BACK = "not arrived"
"""Why a visit went back to `planned`, as its event says it."""

_SETTLES = frozenset({Role.DISPATCHER, Role.MANAGER, Role.ADMIN})
_OVERRULES = frozenset({Role.MANAGER, Role.ADMIN})
_CERTAIN = frozenset({ArrivalVerdict.PROVEN, ArrivalVerdict.BY_OFFICE})


def settle(
    uow: UnitOfWork,
    visit_id: UUID,
    decision: Decision,
    reason: str,
    on_site_at: datetime | None = None,
    engineer_id: UUID | None = None,
) -> Visit:
    """Settle whether the engineer arrived; `on_site_at` is when, where it was otherwise than recorded.

    `engineer_id` says whose arrival is meant where the visit went to somebody else since; without it that of
    whoever has the visit, or the last one where he has not arrived.

    Arrived, the promise is measured by that, "by the office", unless an earlier visit keeps or breaks it.
    Not arrived, the arrival counts no more: the promise goes on, and a visit that was on site goes back to
    be planned for somebody else.

    Raises:
        NotFound: there is no such visit.
        Forbidden: the principal may not settle this.
        NotArrived: no arrival was reported.
        AlreadySettled: somebody has, or the arrival is certain; only a manager may say otherwise.
        Invalid: `on_site_at` is impossible, or nothing can have been arrived at.
    """
    who = uow.principal
    if who.role not in _SETTLES or who.engineer_id is not None or who.provider_id is not None:
        raise Forbidden(Phrase("Arrivals are settled by a dispatcher or a manager."))
    visit, request = locked_visit(uow, visit_id)
    if visit.on_site_at is None or engineer_id not in (None, visit.engineer_id):
        return _overrule_gone(uow, visit, request, decision, reason, on_site_at, engineer_id)
    is_return = is_return_visit(uow, visit)
    _refuse_unless_manager(uow, visit, corrected=request.arrival_by_person and not is_return)
    if on_site_at is not None:
        _refuse_impossible(uow, visit, request, decision, on_site_at)
        pull_steps_to(uow, visit, on_site_at)
    _record(uow, visit, decision, reason, on_site_at, recorded_of(visit))
    visit.arrival_settled, visit.arrival_contested_at = decision, None
    visit.code_attempts, visit.codes_locked_at = 0, None
    visit.updated_at = uow.now
    if decision is Decision.NOT_ARRIVED and visit.state == VisitState.ON_SITE:
        _send_back(uow, visit)
    uow.session.flush()
    if is_return:  # what was said of the first visit stays said
        follow_recorded_arrival(uow, request)
    else:
        withdraw_effective_arrival(uow, request)
    return visit


def _refuse_unless_manager(uow: UnitOfWork, visit: Visit, *, corrected: bool) -> None:
    taken = visit.arrival_settled is not None or corrected
    if (taken or visit.arrival_verdict in _CERTAIN) and uow.principal.role not in _OVERRULES:
        raise AlreadySettled(visit.id, visit.arrival_settled or visit.arrival_verdict)


def _refuse_impossible(
    uow: UnitOfWork, visit: Visit, request: ServiceRequest, decision: Decision, at: datetime
) -> None:
    if decision is Decision.NOT_ARRIVED:
        raise Invalid({"on_site_at": Phrase("belongs to an arrival")})
    # A clock that was wrong dated the departure too: not before the request is all that is certain.
    if not request.requested_at <= at <= min(visit.completed_at or uow.now, uow.now):
        raise Invalid({"on_site_at": Phrase("is not between the request and the end of the visit")})


def _overrule_gone(
    uow: UnitOfWork,
    visit: Visit,
    request: ServiceRequest,
    decision: Decision,
    reason: str,
    on_site_at: datetime | None,
    engineer_id: UUID | None,
) -> Visit:
    """Let a manager revise a decision that nobody arrived; the visit stays with whoever has it."""
    last = gone_arrival(uow, visit, engineer_id)
    if last is None:
        raise NotArrived(visit.id)
    if uow.principal.role not in _OVERRULES:
        raise AlreadySettled(visit.id, last.verdict)
    then = as_recorded(visit, last)
    if on_site_at is not None:
        _refuse_impossible(uow, then, request, decision, on_site_at)
    _record(uow, then, decision, reason, on_site_at, last.recorded)
    uow.session.flush()
    withdraw_effective_arrival(uow, request)
    return visit


def _record(
    uow: UnitOfWork,
    visit: Visit,
    decision: Decision,
    reason: str,
    on_site_at: datetime | None,
    recorded: dict[str, Any] | None,
) -> None:
    made = ArrivalSettlement(
        id=uow.new_id(),
        visit_id=visit.id,
        engineer_id=visit.engineer_id,
        verdict=decision,
        on_site_at=on_site_at,
        reason=reason,
        by=uow.principal.name or uow.principal.key,
        by_role=uow.principal.role,
        at=_after_the_last(uow, visit.id),
        recorded_at=visit.on_site_at,
        judged_as=visit.arrival_verdict,
        findings=visit.arrival_findings,
        recorded=recorded,
    )
    uow.session.add(made)
    ruling_out.follow(uow, visit.request_id, visit.engineer_id, decision)
    _tell(uow, visit, made)


def _after_the_last(uow: UnitOfWork, visit_id: UUID) -> datetime:
    """Now, or the next instant where somebody settled in this very one: the last word must be the later."""
    last = uow.session.scalar(
        select(func.max(ArrivalSettlement.at)).where(ArrivalSettlement.visit_id == visit_id)
    )
    return uow.now if last is None else max(uow.now, last + timedelta(microseconds=1))


def _tell(uow: UnitOfWork, visit: Visit, made: ArrivalSettlement) -> None:
    came_at = visit.on_site_at if made.verdict == Decision.ARRIVED else None
    ledger.record(
        uow,
        request_stream(visit.request_id),
        ArrivalSettled(
            visit_id=visit.id,
            engineer_id=visit.engineer_id,
            decision=made.verdict,
            on_site_at=made.on_site_at or came_at,
            recorded_at=visit.on_site_at,
            verdict=visit.arrival_verdict,
            overrules=visit.arrival_settled,
            by=made.by,
            reason=made.reason,
        ),
    )


def _send_back(uow: UnitOfWork, visit: Visit) -> None:
    """Have a visit to which nobody came planned for somebody else; its history keeps the arrival."""
    move_visit(uow, visit, VisitPlanned(why=WHY_BACK, was=visit.state))
    if visit.pinned_engineer_id == visit.engineer_id:
        visit.pinned_engineer_id = None
    forget_engineer(uow, visit)
    visit.accepted_at = visit.departed_at = visit.on_site_at = None
    visit.arrival = visit.arrival_verdict = visit.arrival_findings = visit.arrival_settled = None
    visit.arrival_confirmed_at = visit.customer_confirmed_at = None
    visit.office_confirmed_at = visit.handed_confirmed_at = None
    request_replan(uow, visit.territory_id, WHY_BACK)
