"""One planner per territory at a time: snapshot, solve outside any transaction, verify, apply by version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from app.dispatching.commands.apply import Applied, apply_plan
from app.dispatching.commands.pinned import with_pins
from app.dispatching.commands.waiting import seconds_ahead
from app.dispatching.reads.crew import next_change_at
from app.dispatching.reads.snapshot import TerritoryView, territory_view
from app.dispatching.rules.steady import breaks_a_yes, is_worth_it
from app.dispatching.tables import PlanRunRow
from app.kernel import Runtime, UnitOfWork, unit_of_work
from app.kernel.epoch import from_epoch
from dispatch.assemble import insertion_plan
from dispatch.model.plan import Expecting, Plan
from dispatch.model.problem import Problem
from dispatch.verify.check import Violation, verify

log = structlog.get_logger(__name__)

PERIOD = timedelta(seconds=120)
"""With visits open, look again at least this often: drives run late, and nobody sends an event for that."""

SOONEST = timedelta(seconds=15)
"""No plan asks to be made again earlier, so that a territory cannot spin."""

WAITING = timedelta(minutes=30)
"""Where requests come from changes with the hour, so those who wait for one are looked at again after it."""

BUSY = timedelta(seconds=2)


class PlanRefused(RuntimeError):
    """Neither the solver's plan nor the one by insertion keeps the rules; nothing was applied."""

    def __init__(self, territory_id: UUID, violations: list[Violation]) -> None:
        self.violations = [violation.to_dict() for violation in violations]
        super().__init__(f"No plan for territory {territory_id} keeps the rules.")


@dataclass(frozen=True, slots=True)
class PlanRun:
    """One run: `applied` is None where another process was planning; `again_at` is when to run next."""

    applied: Applied | None
    again_at: datetime | None


def plan_territory(runtime: Runtime, territory_id: UUID) -> PlanRun:
    """Plan a territory once.

    Raises:
        NotFound: there is no such territory.
        PlanRefused: no plan passed the checker.
        SnapshotError: the territory's settings are outside what the engine takes.
        TryAgain, VersionConflict: a passing clash; nothing was applied.
    """
    with runtime.exclusive(f"plan:{territory_id}") as alone:
        if not alone:
            with unit_of_work(runtime, write=False) as uow:
                return PlanRun(None, uow.now + BUSY)
        with unit_of_work(runtime, write=False) as uow:
            view = territory_view(uow, territory_id, hold=True)
            change_at = next_change_at(uow, territory_id)
        plan = checked_plan(runtime, view)
        first = {UUID(r.stops[0].job): UUID(r.engineer) for r in plan.routes if r.stops}
        ahead = seconds_ahead(view, first)
        with unit_of_work(runtime) as uow:
            applied = apply_plan(uow, view, plan, ahead)
            _note_run(uow, territory_id, plan)
            again_at = _again_at(uow.now, plan, [change_at, applied.again_at], view)
            moments = [at for at in (again_at, applied.unheard_until) if at]
            return PlanRun(applied, min(moments, default=None))


def _note_run(uow: UnitOfWork, territory_id: UUID, plan: Plan) -> None:
    run = uow.session.get(PlanRunRow, territory_id)
    if run is None:
        run = PlanRunRow(territory_id=territory_id)
        uow.session.add(run)
    run.planned_at = uow.now
    run.long_waits = [{"visit_id": wait.job, "over_s": wait.over_s} for wait in plan.long_waits]
    run.expected = _expected(plan)


def _expected(plan: Plan) -> dict[str, Any] | None:
    """The vote of the futures, and where those wait best who have nothing to do."""
    if plan.expected is None and not plan.moves:
        return None
    told = plan.expected or Expecting(0, ())
    return told.to_dict() | {"moves": plan.to_dict()["moves"]}


def checked_plan(runtime: Runtime, view: TerritoryView) -> Plan:
    """Solve in the child and check the answer; insertion answers where the solver's plan breaks a rule.

    What is pinned to somebody who can come stays with him, whatever the answer says of it.  Without visits
    there is something to plan only where it is known what may come.  A plan that sets a yes aside is put into
    force only where it gains much by that over the best that keeps it.
    """
    if not view.visits and view.problem.demand is None:
        return Plan()
    plan = _solved(runtime, view, view.problem)
    broken = breaks_a_yes(view.problem, _routes(plan), view.settled)
    if not broken:
        return plan
    try:
        kept = _solved(runtime, view, view.with_yes_kept)
    except PlanRefused:
        return plan
    if breaks_a_yes(view.problem, _routes(kept), view.settled) or is_worth_it(
        view.problem, _routes(kept), _routes(plan), len(broken)
    ):
        return plan
    return kept


def _routes(plan: Plan) -> dict[str, list[str]]:
    return {route.engineer: [stop.job for stop in route.stops] for route in plan.routes}


def _solved(runtime: Runtime, view: TerritoryView, problem: Problem) -> Plan:
    with runtime.metrics.solves.time():
        plan = runtime.solver.plan(problem, runtime.settings.planner_budget_s)
    violations = verify(problem, plan)
    if not violations:
        return with_pins(problem, plan)
    _report(view, violations, "the solver's plan was refused")
    plan = insertion_plan(problem)
    if violations := verify(problem, plan):
        _report(view, violations, "the plan by insertion was refused")
        raise PlanRefused(view.territory_id, violations)
    return with_pins(problem, plan)


def _report(view: TerritoryView, violations: list[Violation], what: str) -> None:
    log.error(
        what,
        territory_id=str(view.territory_id),
        violations=[violation.to_dict() for violation in violations[:10]],
    )


def _again_at(
    now: datetime, plan: Plan, others: list[datetime | None], view: TerritoryView
) -> datetime | None:
    moments = [moment for moment in others if moment is not None]
    if plan.wake_s is not None:
        moments.append(from_epoch(plan.wake_s))
    if view.visits:
        moments.append(now + PERIOD)
    elif plan.moves:
        moments.append(now + WAITING)
    return max(min(moments), now + SOONEST) if moments else None
