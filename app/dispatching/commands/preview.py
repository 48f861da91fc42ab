"""What planning a territory now would change, and why, without changing it."""

from __future__ import annotations

from uuid import UUID

from app.dispatching.commands.planner import checked_plan
from app.dispatching.reads.reasons import names, plan_of
from app.dispatching.reads.snapshot import territory_view
from app.kernel import Runtime, unit_of_work
from dispatch.explain.compare import Comparison, compare
from dispatch.model.phrases import Language


def preview(runtime: Runtime, territory_id: UUID, language: Language) -> Comparison:
    """Plan a territory outside any transaction, and compare the answer with the plan in force.

    Raises:
        NotFound: there is no such territory.
        PlanRefused: no plan passed the checker.
    """
    with unit_of_work(runtime, write=False) as uow:
        view = territory_view(uow, territory_id, hold=True)
        called = names(uow, view, language)
    planned = checked_plan(runtime, view)
    return compare(view.problem, plan_of(view.problem), planned, language, called)
