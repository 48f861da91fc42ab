"""Who could serve a request: every engineer of the territory, ranked, with ETA and knock-on, or why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.dispatching.reads.could_come import as_a_person_asks, said_of
from app.dispatching.reads.on_duty import HourToCome, bars_at, hour_to_come, lacks
from app.dispatching.reads.snapshot import DECLINED, LAPSED, TerritoryView, territory_view
from app.dispatching.rules.named import NOBODY_NAMED, Named
from app.kernel import UnitOfWork
from app.kernel.epoch import from_epoch
from app.kernel.errors import NotFound
from app.registers.reads.register_names import OF_A_SKILL, with_skill_names
from app.registers.tables import Engineer
from app.requests.rules.lifecycle import OPEN_VISIT_STATES
from app.requests.rules.promise import Decision
from app.requests.tables import ServiceRequest, Visit, VisitExclusion
from dispatch.insertion.best_fit import Candidate, rank_candidates
from dispatch.model.problem import Bar

OWN_WORDS = frozenset({DECLINED, Decision.NOT_ARRIVED})
"""Why an engineer does not get a visit, where it is no word of a dispatcher's about who is to come."""

ON_DUTY_THEN, OFF_DUTY_THEN = "on_duty_then", "off_duty_then"
OF_THE_SHIFT = frozenset({"off_duty", "window_after_shift", "shift_over", "shift_too_short"})
OF_THE_WORK = frozenset({"too_few_stars", *OF_A_SKILL})


@dataclass(frozen=True, slots=True)
class KnockOnVisit:
    """A visit that would come later."""

    visit_id: UUID
    delay_s: int
    late_s: int = field(metadata={"description": "Of these, past the visit's own promise"})


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One engineer's best answer, or the `refusals`; `knock_on_min` is what displaced visits lose in all."""

    engineer: Engineer
    holds: bool = field(metadata={"description": "Has the visit now"})
    eta_at: datetime | None
    slack_s: int | None
    cost_s: int | None = field(metadata={"description": "In seconds of driving"})
    knock_on: tuple[KnockOnVisit, ...]
    knock_on_min: float
    refusals: tuple[dict[str, Any], ...]
    lapsed_at: datetime | None = field(
        default=None, metadata={"description": "An offer ran out unanswered then; it forbids nothing"}
    )
    declined_at: datetime | None = field(default=None, metadata={"description": "Said no to this visit then"})


def candidates(uow: UnitOfWork, request_id: UUID, view: TerritoryView | None = None) -> list[CandidateRow]:
    """Rank every active engineer for the request's open visit, cheapest first, those refused last.

    What keeps the planner off keeps nobody out of this list (`could_come`).  Empty where no visit is open.
    `view` is the territory where the caller has read it.

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
    said = said_of(uow, visit.id)
    request = uow.get(ServiceRequest, request_id)
    if not request.is_placed:
        return [_absent(engineer, "no_point") for engineer in people.values()]
    view = view or territory_view(uow, visit.territory_id)
    named = view.named.get(visit.id, NOBODY_NAMED)
    problem = as_a_person_asks(view.problem, visit.id, said, named)
    ranked = [c for c in rank_candidates(problem, str(visit.id)) if c.engineer in people]
    rows = [
        _row(candidate, people[candidate.engineer], visit, said.get(candidate.engineer), named)
        for candidate in ranked
    ]
    seen = {candidate.engineer for candidate in ranked}
    rows += [_absent(engineer, named=named) for key, engineer in people.items() if key not in seen]
    hour = hour_to_come(uow, request, visit)
    if hour is not None:
        bars = bars_at(uow, list(people.values()), request.skill_code, hour.begins_at)
        rows = [_at_that_hour(row, hour, request, bars) for row in rows]
    told = iter(with_skill_names(uow, [one for row in rows for one in row.refusals]))
    return [replace(row, refusals=tuple(next(told) for _ in row.refusals)) for row in rows]


def _engineers(uow: UnitOfWork, territory_id: UUID) -> Mapping[str, Engineer]:
    found = uow.session.scalars(
        select(Engineer)
        .where(Engineer.territory_id == territory_id, Engineer.active)
        .order_by(Engineer.number)
    )
    return {str(engineer.id): engineer for engineer in found}


def _row(
    candidate: Candidate, engineer: Engineer, visit: Visit, said: VisitExclusion | None, named: Named
) -> CandidateRow:
    refusals = [refusal.to_dict(candidate.engineer) for refusal in candidate.refusals]
    if (by_register := named.against(engineer.id)) is not None:
        refusals = [by_register if one["code"] == "excluded" else one for one in refusals]
    elif said is not None and said.reason in OWN_WORDS:
        refusals = [one | ({"code": said.reason} if one["code"] == "excluded" else {}) for one in refusals]
    eta_at = None if candidate.arrive_s is None else from_epoch(candidate.arrive_s)
    slack_s, holds = candidate.slack_s, visit.engineer_id == engineer.id
    if holds and eta_at is not None and visit.eta_at is not None:
        # Who has it comes when the plan says, not when the visit put anew into his day would be reached.
        slack_s = None if slack_s is None else slack_s + round((eta_at - visit.eta_at).total_seconds())
        eta_at = visit.eta_at
    return CandidateRow(
        engineer=engineer,
        holds=holds,
        eta_at=eta_at,
        slack_s=slack_s,
        cost_s=candidate.cost,
        knock_on=tuple(KnockOnVisit(UUID(k.job), k.delay_s, k.late_s) for k in candidate.knock_on),
        knock_on_min=round(sum(k.delay_s for k in candidate.knock_on) / 60, 1),
        refusals=tuple(refusals),
        lapsed_at=said.at if said is not None and said.reason == LAPSED else None,
        declined_at=said.at if said is not None and said.reason == DECLINED else None,
    )


def _at_that_hour(
    row: CandidateRow, hour: HourToCome, request: ServiceRequest, bars: Mapping[UUID, Bar]
) -> CandidateRow:
    """Who cannot come by his shift of today is told of by that of the hour for which somebody is to come."""
    if not any(one["code"] in OF_THE_SHIFT for one in row.refusals):
        return row
    there = row.engineer.id in hour.there
    then = {"engineer": str(row.engineer.id), "code": ON_DUTY_THEN if there else OFF_DUTY_THEN}
    others = [one for one in row.refusals if one["code"] not in (*OF_THE_SHIFT, *OF_THE_WORK)]
    wanting = lacks(row.engineer, request.skill_code, request.min_stars, bars)
    return replace(row, refusals=({**then, "has": None, "needs": None}, *wanting, *others))


def _absent(engineer: Engineer, code: str = "off_duty", named: Named = NOBODY_NAMED) -> CandidateRow:
    """Not in the engine's view: no shift now or soon, or nowhere to go."""
    refusal = {"engineer": str(engineer.id), "code": code, "has": None, "needs": None}
    by_register = named.against(engineer.id)
    return CandidateRow(
        engineer=engineer,
        holds=False,
        eta_at=None,
        slack_s=None,
        cost_s=None,
        knock_on=(),
        knock_on_min=0.0,
        refusals=(refusal, by_register) if by_register else (refusal,),
    )
