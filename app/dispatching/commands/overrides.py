"""What a dispatcher decides over the planner's head, each with the price it has.

Every override locks the visit, reads the territory as the planner would, prices the change by
insertion (milliseconds, no solver) and has the territory planned anew.  `version` is that of the visit on
which it was decided; where the visit has changed since, nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from app.dispatching import events
from app.dispatching.commands import offers, terms
from app.dispatching.commands.apply import Slot, place
from app.dispatching.commands.cost import Cost, best_place, changed, cost_of_change
from app.dispatching.commands.silence import is_silent
from app.dispatching.commands.triggers import request_replan
from app.dispatching.errors import Ineligible, NoPoint, NotAssigned, ReasonNeeded
from app.dispatching.reads.named import named_of_visit
from app.dispatching.reads.snapshot import TAKEN_BACK, territory_view
from app.kernel import UnitOfWork, ledger
from app.kernel.epoch import from_epoch
from app.kernel.errors import NotFound
from app.registers.commands.locks import locked_engineers
from app.registers.reads.register_names import with_skill_names
from app.registers.tables import Engineer
from app.requests.commands.locks import check_visit_version, locked_visit_alone
from app.requests.commands.moves import request_stream
from app.requests.commands.release import back_to_planned, forget_engineer
from app.requests.errors import VisitFrozen, VisitOver
from app.requests.rules.lifecycle import OPEN_VISIT_STATES, VisitState
from app.requests.tables import ServiceRequest, Visit, VisitExclusion
from dispatch.insertion.best_fit import rank_candidates
from dispatch.model.problem import Job, Problem

Was = tuple[UUID | None, UUID | None]
"""Who had the visit before a decision, and to whom it was pinned."""

SOFT = frozenset({"excluded", "pinned_elsewhere"})
"""Refusals that are somebody's word, not a fact: the dispatcher's word outweighs them."""


@dataclass(frozen=True, slots=True)
class Override:
    """The visit as it stands now, and what the decision costs against leaving things alone."""

    visit: Visit
    cost: Cost


def assign(
    uow: UnitOfWork,
    visit_id: UUID,
    engineer_id: UUID,
    version: int | None = None,
    *,
    pin: bool = True,
    reason: str = "",
) -> Override:
    """Give a visit to an engineer; pinned, unless asked otherwise, so that the planner leaves it there.

    An exclusion of the engineer from this visit ends.  Against the register of named engineers he goes with
    a `reason` alone, and pinned: the planner keeps to the register.

    Raises:
        NotFound: there is no such visit or engineer.
        ReasonNeeded: the register of named engineers is against it, and no reason is given.
        Ineligible: the engineer may not serve it (stars, skill, duty, shift, territory); with all refusals.
        VisitFrozen: an engineer is on site, or about to arrive.
        VisitOver: it has ended.
        VersionConflict: it is not in `version` any more.
    """
    engineer = uow.get(Engineer, engineer_id)
    locked_engineers(uow, [engineer_id])
    visit, problem = _opened(uow, visit_id, version)
    job = problem.job(str(visit_id))
    _refuse_frozen(job, engineer_id)
    if engineer.territory_id != visit.territory_id:
        raise Ineligible([{"engineer": str(engineer_id), "code": "other_territory"}])
    _refuse_ineligible(uow, problem, job, engineer_id)
    against = named_of_visit(uow, visit).against(engineer_id)
    if against is not None and not reason.strip() and visit.pinned_engineer_id != engineer_id:
        raise ReasonNeeded(against)
    pin = pin or against is not None
    after = changed(problem, terms.assigned(job, engineer_id))
    slot = best_place(after, job.id)
    if slot is None or slot.position is None or slot.arrive_s is None:
        raise Ineligible(with_skill_names(uow, _refusals(after, job.id, engineer_id)))
    was = (visit.engineer_id, visit.pinned_engineer_id)
    has_it = visit.engineer_id == engineer_id
    cost = Cost() if has_it else cost_of_change(problem, after, job.id)
    _include(uow, visit_id, engineer_id)
    visit.pinned_engineer_id = engineer_id if pin else None
    if not has_it:
        visit.asked_at = uow.now  # his yes is waited for from now on
        place(uow, visit, Slot(engineer_id, slot.position, from_epoch(slot.arrive_s)))
    event = events.OverrideAssigned(engineer_id=engineer_id, pin=pin)
    if against is not None:
        event = replace(event, reason=reason.strip(), against=UUID(against["entry"]))
    return _decided(uow, visit, event, cost, was)


def unassign(uow: UnitOfWork, visit_id: UUID, version: int | None = None) -> Override:
    """Take a visit from its engineer, pin and all, and have the planner find the best place with others.

    He is passed over for it as long as anybody else can serve it.

    Raises:
        NotFound, VisitFrozen, VisitOver, VersionConflict: as for `assign`.
        NotAssigned: nobody has it.
    """
    visit, problem = _opened(uow, visit_id, version)
    if visit.engineer_id is None:
        raise NotAssigned(visit_id)
    job = problem.job(str(visit_id))
    _refuse_frozen(job, None)
    taken_from, was = visit.engineer_id, (visit.engineer_id, visit.pinned_engineer_id)
    cost = cost_of_change(problem, changed(problem, terms.without(job, taken_from)), job.id)
    visit.pinned_engineer_id = None
    offers.exclude(uow, visit, taken_from, TAKEN_BACK)
    _take_back(uow, visit, "unassigned by the dispatcher")
    return _decided(uow, visit, events.OverrideUnassigned(engineer_id=taken_from), cost, was)


def pin(uow: UnitOfWork, visit_id: UUID, version: int | None = None) -> Override:
    """Keep a visit with the engineer who has it; the cost is what the planner could have gained by moving it.

    Raises:
        NotFound, VisitOver, VersionConflict: as for `assign`.
        NotAssigned: nobody has it.
    """
    visit, problem = _opened(uow, visit_id, version)
    if visit.engineer_id is None:
        raise NotAssigned(visit_id)
    job = problem.job(str(visit_id))
    gained = cost_of_change(problem, changed(problem, terms.free(job)), job.id)
    was = (visit.engineer_id, visit.pinned_engineer_id)
    visit.pinned_engineer_id = visit.engineer_id
    forgone = Cost() - gained if gained.score_s < 0 else Cost()
    return _decided(uow, visit, events.OverridePinned(engineer_id=visit.engineer_id), forgone, was)


def unpin(uow: UnitOfWork, visit_id: UUID, version: int | None = None) -> Override:
    """Let the planner move a visit again; the cost is what the best move now would change.

    Raises:
        NotFound, VisitOver, VersionConflict: as for `assign`.
    """
    visit, problem = _opened(uow, visit_id, version)
    job = problem.job(str(visit_id))
    gained = cost_of_change(problem, changed(problem, terms.free(job)), job.id)
    was = (visit.engineer_id, visit.pinned_engineer_id)
    visit.pinned_engineer_id = None
    return _decided(uow, visit, events.OverrideUnpinned(), gained if gained.score_s < 0 else Cost(), was)


def exclude(uow: UnitOfWork, visit_id: UUID, engineer_id: UUID, version: int | None = None) -> Override:
    """Rule an engineer out for a visit; one who has it loses it.

    Of another, the cost is what the planner could have gained by him.

    Raises:
        NotFound, VisitFrozen, VisitOver, VersionConflict: as for `assign`.
    """
    uow.get(Engineer, engineer_id)
    visit, problem = _opened(uow, visit_id, version)
    job, was = problem.job(str(visit_id)), (visit.engineer_id, visit.pinned_engineer_id)
    cost = Cost() - terms.gain(problem, job, engineer_id)
    offers.exclude(uow, visit, engineer_id, "dispatcher")
    if visit.pinned_engineer_id == engineer_id:
        visit.pinned_engineer_id = None
    if visit.engineer_id == engineer_id:
        _refuse_frozen(job, None)
        cost = cost_of_change(problem, changed(problem, terms.without(job, engineer_id)), job.id)
        _take_back(uow, visit, "excluded by the dispatcher")
    return _decided(uow, visit, events.OverrideExcluded(engineer_id=engineer_id), cost, was)


def include(uow: UnitOfWork, visit_id: UUID, engineer_id: UUID, version: int | None = None) -> Override:
    """End an exclusion; the cost (at most zero) is what it changes that this engineer may have the visit.

    That is nothing where his phone is silent: the planner gives him no visit before it is heard.

    Raises:
        NotFound: there is no such visit, or the engineer is not excluded from it.
        VisitOver, VersionConflict: as for `assign`.
    """
    visit, problem = _opened(uow, visit_id, version)
    if not _include(uow, visit_id, engineer_id):
        raise NotFound("VisitExclusion", engineer_id)
    job, was = problem.job(str(visit_id)), (visit.engineer_id, visit.pinned_engineer_id)
    allowed = job if is_silent(uow, engineer_id) else terms.allowed(job, engineer_id)
    event = events.OverrideIncluded(engineer_id=engineer_id)
    return _decided(uow, visit, event, terms.gain(problem, allowed, engineer_id), was)


def _opened(uow: UnitOfWork, visit_id: UUID, version: int | None) -> tuple[Visit, Problem]:
    """The locked visit, and its territory as the engine sees it."""
    visit = locked_visit_alone(uow, visit_id)
    check_visit_version(visit, version)
    if visit.state == VisitState.ON_SITE:
        raise VisitFrozen(visit_id)
    if visit.state not in OPEN_VISIT_STATES:
        raise VisitOver(visit_id, visit.state)
    if not uow.get(ServiceRequest, visit.request_id).is_placed:
        raise NoPoint(visit_id)
    return visit, territory_view(uow, visit.territory_id).problem


def _refuse_frozen(job: Job, engineer_id: UUID | None) -> None:
    if job.frozen and job.current_engineer != (str(engineer_id) if engineer_id else None):
        raise VisitFrozen(job.id)


def _refuse_ineligible(uow: UnitOfWork, problem: Problem, job: Job, engineer_id: UUID) -> None:
    """Facts against the engineer; the soft ones are left out."""
    if str(engineer_id) not in problem.engineer_index:
        raise Ineligible([{"engineer": str(engineer_id), "code": "off_duty", "has": None, "needs": None}])
    hard = [told for told in _refusals(problem, job.id, engineer_id) if told["code"] not in SOFT]
    if hard:
        raise Ineligible(with_skill_names(uow, hard))


def _refusals(problem: Problem, job_id: str, engineer_id: UUID) -> list[dict[str, Any]]:
    key = str(engineer_id)
    candidate = next(c for c in rank_candidates(problem, job_id) if c.engineer == key)
    return [refusal.to_dict(key) for refusal in candidate.refusals]


def _include(uow: UnitOfWork, visit_id: UUID, engineer_id: UUID) -> bool:
    held = uow.session.get(VisitExclusion, (visit_id, engineer_id))
    if held is None:
        return False
    uow.session.execute(
        delete(VisitExclusion).where(
            VisitExclusion.visit_id == visit_id, VisitExclusion.engineer_id == engineer_id
        )
    )
    return True


def _take_back(uow: UnitOfWork, visit: Visit, why: str) -> None:
    back_to_planned(uow, visit, why)
    forget_engineer(uow, visit)
    visit.asked_at = None  # nobody keeps an answer waiting


def _decided(uow: UnitOfWork, visit: Visit, event: events.Overridden, cost: Cost, was: Was) -> Override:
    visit.updated_at = uow.now
    engineer_id, pinned_to = was
    said = replace(
        event,
        visit_id=visit.id,
        cost_s=cost.score_s,
        late_s=cost.late_s,
        was_engineer_id=engineer_id,
        was_pinned_to=pinned_to,
    )
    ledger.record(uow, request_stream(visit.request_id), said)
    request_replan(uow, visit.territory_id, event.kind.replace(".", ": "))
    return Override(visit, cost)
