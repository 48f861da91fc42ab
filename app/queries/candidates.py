"""Who could serve a request: every engineer of the territory, ranked, with ETA and knock-on, or why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.errors import NotFound
from app.models import Engineer, Visit
from app.queries.epoch import from_epoch
from app.queries.snapshot import territory_view
from app.runtime import UnitOfWork
from dispatch.insertion import Candidate, rank_candidates
from dispatch.lifecycle import OPEN_VISIT_STATES
from dispatch.problem import parse_snapshot


@dataclass(frozen=True, slots=True)
class KnockOnVisit:
    """A visit that would come later: by `delay_s`, `late_s` of them past its own promise."""

    visit_id: UUID
    delay_s: int
    late_s: int


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One engineer's best answer, or the `refusals`; `cost_s` is in seconds of driving.

    `holds` marks who has the visit now; `knock_on_min` sums what displaced visits lose, in minutes.
    """

    engineer: Engineer
    holds: bool
    eta_at: datetime | None
    slack_s: int | None
    cost_s: int | None
    knock_on: tuple[KnockOnVisit, ...]
    knock_on_min: float
    refusals: tuple[dict[str, Any], ...]


def candidates(uow: UnitOfWork, request_id: UUID) -> list[CandidateRow]:
    """Rank every active engineer for the request's open visit, cheapest first, those refused last.

    Empty where no visit is open.

    Raises:
        NotFound: there is no visit of such a request.
    """
    visits = uow.session.scalars(
        select(Visit).where(Visit.request_id == request_id).order_by(Visit.ordinal)
    ).all()
    if not visits:
        raise NotFound("ServiceRequest", request_id)
    visit = next((visit for visit in visits if visit.state in OPEN_VISIT_STATES), None)
    if visit is None:
        return []
    people = _engineers(uow, visit.territory_id)
    problem = parse_snapshot(territory_view(uow, visit.territory_id).snapshot)
    ranked = [c for c in rank_candidates(problem, str(visit.id)) if c.engineer in people]
    rows = [_row(candidate, people[candidate.engineer], visit) for candidate in ranked]
    seen = {candidate.engineer for candidate in ranked}
    return rows + [_absent(engineer) for key, engineer in people.items() if key not in seen]


def _engineers(uow: UnitOfWork, territory_id: UUID) -> Mapping[str, Engineer]:
    found = uow.session.scalars(
        select(Engineer)
        .where(Engineer.territory_id == territory_id, Engineer.active)
        .order_by(Engineer.number)
    )
    return {str(engineer.id): engineer for engineer in found}


def _row(candidate: Candidate, engineer: Engineer, visit: Visit) -> CandidateRow:
    return CandidateRow(
        engineer=engineer,
        holds=visit.engineer_id == engineer.id,
        eta_at=None if candidate.arrive_s is None else from_epoch(candidate.arrive_s),
        slack_s=candidate.slack_s,
        cost_s=candidate.cost,
        knock_on=tuple(KnockOnVisit(UUID(k.job), k.delay_s, k.late_s) for k in candidate.knock_on),
        knock_on_min=round(sum(k.delay_s for k in candidate.knock_on) / 60, 1),
        refusals=tuple(refusal.to_dict(candidate.engineer) for refusal in candidate.refusals),
    )


def _absent(engineer: Engineer) -> CandidateRow:
    """Not in the engine's view: no shift now or soon."""
    refusal = {"engineer": str(engineer.id), "code": "off_duty", "has": None, "needs": None}
    return CandidateRow(
        engineer=engineer,
        holds=False,
        eta_at=None,
        slack_s=None,
        cost_s=None,
        knock_on=(),
        knock_on_min=0.0,
        refusals=(refusal,),
    )
