"""What a dispatcher's decisions about a visit would cost, said before one is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.dispatching.commands import terms
from app.dispatching.commands.cost import Cost, changed, cost_of_change
from app.dispatching.reads.snapshot import TerritoryView, territory_view
from app.kernel import UnitOfWork
from app.requests.rules.lifecycle import OPEN_VISIT_STATES
from app.requests.tables import Visit

MOST = 8
"""Whose prices are worked out unsaid: those who would be chosen; the others' are worked out on asking."""


@dataclass(frozen=True, slots=True)
class Prices:
    """The price of giving the visit to each engineer, and of taking it from who has it."""

    assign: Mapping[UUID, Cost]
    take_back: Cost | None


def prices(
    uow: UnitOfWork,
    visit: Visit,
    engineer_ids: Iterable[UUID],
    view: TerritoryView | None = None,
    *,
    every: bool = False,
) -> Prices:
    """Price an open visit's decisions as `overrides` would, without making any.

    Of the engineers the first `MOST` are priced, or `every` one.  `view` is the territory, where the caller
    has read it.
    """
    if visit.state not in OPEN_VISIT_STATES:
        return Prices({}, None)
    problem = (view or territory_view(uow, visit.territory_id)).problem
    if str(visit.id) not in problem.job_index:  # nobody knows where it is
        return Prices({}, None)
    job = problem.job(str(visit.id))
    given = {
        key: cost_of_change(problem, changed(problem, terms.assigned(job, key)), job.id)
        for key in list(engineer_ids)[: None if every else MOST]
        if key != visit.engineer_id and str(key) in problem.engineer_index
    }
    back = None
    if visit.engineer_id is not None:
        back = cost_of_change(problem, changed(problem, terms.without(job, visit.engineer_id)), job.id)
    return Prices(given, back)
