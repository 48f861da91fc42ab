"""A territory as the engine takes it: one instant's engineers, open visits and plan in force.

Times are whole seconds since 1970 UTC, ids are the UUIDs' text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select

from app.dispatching.hooks import decided_shares
from app.dispatching.reads.crew import engineers_by_id, gone_engineers, shifts_of_day
from app.dispatching.reads.engagement import Crew
from app.dispatching.reads.learned import star_factors
from app.dispatching.reads.month_shares import month_shares
from app.dispatching.reads.named import Place, named_at
from app.dispatching.reads.once_more import once_more
from app.dispatching.reads.open_visits import OpenVisit, open_visits
from app.dispatching.reads.papers import with_papers
from app.dispatching.reads.plan import expects_requests
from app.dispatching.reads.travel import travel_of
from app.dispatching.rules.fair_share import against_decided
from app.dispatching.rules.learned import AS_GIVEN, StarFactors
from app.dispatching.rules.named import NOBODY_NAMED, Named, NamedEntry, required_away
from app.dispatching.rules.steady import with_yes_kept
from app.kernel import UnitOfWork
from app.kernel.epoch import to_epoch, to_epoch_after
from app.kernel.local_dates import local_date
from app.positions.reads.whereabouts import STALE, last_seen, recent_work
from app.registers.tables import Territory
from app.requests.rules.lifecycle import OPEN_VISIT_STATES, OfferState, VisitState
from app.requests.rules.promise import Decision
from app.requests.tables import Offer, Visit, VisitExclusion
from dispatch.fields import Fields
from dispatch.model.contradictions import refuse_contradictions
from dispatch.model.demand import read_demand
from dispatch.model.problem import Job, Problem, Spread
from dispatch.model.problem import VisitState as JobState
from dispatch.travel import travel_times
from dispatch.travel.spec import read_travel

LAPSED, TAKEN_BACK = "expired", "taken_back"
PASSED_OVER = (LAPSED, TAKEN_BACK)
"""Why an engineer does not get a visit as long as anybody else can serve it."""

UNTAKEN = (VisitState.PLANNED, VisitState.OFFERED)
"""Nobody has said yes."""

DECLINED = "declined"
OWN_REASONS = frozenset({DECLINED, LAPSED, TAKEN_BACK, Decision.NOT_ARRIVED})
"""Why an engineer is kept off a visit without a dispatcher's having ruled him out."""

PHONE_SILENT = "phone_silent"
"""Why a visit is not planned for an engineer who cannot be asked."""


@dataclass(frozen=True, slots=True)
class TerritoryView:
    """The engine's problem and what it takes to apply a plan of it.

    `visits` has every open visit; `on_shift` whoever may be asked now, which nobody may whose phone is
    silent; `lapsed` the visits with an engineer passed over; `ruled_out` visits and who is not to serve
    them, with the reason; `settled` those that were taken from somebody who had said yes; `once_more` who let
    a single offer of a visit lapse, and is asked again before its promise breaks; `named` what the
    register of named engineers says of them; `factors` how long grades and faults are reckoned to take.
    """

    territory_id: UUID
    now: datetime
    problem: Problem
    visits: Mapping[UUID, OpenVisit]
    on_shift: frozenset[UUID]
    lapsed: frozenset[UUID]
    silent: frozenset[UUID] = frozenset()
    ruled_out: Mapping[tuple[UUID, str], str] = field(default_factory=dict)
    settled: frozenset[str] = frozenset()
    once_more: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)
    named: Mapping[UUID, Named] = field(default_factory=dict)
    factors: StarFactors = AS_GIVEN

    def against(self, visit_id: UUID, engineer: object) -> dict[str, Any] | None:
        """Return the refusal by which the register of named engineers keeps somebody off a visit, if any."""
        named = self.named.get(visit_id)
        return named.against(UUID(str(engineer))) if named and engineer else None

    def missing(self, visit_id: UUID) -> list[NamedEntry]:
        """Return the entries that require somebody for a visit who is not there to come; all or none."""
        named = self.named.get(visit_id)
        required = list(named.required.values()) if named else []
        there = {one.id for one in self.problem.engineers if one.available}
        return [] if any(str(one.engineer_id) in there for one in required) else required

    def reasons(
        self, visit_id: UUID, reasons: Iterable[Mapping[str, Any]], engineer: str = "engineer"
    ) -> list[dict[str, Any]]:
        """Return the reasons against a visit as they are, and before them who is required and not there."""
        absent = [{engineer: str(one.engineer_id), **required_away(one)} for one in self.missing(visit_id)]
        return [*absent, *(self.truly(visit_id, reason, engineer) for reason in reasons)]

    @property
    def with_yes_kept(self) -> Problem:
        """The problem in which whoever said yes goes: what a request that comes now may not change."""
        return with_yes_kept(self.problem, self.settled)

    def truly(self, visit_id: UUID, reason: Mapping[str, Any], engineer: str = "engineer") -> dict[str, Any]:
        """Return a reason against an engineer as it is: only what a dispatcher ruled out is `excluded`."""
        told = dict(reason)
        if told.get("code") != "excluded":
            return told
        key = str(told.get(engineer))
        if (by_register := self.against(visit_id, key)) is not None:
            return {**told, **by_register, engineer: told[engineer]}
        why = self.ruled_out.get((visit_id, key))
        if why == Decision.NOT_ARRIVED or (why in OWN_REASONS and key not in map(str, self.silent)):
            told["code"] = why
        elif key in map(str, self.silent):
            told["code"] = PHONE_SILENT
        return told


