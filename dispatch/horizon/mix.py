"""Planned visits beside the one-hour work: they fill the time that no promise needs, and yield to every one.

The one-hour work is planned as if there were no planned visits. Then each engineer's planned stops are put
into the gaps, in their planned order, only where no urgent job in time becomes late and none that is late
becomes later. What does not fit now is reported, and fits at a later instant or a later day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from dispatch.assemble import assemble
from dispatch.horizon.plan import HorizonPlan, HorizonRoute, HorizonStop
from dispatch.horizon.problem import Horizon
from dispatch.model.plan import Plan
from dispatch.model.problem import Engineer, Job, Problem
from dispatch.model.snapshot import parse_snapshot
from dispatch.model.timing import Visit, timed_routes
from dispatch.travel import TravelTimes, travel_times

Planner: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]
LOWEST: Final = 0  # priority of planned work in a snapshot


@dataclass(frozen=True, slots=True)
class Mixed:
    """The snapshot with the planned stops as jobs of the lowest priority, and a plan of both."""

    snapshot: dict[str, Any]
    plan: Plan


def mix(
    snapshot: Mapping[str, Any],
    horizon: Horizon,
    planned: HorizonPlan,
    planner: Planner,
    *,
    done: frozenset[str] = frozenset(),
    reserve: int = 0,
) -> Mixed:
    """Plan an instant's urgent jobs by `planner`, and the planned stops of the shifts under way in the gaps.

    `done` are the ids of planned stops already served (of a restocking, see `stop_id`). While at most
    `reserve` engineers are free for the next request, nobody else sets out for planned work.

    Raises SnapshotError naming the field of the snapshot that is not valid.
    """
    stops = list(_due(snapshot, horizon, planned, done))
    whole = {**snapshot, "jobs": [*snapshot["jobs"], *(stop.job for stop in stops)]}
    problem = parse_snapshot(whole)
    urgent = Plan.from_dict(planner(_without(snapshot, {stop.id for stop in stops})))
    times = travel_times(problem.travel)
    mixer = _Mixer(problem, times, urgent, reserve)
    for stop in stops:
        mixer.place(stop)
    moves = tuple(move for move in urgent.moves if not mixer.routes.get(move.engineer))
    plan = replace(assemble(problem, mixer.routes, times, moves), wake_s=urgent.wake_s)
    return Mixed(whole, plan)


def stop_id(shift_id: str, stop: HorizonStop) -> str:
    """The id of a planned stop as a job: the visit's own, or one made for a restocking."""
    return stop.visit if stop.visit is not None else f"{stop.depot}@{shift_id}"


@dataclass(frozen=True, slots=True)
class _Planned:
    """A planned stop as a job, and whether those behind it in the shift depend on it (a restocking)."""

    id: str
    engineer: str
    job: dict[str, Any]
    restocks: bool


def _due(
    snapshot: Mapping[str, Any], horizon: Horizon, planned: HorizonPlan, done: frozenset[str]
) -> Iterator[_Planned]:
    """The stops of shifts under way whose engineers the snapshot holds, each shift's in order."""
    crew = {engineer["id"]: engineer for engineer in snapshot["engineers"]}
    for route in planned.routes:
        shift, engineer = horizon.shift_by_id[route.shift], crew.get(route.engineer)
        if engineer is None or not shift.start_s <= snapshot["now_s"] < shift.latest_s:
            continue
        for stop in route.stops:
            if stop_id(route.shift, stop) not in done and engineer["skills"]:
                yield _as_job(horizon, route, stop, engineer)


