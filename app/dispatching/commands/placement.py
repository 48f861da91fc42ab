"""A place for one new visit at once: insertion into the plan in force, applied by version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select

from app.dispatching.commands import offers
from app.dispatching.commands.apply import (
    Slot,
    engaged_engineers,
    leave_unassigned,
    lock_engineers,
    place,
)
from app.dispatching.commands.waiting import seconds_ahead, when_to_ask
from app.dispatching.reads.snapshot import TerritoryView, territory_view
from app.dispatching.rules.put_off import NOBODY, PutOff
from app.dispatching.rules.steady import ranked_beside
from app.kernel import Principal, Runtime, UnitOfWork, unit_of_work
from app.kernel.epoch import from_epoch
from app.kernel.errors import TryAgain, VersionConflict
from app.registers.reads.register_names import with_skill_names
from app.registers.tables import Territory
from app.requests.commands.locks import locked_visit_alone
from app.requests.rules.lifecycle import OPEN_VISIT_STATES, VisitState
from app.requests.tables import ServiceRequest, Visit
from dispatch.insertion.best_fit import Candidate

TRIES = 3

NO_POINT = "no_point"
"""Why nobody is sent: it is not known where to."""

log = structlog.get_logger(__name__)


class Status(StrEnum):
    """How a new visit stands."""

    ASSIGNED = "assigned"
    PENDING = "pending"
    NONE = "none"


class NextStep(StrEnum):
    """What happens now."""

    OFFER_SENT = "offer_sent"
    PLANNER_RETRIES = "planner_retries"
    OFFERED_LATER = "offered_later"
    DISPATCHER_ALERTED = "dispatcher_alerted"


@dataclass(frozen=True, slots=True)
class Placement:
    """The answer to "who comes, and when": `slack_s` is what is left until due, negative when late.

    `reasons` says for each engineer why there is no coming in time; empty where somebody does.  `put_off` is
    what others wait longer for it.
    """

    status: Status
    visit_id: UUID
    next: NextStep
    engineer_id: UUID | None = None
    eta_at: datetime | None = None
    slack_s: int | None = None
    reasons: tuple[dict[str, Any], ...] = ()
    put_off: PutOff = NOBODY


def place_visit(runtime: Runtime, principal: Principal, visit_id: UUID) -> Placement:
    """Find the visit's best place now, and take it if nobody moved meanwhile; three tries.

    Raises:
        NotFound: there is no such visit.
    """
    for _ in range(TRIES):
        with unit_of_work(runtime, principal, write=False) as uow:
            territory_id = uow.get(Visit, visit_id).territory_id
            view = territory_view(uow, territory_id, hold=True)
        ranked: list[Candidate] = []
        if visit_id in view.visits:
            ranked = ranked_beside(view.problem, str(visit_id), view.settled)
        ahead = seconds_ahead(view, {visit_id: UUID(ranked[0].engineer)}) if ranked else {}
        try:
            with unit_of_work(runtime, principal) as uow:
                found = take_place(uow, view, visit_id, ranked, ahead)
        except (TryAgain, VersionConflict) as clash:
            log.info("placement clashed", visit_id=str(visit_id), clash=type(clash).__name__)
            continue
        if found is not None:
            return found
    return Placement(Status.PENDING, visit_id, NextStep.PLANNER_RETRIES)


def take_place(
    uow: UnitOfWork,
    view: TerritoryView,
    visit_id: UUID,
    ranked: Sequence[Candidate],
    ahead: Mapping[UUID, int] | None = None,
) -> Placement | None:
    """Take the first of the `ranked` places; None where the visit or that engineer's route has moved.

    `ahead` says how far off its engineer is where the visit's window is closed.
    """
    best = ranked[0] if ranked and ranked[0].feasible else None
    engineer_id = UUID(best.engineer) if best else None
    able = lock_engineers(uow, [engineer_id] if engineer_id else [])
    visit = locked_visit_alone(uow, visit_id)
    if visit.state != VisitState.PLANNED or visit.engineer_id is not None:
        return _as_it_stands(uow, visit)
    if not uow.get(ServiceRequest, visit.request_id).is_placed:
        leave_unassigned(uow, visit, [{"engineer": None, "code": NO_POINT}])
        told = {"engineer_id": None, "code": NO_POINT, "has": None, "needs": None}
        return Placement(Status.NONE, visit_id, NextStep.DISPATCHER_ALERTED, reasons=(told,))
    seen = view.visits.get(visit_id)
    if seen is None or visit.version != seen.version:
        return None
    late = tuple(view.reasons(visit_id, _reasons(uow, ranked), "engineer_id"))
    if best is None or engineer_id is None:
        leave_unassigned(uow, visit, [{**item, "engineer": item["engineer_id"]} for item in late])
        step = NextStep.PLANNER_RETRIES if seen.opens_at(uow.now) else NextStep.DISPATCHER_ALERTED
        return Placement(Status.NONE, visit_id, step, reasons=late)
    if engineer_id not in able or not _route_stands(uow, view, engineer_id):
        return None
    place(uow, visit, Slot(engineer_id, best.position or 0, from_epoch(best.arrive_s or 0)))
    step = _offer_if_next(uow, view, visit, ahead or {})
    in_time = best.slack_s is not None and best.slack_s >= 0
    return Placement(
        status=Status.ASSIGNED,
        visit_id=visit_id,
        next=step,
        engineer_id=engineer_id,
        eta_at=visit.eta_at,
        slack_s=best.slack_s,
        reasons=() if in_time else late,
        put_off=PutOff.of(best.knock_on, view.problem),
    )


def _as_it_stands(uow: UnitOfWork, visit: Visit) -> Placement:
    """The planner was faster."""
    due_at = uow.get(ServiceRequest, visit.request_id).due_at
    slack_s = int((due_at - visit.eta_at).total_seconds()) if visit.eta_at else None
    step = NextStep.OFFER_SENT if visit.state == VisitState.OFFERED else NextStep.PLANNER_RETRIES
    return Placement(Status.ASSIGNED, visit.id, step, visit.engineer_id, visit.eta_at, slack_s)


def _route_stands(uow: UnitOfWork, view: TerritoryView, engineer_id: UUID) -> bool:
    """Whether the engineer holds just the visits, in just the versions, that the view was read with."""
    held = uow.session.execute(
        select(Visit.id, Visit.version).where(
            Visit.engineer_id == engineer_id, Visit.state.in_(OPEN_VISIT_STATES)
        )
    )
    seen = {visit.id: visit.version for visit in view.visits.values() if visit.engineer_id == engineer_id}
    return {row.id: row.version for row in held} == seen


def _offer_if_next(uow: UnitOfWork, view: TerritoryView, visit: Visit, ahead: Mapping[UUID, int]) -> NextStep:
    engineer_id = visit.engineer_id
    free = engineer_id is not None and not engaged_engineers(uow, [engineer_id])
    if visit.sequence == 0 and free and engineer_id in view.on_shift:
        territory = uow.get(Territory, view.territory_id)
        if when_to_ask(view, visit, territory, ahead) is not None:
            return NextStep.OFFERED_LATER
        offers.offer(uow, visit, territory)
        return NextStep.OFFER_SENT
    return NextStep.PLANNER_RETRIES


def _reasons(uow: UnitOfWork, ranked: Sequence[Candidate]) -> tuple[dict[str, Any], ...]:
    """Engineer by engineer why there is no coming in time; one line for all where there is no engineer."""
    found: list[dict[str, Any]] = []
    for candidate in ranked:
        if candidate.feasible:
            late_s = -(candidate.slack_s or 0)
            found.append({"engineer_id": candidate.engineer, "code": "arrives_late", "late_s": late_s})
        for refusal in candidate.refusals:
            told = refusal.to_dict(candidate.engineer)
            found.append({"engineer_id": told.pop("engineer"), **told})
    return tuple(with_skill_names(uow, found)) or (
        {"engineer_id": None, "code": "off_duty", "has": 0, "needs": 1},
    )
