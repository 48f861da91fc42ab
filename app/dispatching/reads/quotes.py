"""What can be promised of a visit that does not exist yet: who would come, when, and how surely."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.calendar.rules.due_times import opens_at
from app.dispatching.reads.papers import with_papers
from app.dispatching.reads.snapshot import TerritoryView, territory_view
from app.dispatching.rules.named import NOBODY_NAMED, Named
from app.dispatching.rules.put_off import NOBODY, PutOff
from app.dispatching.rules.steady import ranked_beside
from app.kernel import UnitOfWork
from app.kernel.epoch import from_epoch, to_epoch, to_epoch_after
from app.registers.tables import Engineer, Territory
from dispatch.insertion.best_fit import Candidate
from dispatch.insertion.odds import chance_in_time
from dispatch.model.problem import Job, Problem
from dispatch.travel import Point

ASKED = "asked"
LOOKED_AT = 5
"""So many of the cheapest are asked how surely they would come."""

CLEARLY = 0.1
"""By how much a chance must be better for its engineer to be worth naming beside the cheapest."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A visit as it would be if it were taken in now."""

    territory_id: UUID
    point: Point
    skill_code: str
    min_stars: int
    expected_s: int
    priority: int
    promise_s: int
    due_at: datetime
    named: Named = NOBODY_NAMED
    fault_code: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """One engineer who could come: `chance` is that of keeping the promise, `slack_s` negative when late.

    `put_off` is what that costs others.
    """

    engineer: Engineer
    eta_at: datetime
    slack_s: int
    chance: float
    put_off: PutOff = NOBODY


@dataclass(frozen=True, slots=True)
class Quote:
    """The best offer, and a surer one where there is a clearly surer; neither where nobody can come."""

    best: Offer | None
    surer: Offer | None


def quote(uow: UnitOfWork, ask: Ask) -> Quote:
    """Look who would come, by the same insertion that intake makes; nothing is written or held.

    Raises:
        NotFound: there is no such territory.
    """
    view = territory_view(uow, ask.territory_id, hold=True)
    problem = with_papers(uow, _with(view, ask, uow.now), uow.get(Territory, ask.territory_id))
    ranked = [one for one in ranked_beside(problem, ASKED, view.settled) if one.feasible][:LOOKED_AT]
    offers = [_offer(uow, problem, candidate) for candidate in ranked]
    if not offers:
        return Quote(None, None)
    best, surest = offers[0], max(offers, key=lambda one: one.chance)
    return Quote(best, surest if surest.chance >= best.chance + CLEARLY else None)


def _with(view: TerritoryView, ask: Ask, now: datetime) -> Problem:
    problem = view.problem
    crew = [UUID(engineer.id) for engineer in problem.engineers]
    opening = opens_at(ask.due_at, ask.promise_s, None, now)
    job = Job(
        id=ASKED,
        point=ask.point,
        skill=ask.skill_code,
        min_stars=ask.min_stars,
        requested_at_s=problem.now_s,
        due_at_s=to_epoch(ask.due_at),
        expected_service_s=view.factors.expected_s(ask.expected_s, ask.fault_code),
        priority=ask.priority,
        window_start_s=to_epoch_after(opening) if opening else None,
        excluded_engineers=frozenset(map(str, {*view.silent, *ask.named.kept_off(crew)})),
        preferred_engineers=frozenset(map(str, ask.named.preferred)),
    )
    return replace(problem, jobs=(*problem.jobs, job))


def _offer(uow: UnitOfWork, problem: Problem, candidate: Candidate) -> Offer:
    return Offer(
        engineer=uow.get(Engineer, UUID(candidate.engineer)),
        eta_at=from_epoch(candidate.arrive_s or 0),
        slack_s=candidate.slack_s or 0,
        chance=chance_in_time(problem, ASKED, candidate) or 0.0,
        put_off=PutOff.of(candidate.knock_on, problem),
    )