def _as_job(
    horizon: Horizon, route: HorizonRoute, stop: HorizonStop, engineer: Mapping[str, Any]
) -> _Planned:
    shift = horizon.shift_by_id[route.shift]
    place = horizon.visit_by_id[stop.visit] if stop.visit else horizon.depot_by_id[stop.depot or ""]
    window = next(((a, b) for a, b in place.windows if a <= stop.start_s <= b), None)
    opens_s, closes_s = window or (shift.start_s, shift.latest_s)
    skills = sorted(horizon.visit_by_id[stop.visit].skills if stop.visit else ()) or sorted(
        engineer["skills"]
    )
    job = {
        "id": stop_id(route.shift, stop),
        "point": list(place.point),
        "skill": skills[0],
        "min_stars": 1,
        "requested_at_s": opens_s,
        "window_start_s": opens_s,
        "due_at_s": closes_s,
        "expected_service_s": place.service_s,
        "priority": LOWEST,
        "required_engineer": route.engineer,
        "current_engineer": route.engineer,
    }
    return _Planned(stop_id(route.shift, stop), route.engineer, job, restocks=stop.depot is not None)


def _without(snapshot: Mapping[str, Any], planned: set[str]) -> dict[str, Any]:
    """The snapshot as the urgent planner sees it: whoever drives to planned work is free to turn round."""
    engineers = []
    for engineer in snapshot["engineers"]:
        if engineer.get("heading_to") in planned:
            engineers.append({**engineer, "heading_to": None, "status": "idle"})
        else:
            engineers.append(engineer)
    routes = [
        {**route, "stops": [stop for stop in route["stops"] if stop["job"] not in planned]}
        for route in snapshot.get("routes") or ()
    ]
    return {**snapshot, "engineers": engineers, "routes": routes}


class _Mixer:
    """Routes of urgent work, into which planned stops go where they harm nobody."""

    def __init__(self, problem: Problem, times: TravelTimes, urgent: Plan, reserve: int) -> None:
        self._problem, self._times, self._reserve = problem, times, reserve
        self.routes = {route.engineer: [stop.job for stop in route.stops] for route in urgent.routes}
        self._promised = {stop.job: stop.arrive_s for route in urgent.routes for stop in route.stops}
        self._behind: dict[str, int] = {}
        self._blocked: set[str] = set()

    def place(self, stop: _Planned) -> None:
        """Put a planned stop where it costs least, behind those of its engineer's that were placed before."""
        if stop.engineer in self._blocked:
            return
        engineer, route = self._problem.engineer(stop.engineer), self.routes.get(stop.engineer, [])
        first = max(self._behind.get(stop.engineer, 0), self._held(engineer, route))
        options = []
        for at in range(first, len(route) + 1):
            longer = [*route[:at], stop.id, *route[at:]]
            visits = self._timed(engineer, longer)
            if self._harmless(engineer, visits) and (route or self._may_leave(engineer)):
                options.append((sum(visit.drive_s for visit in visits), at, longer))
        if options:
            _, at, self.routes[stop.engineer] = min(options)
            self._behind[stop.engineer] = at + 1
        elif stop.restocks:
            self._blocked.add(stop.engineer)

    def _held(self, engineer: Engineer, route: Sequence[str]) -> int:
        """1 where the first stop must stay first: frozen, or being driven to."""
        first = self._problem.fixed_first.get(engineer.id) or engineer.heading_to
        return int(bool(route) and route[0] == first)

    def _may_leave(self, engineer: Engineer) -> bool:
        """Whether enough engineers stay free for the next request if this one, now idle, sets out."""
        if engineer.status != "idle":
            return True
        free = [e for e in self._problem.engineers if e.available and e.status == "idle"]
        return sum(not self.routes.get(other.id) for other in free) > self._reserve

    def _timed(self, engineer: Engineer, job_ids: Sequence[str]) -> list[Visit]:
        jobs = [self._problem.job(job_id) for job_id in job_ids]
        return timed_routes(self._problem, self._times, [(engineer, jobs)])[0]

    def _harmless(self, engineer: Engineer, visits: Sequence[Visit]) -> bool:
        if len(visits) > self._problem.most_stops(engineer) or not engineer.available:
            return False
        return all(self._kept(visit) for visit in visits) and visits[-1].depart_s <= engineer.shift_end_s

    def _kept(self, visit: Visit) -> bool:
        """In time, or, urgent and late anyway, no later than without planned work."""
        job: Job = visit.job
        return visit.arrive_s <= max(job.due_at_s, self._promised.get(job.id, job.due_at_s))