def territory_view(uow: UnitOfWork, territory_id: UUID, *, hold: bool = False) -> TerritoryView:
    """Read the territory; with `hold`, who has just said yes, or did to what is pinned to him, is held.

    The planner does not turn them round; a dispatcher may give the visit to anybody.

    Raises:
        NotFound: there is no such territory.
        SnapshotError: the territory's travel settings are outside what the engine takes.
    """
    territory = uow.get(Territory, territory_id)
    visits = open_visits(uow, territory_id)
    shifts = shifts_of_day(uow, territory_id)
    engineers = engineers_by_id(uow, {*shifts, *(v.engineer_id for v in visits if v.engineer_id)})
    begin = min((s.starts_at for s in shifts.values()), default=uow.now)
    work = recent_work(uow, [e.id for e in engineers], min(begin, uow.now - STALE))
    now_s, learned = to_epoch(uow.now), travel_of(uow, territory)
    travel = read_travel(Fields.of(learned.travel, "travel"), now_s)
    factors = star_factors(uow)
    gone = gone_engineers(uow, [engineer.id for engineer in engineers])
    crew = Crew(uow.now, territory, visits, shifts, work, last_seen(uow, engineers, work), gone, factors)
    crew.weigh_month(against_decided(month_shares(uow, territory), decided_shares(uow, engineers)))
    crew.follow_drives(travel_times(travel))
    holders = {visit.request_id: visit.engineer_id for visit in visits}
    places = {one.id: Place(one.customer_id, one.site_id, one.asset_id) for one in visits}
    named = named_at(uow, places, local_date(uow.now, territory.time_zone))
    ids = [engineer.id for engineer in engineers]
    kept_off = {key: one.kept_off(ids) for key, one in named.items()}
    exclusions = _exclusions(uow, territory_id)
    silent = frozenset(engineer.id for engineer in engineers if engineer.phone_silent_since)
    problem = Problem(
        now_s=now_s,
        promise_s=territory.promise_s,
        travel=travel,
        engineers=tuple(crew.engineer(e) for e in engineers),
        jobs=tuple(
            replace(
                _job(
                    visit,
                    {*exclusions.get(visit.id, {}), *_unasked(visit, silent), *kept_off.get(visit.id, ())},
                    uow.now,
                    factors,
                ),
                frozen=crew.is_frozen(visit, engineers, hold=hold),
                preferred_engineers=_preferred(visit, holders, named.get(visit.id, NOBODY_NAMED)),
            )
            for visit in visits
        ),
        service_factor=factors.by_stars,
        routes=_routes(visits),
        profile="day",
        spread=Spread(**learned.spread),
        demand=read_demand(Fields.of(learned.demand, "demand")) if learned.demand else None,
        keep_stars=uow.runtime.settings.planner_keeps_stars,
        futures=None if expects_requests(uow, territory) else 0,
    )
    problem = with_papers(uow, problem, territory)
    refuse_contradictions(problem.engineers, problem.jobs)
    return TerritoryView(
        territory_id=territory_id,
        now=uow.now,
        problem=problem,
        visits={visit.id: visit for visit in visits},
        on_shift=frozenset(key for key, shift in shifts.items() if shift.starts_at <= uow.now) - silent,
        lapsed=frozenset(
            key for key, why in exclusions.items() if not {*PASSED_OVER}.isdisjoint(why.values())
        ),
        silent=silent,
        ruled_out={
            (visit_id, str(key)): str(reason)
            for visit_id, why in exclusions.items()
            for key, reason in why.items()
        },
        settled=_settled(uow, visits) if hold else frozenset(),
        once_more=once_more(uow, {key: _who_lapsed(why, silent) for key, why in exclusions.items()}),
        named=named,
        factors=factors,
    )


