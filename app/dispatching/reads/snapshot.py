"""A territory as the engine wants to see it: one instant's engineers, open visits and plan in force.

Times are whole seconds since 1970 UTC, ids are the UUIDs' text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.dispatching.reads.crew import engineers_by_id, gone_engineers, shifts_of_day
from app.dispatching.reads.engagement import Crew
from app.dispatching.reads.open_visits import OpenVisit, open_visits
from app.dispatching.reads.travel import travel_of
from app.kernel import UnitOfWork
from app.kernel.epoch import to_epoch, to_epoch_after
from app.positions.reads.whereabouts import STALE, last_seen, recent_work
from app.registers.tables import Territory
from app.requests.rules.lifecycle import OPEN_VISIT_STATES, VisitState
from app.requests.tables import Visit, VisitExclusion
from dispatch.fields import Fields
from dispatch.model.stars import SERVICE_FACTOR
from dispatch.travel import travel_times
from dispatch.travel.spec import read_travel

LAPSED = "expired"
PHONE_SILENT = "phone_silent"
"""Why a visit is not planned for an engineer who cannot be asked."""


@dataclass(frozen=True, slots=True)
class TerritoryView:
    """A snapshot and what it takes to apply a plan of it.

    `visits` has every open visit; `on_shift` whoever may be asked now, which nobody may whose phone is
    silent; `lapsed` the visits with an engineer passed over because an offer ran out.
    """

    territory_id: UUID
    now: datetime
    snapshot: dict[str, Any]
    visits: Mapping[UUID, OpenVisit]
    on_shift: frozenset[UUID]
    lapsed: frozenset[UUID]
    silent: frozenset[UUID] = frozenset()

    def truly(self, reason: Mapping[str, Any], engineer: str = "engineer") -> dict[str, Any]:
        """Return a reason against an engineer as it is: nobody ruled out one whose phone is silent."""
        told = dict(reason)
        if told.get("code") == "excluded" and told.get(engineer) in {str(key) for key in self.silent}:
            told["code"] = PHONE_SILENT
        return told


def territory_view(uow: UnitOfWork, territory_id: UUID, *, hold_pins: bool = False) -> TerritoryView:
    """Read the territory; with `hold_pins`, whoever said yes to a visit pinned to him is not turned round.

    The planner holds pins so; a dispatcher may give the visit to anybody.

    Raises:
        NotFound: there is no such territory.
    """
    territory = uow.get(Territory, territory_id)
    visits = open_visits(uow, territory_id)
    shifts = shifts_of_day(uow, territory_id)
    engineers = engineers_by_id(uow, {*shifts, *(v.engineer_id for v in visits if v.engineer_id)})
    begin = min((s.starts_at for s in shifts.values()), default=uow.now)
    work = recent_work(uow, [e.id for e in engineers], min(begin, uow.now - STALE))
    learned = travel_of(uow, territory)
    gone = gone_engineers(uow, [engineer.id for engineer in engineers])
    crew = Crew(uow.now, territory, visits, shifts, work, last_seen(uow, engineers, work), gone)
    now_s = to_epoch(uow.now)
    crew.follow_drives(travel_times(read_travel(Fields.of(learned.travel, "travel"), now_s)))
    holders = {visit.request_id: visit.engineer_id for visit in visits}
    exclusions = _exclusions(uow, territory_id)
    silent = frozenset(engineer.id for engineer in engineers if engineer.phone_silent_since)
    snapshot = {
        "now_s": now_s,
        "promise_s": territory.promise_s,
        "profile": "day",
        "overtime_s": 0,
        "travel": learned.travel,
        **({"spread": learned.spread} if learned.spread else {}),
        "service_factor": {str(stars): factor for stars, factor in SERVICE_FACTOR.items()},
        "engineers": [crew.engineer(e) for e in engineers],
        "jobs": [
            {
                **_job(visit, {*exclusions.get(visit.id, {}), *_unasked(visit, silent)}, uow.now),
                "frozen": crew.is_frozen(visit, engineers, hold_pins=hold_pins),
                "preferred_engineers": _preferred(visit, holders),
            }
            for visit in visits
        ],
        "routes": _routes(visits),
    }
    return TerritoryView(
        territory_id=territory_id,
        now=uow.now,
        snapshot=snapshot,
        visits={visit.id: visit for visit in visits},
        on_shift=frozenset(key for key, shift in shifts.items() if shift.starts_at <= uow.now) - silent,
        lapsed=frozenset(key for key, why in exclusions.items() if LAPSED in why.values()),
        silent=silent,
    )


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


def _unasked(visit: OpenVisit, silent: Collection[UUID]) -> Collection[UUID]:
    """Those of whom it is no use to plan a visit for them: they cannot be asked; one who said yes was."""
    held = visit.state in (VisitState.ACCEPTED, VisitState.EN_ROUTE)
    return [key for key in silent if not (held and key == visit.engineer_id)]


def _job(visit: OpenVisit, excluded: Collection[UUID], now: datetime) -> dict[str, Any]:
    pinned = visit.pinned_engineer_id
    opens_at = visit.opens_at(now)
    return {
        "id": str(visit.id),
        "point": list(visit.point),
        "skill": visit.skill_code,
        "min_stars": visit.min_stars,
        "requested_at_s": to_epoch(visit.waits_since),
        "due_at_s": to_epoch(visit.due_at),
        "expected_service_s": visit.expected_s,
        "priority": visit.priority,
        "required_engineer": str(pinned) if pinned else None,
        "excluded_engineers": sorted(str(key) for key in excluded if key != pinned),
        "current_engineer": str(visit.engineer_id) if visit.engineer_id else None,
        "state": visit.state,
        "window_start_s": to_epoch_after(opens_at) if opens_at else None,
    }


def _preferred(visit: OpenVisit, holders: Mapping[UUID, UUID | None]) -> list[str]:
    """A machine reported twice is best seen by one engineer."""
    holder = holders.get(visit.linked_to_id) if visit.linked_to_id else None
    return [str(holder)] if holder else []


def _routes(visits: Sequence[OpenVisit]) -> list[dict[str, Any]]:
    held = [v for v in visits if v.engineer_id and v.sequence is not None]
    held.sort(key=lambda v: (v.sequence or 0, v.eta_at or v.created_at, v.id))
    stops: dict[UUID, list[dict[str, str]]] = defaultdict(list)
    for visit in held:
        if visit.engineer_id:
            stops[visit.engineer_id].append({"job": str(visit.id)})
    return [{"engineer": str(key), "stops": found} for key, found in stops.items()]
