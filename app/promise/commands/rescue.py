"""The rescue that an alert carries: who else could come, and what that costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import structlog

from app.dispatching.commands import terms
from app.dispatching.commands.cost import Cost, changed, cost_of_change
from app.dispatching.reads.could_come import as_a_person_asks, said_of
from app.dispatching.reads.doubted import doubted_jobs
from app.dispatching.reads.named import named_of_visits
from app.dispatching.reads.papers import with_papers
from app.dispatching.reads.snapshot import TerritoryView, territory_view
from app.dispatching.rules.named import NOBODY_NAMED, Named
from app.kernel import UnitOfWork
from app.kernel.epoch import from_epoch
from app.promise.reads.rescue_views import UNCERTAIN, expected_at, gain_s
from app.promise.rules.ladder import Rung
from app.registers.tables import Territory
from app.requests.tables import Visit
from dispatch.fields import SnapshotError
from dispatch.insertion.best_fit import Candidate, rank_candidates
from dispatch.model.problem import Job, Problem

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class KnockOn:
    """A visit that comes later by the rescue: by `delay_s`, `late_s` of them past its own promise."""

    visit_id: UUID
    delay_s: int
    late_s: int


@dataclass(frozen=True, slots=True)
class Rescue:
    """The next-best engineer for a visit, of whichever service provider.

    `held_by` and `state` are how the visit stood when this was prepared.  `gain_s` is how much sooner he
    comes than the engineer who has the visit (negative: later), None where nobody is expected.  `cost` is
    the change of the whole plan.
    """

    visit_id: UUID
    engineer_id: UUID
    held_by: UUID | None
    state: str
    eta_at: datetime
    slack_s: int
    gain_s: int | None
    cost: Cost
    knock_on: tuple[KnockOn, ...]
    made_at: datetime

    def to_json(self) -> dict[str, Any]:
        """The form in which an alert keeps it."""
        kept = asdict(self)
        kept["knock_on"] = [{**asdict(one), "visit_id": str(one.visit_id)} for one in self.knock_on]
        for name in ("visit_id", "engineer_id"):
            kept[name] = str(kept[name])
        kept["held_by"] = str(self.held_by) if self.held_by else None
        return {**kept, "eta_at": self.eta_at.isoformat(), "made_at": self.made_at.isoformat()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        return cls(
            visit_id=UUID(kept["visit_id"]),
            engineer_id=UUID(kept["engineer_id"]),
            held_by=UUID(kept["held_by"]) if kept["held_by"] else None,
            state=kept["state"],
            eta_at=datetime.fromisoformat(kept["eta_at"]),
            slack_s=kept["slack_s"],
            gain_s=kept["gain_s"],
            cost=Cost(**kept["cost"]),
            knock_on=tuple(KnockOn(UUID(k["visit_id"]), k["delay_s"], k["late_s"]) for k in kept["knock_on"]),
            made_at=datetime.fromisoformat(kept["made_at"]),
        )


@dataclass(frozen=True, slots=True)
class Prepared:
    """The cheapest other engineer, and the cheapest of those who come sooner than who has the visit."""

    best: Rescue
    sooner: Rescue | None

    def of(self, rung: str) -> Rescue | None:
        """Return what an alert of this rung proposes; None where nobody would make it better.

        Where somebody says that he is there, a person decides that first.
        """
        if rung == Rung.CLAIMED:
            return None
        return self.best if rung in UNCERTAIN else self.sooner


def prepare(uow: UnitOfWork, territory_id: UUID, visit_ids: Iterable[UUID | None]) -> dict[UUID, Prepared]:
    """Find the rescue of each of these visits by insertion (milliseconds each); left out where there is none.

    Reads only.  Who could come is as the list of candidates has it, less those who cannot be reached.  A
    territory that the engine refuses still gets its alerts, without a rescue.
    """
    wanted = [visit_id for visit_id in visit_ids if visit_id is not None]
    if not wanted:
        return {}
    try:
        view = territory_view(uow, territory_id)
    except SnapshotError:
        log.exception("no rescue can be prepared", territory_id=str(territory_id))
        return {}
    doubted = doubted_jobs(uow, wanted)
    problem = replace(view.problem, jobs=(*view.problem.jobs, *doubted.values()))
    problem = with_papers(uow, problem, uow.get(Territory, territory_id)) if doubted else problem
    named = dict(view.named) | named_of_visits(uow, [uow.get(Visit, key) for key in doubted])
    found = {
        key: _of(uow, view, problem, key, named.get(key, NOBODY_NAMED))
        for key in wanted
        if key in view.visits or key in doubted
    }
    return {key: prepared for key, prepared in found.items() if prepared is not None}


def _of(
    uow: UnitOfWork, view: TerritoryView, problem: Problem, visit_id: UUID, named: Named
) -> Prepared | None:
    visit, job, said = uow.get(Visit, visit_id), problem.job(str(visit_id)), said_of(uow, visit_id)
    ranked = rank_candidates(as_a_person_asks(problem, visit_id, said, named), job.id)
    away = {str(key) for key in (visit.engineer_id, *view.silent)}
    others = [c for c in ranked if c.feasible and c.engineer not in away and c.arrive_s is not None]
    others.sort(key=lambda c: c.engineer in said)  # whoever was asked in vain comes last
    if not others:
        return None
    sooner = next((c for c in others if _is_sooner(uow, visit, job, ranked, c)), None)
    best = _told(uow, visit, problem, job, others[0])
    if sooner is None or sooner is others[0]:
        return Prepared(best, best if sooner else None)
    return Prepared(best, _told(uow, visit, problem, job, sooner))


def _is_sooner(
    uow: UnitOfWork, visit: Visit, job: Job, ranked: Sequence[Candidate], other: Candidate
) -> bool:
    """Whether somebody comes before who has the visit, who may not be able to come any more at all."""
    expected = expected_at(visit, uow.now)
    able = any(c.engineer == job.current_engineer and c.feasible for c in ranked)
    if expected is None or not able:
        return True
    return from_epoch(other.arrive_s or 0) < expected


def _told(uow: UnitOfWork, visit: Visit, problem: Problem, job: Job, best: Candidate) -> Rescue:
    eta_at = from_epoch(best.arrive_s or 0)
    given = changed(problem, terms.assigned(job, UUID(best.engineer)))
    return Rescue(
        visit_id=visit.id,
        engineer_id=UUID(best.engineer),
        held_by=visit.engineer_id,
        state=visit.state,
        eta_at=eta_at,
        slack_s=best.slack_s or 0,
        gain_s=gain_s(eta_at, visit, uow.now),
        cost=cost_of_change(problem, given, job.id),
        knock_on=tuple(KnockOn(UUID(k.job), k.delay_s, k.late_s) for k in best.knock_on),
        made_at=uow.now,
    )