def _settled(uow: UnitOfWork, visits: Sequence[OpenVisit]) -> frozenset[str]:
    """Those of these visits that somebody accepted once and nobody has accepted now."""
    waiting = [visit.id for visit in visits if visit.engineer_id and visit.state in UNTAKEN]
    accepted = select(Offer.visit_id).where(Offer.visit_id.in_(waiting), Offer.state == OfferState.ACCEPTED)
    return frozenset(str(key) for key in uow.session.scalars(accepted)) if waiting else frozenset()


def _exclusions(uow: UnitOfWork, territory_id: UUID) -> dict[UUID, dict[UUID, str]]:
    """Open visit → engineer who is not to serve it → why."""
    found: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    rows = uow.session.execute(
        select(VisitExclusion.visit_id, VisitExclusion.engineer_id, VisitExclusion.reason)
        .join(Visit, Visit.id == VisitExclusion.visit_id)
        .where(Visit.territory_id == territory_id, Visit.state.in_(OPEN_VISIT_STATES))
    )
    for visit_id, engineer_id, reason in rows:
        found[visit_id][engineer_id] = reason
    return found


def _who_lapsed(why: Mapping[UUID, str], silent: Collection[UUID]) -> set[UUID]:
    return {key for key, reason in why.items() if reason == LAPSED and key not in silent}


def _unasked(visit: OpenVisit, silent: Collection[UUID]) -> Collection[UUID]:
    """Those of whom it is no use to plan a visit for them: they cannot be asked; one who said yes was."""
    held = visit.state in (VisitState.ACCEPTED, VisitState.EN_ROUTE)
    return [key for key in silent if not (held and key == visit.engineer_id)]


def _job(visit: OpenVisit, excluded: Collection[UUID], now: datetime, factors: StarFactors) -> Job:
    pinned = visit.pinned_engineer_id
    opens_at = visit.opens_at(now)
    return Job(
        id=str(visit.id),
        point=visit.point,
        skill=visit.skill_code,
        min_stars=visit.min_stars,
        requested_at_s=to_epoch(visit.waits_since),
        due_at_s=to_epoch(visit.due_at),
        expected_service_s=factors.expected_s(visit.expected_s, visit.fault_code),
        priority=visit.priority,
        required_engineer=str(pinned) if pinned else None,
        excluded_engineers=frozenset(str(key) for key in excluded if key != pinned),
        current_engineer=str(visit.engineer_id) if visit.engineer_id else None,
        state=cast("JobState", str(visit.state)),
        window_start_s=to_epoch_after(opens_at) if opens_at else None,
    )


def _preferred(visit: OpenVisit, holders: Mapping[UUID, UUID | None], named: Named) -> frozenset[str]:
    """A machine reported twice is best seen by one engineer; else by whom the register prefers."""
    holder = holders.get(visit.linked_to_id) if visit.linked_to_id else None
    return frozenset([str(holder)] if holder else map(str, named.preferred))


def _routes(visits: Sequence[OpenVisit]) -> dict[str, tuple[str, ...]]:
    held = [v for v in visits if v.engineer_id and v.sequence is not None]
    held.sort(key=lambda v: (v.sequence or 0, v.eta_at or v.created_at, v.id))
    stops: dict[UUID, list[str]] = defaultdict(list)
    for visit in held:
        if visit.engineer_id:
            stops[visit.engineer_id].append(str(visit.id))
    return {str(key): tuple(found) for key, found in stops.items()}
