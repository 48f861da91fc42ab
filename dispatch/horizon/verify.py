"""An independent checker of horizon plans: every rule, from the problem and the driving times alone.

Shares no code with the search: it judges it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from dispatch.horizon.plan import HorizonPlan, HorizonRoute, HorizonStop
from dispatch.horizon.problem import Depot, Horizon, PlannedVisit, Shift, Technician
from dispatch.travel import TravelTimes, travel_times
from dispatch.verify.check import Violation


def verify_horizon(horizon: Horizon, plan: HorizonPlan, times: TravelTimes | None = None) -> list[Violation]:
    """All violations of a plan; empty if it may be applied. The cost it states is checked too."""
    road = times or travel_times(horizon.travel)
    found = [*_bookkeeping(horizon, plan), *_routed_once(plan)]
    drive_s = overtime_s = 0
    for route in plan.routes:
        shift = horizon.shift_by_id.get(route.shift)
        if shift is None:
            found.append(Violation("unknown_shift", f"there is no shift {route.shift}", route.engineer))
        elif places := _places(horizon, route):
            judge = _RouteJudge(horizon, shift, route, places, road)
            found += judge.violations()
            drive_s += sum(judge.drives)
            overtime_s += max(0, route.end_s - shift.end_s)
        else:
            found.append(Violation("unknown_stop", "a stop is neither a visit nor a depot", route.engineer))
    if not found:
        found += _stated_cost(horizon, plan, drive_s, overtime_s)
    return found


def _bookkeeping(horizon: Horizon, plan: HorizonPlan) -> Iterator[Violation]:
    planned = Counter(visit for order in plan.visits.values() for visit in order)
    left = Counter(item.visit for item in plan.unassigned)
    for visit in horizon.visits:
        count = planned[visit.id] + left[visit.id]
        if count == 0:
            yield Violation("dropped", "neither planned nor reported as unassigned", job=visit.id)
        if count > 1:
            yield Violation("planned_twice", f"occurs {count} times", job=visit.id)
    for item in plan.unassigned:
        if item.visit not in horizon.visit_by_id:
            yield Violation("unknown_visit", "there is no such visit", job=item.visit)
        if not item.reasons:
            yield Violation("no_reason", "is unassigned without a reason", job=item.visit)


def _routed_once(plan: HorizonPlan) -> Iterator[Violation]:
    for shift_id, count in Counter(route.shift for route in plan.routes).items():
        if count > 1:
            yield Violation("two_routes", f"shift {shift_id} has {count} routes")


def _places(horizon: Horizon, route: HorizonRoute) -> list[PlannedVisit | Depot] | None:
    places: list[PlannedVisit | Depot] = []
    for stop in route.stops:
        place = horizon.visit_by_id.get(stop.visit or "") or horizon.depot_by_id.get(stop.depot or "")
        if place is None:
            return None
        places.append(place)
    return places


def _stated_cost(horizon: Horizon, plan: HorizonPlan, drive_s: int, overtime_s: int) -> Iterator[Violation]:
    weights, stars, preference = horizon.weights, 0, 0
    for route in plan.routes:
        technician = horizon.technician_by_id[route.engineer]
        for visit_id in plan.visits[route.shift]:
            visit = horizon.visit_by_id[visit_id]
            stars += weights.star * max(0, technician.stars - visit.min_stars)
            if visit.preferred_engineers and technician.id not in visit.preferred_engineers:
                preference += weights.not_preferred
    unserved = sum(weights.unserved * horizon.visit_by_id[item.visit].priority for item in plan.unassigned)
    terms = {
        "unserved": unserved,
        "overtime": weights.overtime_s * overtime_s,
        "drive": drive_s,
        "stars": stars,
        "preference": preference,
    }
    stated = plan.cost.to_dict()
    for name, value in terms.items():
        if stated[name] != value:
            yield Violation("wrong_cost", f"{name} costs {value}, not {stated[name]}")


class _RouteJudge:
    """Follows one route with a clock and a van."""

    def __init__(
        self,
        horizon: Horizon,
        shift: Shift,
        route: HorizonRoute,
        places: Sequence[PlannedVisit | Depot],
        road: TravelTimes,
    ) -> None:
        self._shift, self._route, self._places = shift, route, places
        self._technician: Technician = horizon.technician_by_id[shift.engineer]
        self._horizon = horizon
        points = [shift.start, *(place.point for place in places)]
        if shift.end is not None:
            points.append(shift.end)
        self.drives: list[int] = road.pairs(points[:-1], points[1:]).tolist()

    def violations(self) -> Iterator[Violation]:
        """What the route breaks."""
        if self._route.engineer != self._shift.engineer:
            yield self._broken("wrong_engineer", f"the shift is {self._shift.engineer}'s")
        count = sum(isinstance(place, PlannedVisit) for place in self._places)
        if self._shift.max_visits is not None and count > self._shift.max_visits:
            yield self._broken("route_full", f"{count} visits, at most {self._shift.max_visits}")
        if len(self._places) - count > 1:
            yield self._broken("two_restockings", "restocks more than once")
        for place in self._places:
            if isinstance(place, PlannedVisit):
                yield from self._may_serve(place)
        yield from self._times()
        yield from self._van()

    def _broken(self, code: str, message: str, visit: str | None = None) -> Violation:
        return Violation(code, message, self._route.engineer, visit)

    def _may_serve(self, visit: PlannedVisit) -> Iterator[Violation]:
        me = self._technician
        rules = {
            "missing_skill": not visit.skills <= me.skills,
            "too_few_stars": me.stars < visit.min_stars,
            "excluded": me.id in visit.excluded_engineers,
            "pinned_elsewhere": visit.required_engineer not in (None, me.id),
            "other_provider": visit.provider not in (None, me.provider),
        }
        for code, broken in rules.items():
            if broken:
                yield self._broken(code, "the engineer may not serve it", visit.id)

    def _times(self) -> Iterator[Violation]:
        clock = self._shift.start_s
        for stop, place, drive_s in zip(self._route.stops, self._places, self.drives, strict=False):
            name = stop.visit
            if self._soonest(clock, drive_s) > stop.arrive_s:
                yield self._broken("too_early", "arrives before the drive allows", name)
            if not stop.arrive_s <= stop.start_s:
                yield self._broken("too_early", "starts before it arrives", name)
            if place.windows and not any(a <= stop.start_s <= b for a, b in place.windows):
                yield self._broken("outside_window", f"starts at {stop.start_s}", name)
            service_s = self._service_s(place)
            if stop.depart_s - stop.start_s != service_s:
                yield self._broken("wrong_service", f"the service takes {service_s} s", name)
            if self._in_break(stop):
                yield self._broken("during_break", "works in a break", name)
            clock = stop.depart_s
        home_s = self._soonest(clock, self.drives[-1]) if self._shift.end is not None else clock
        if self._route.end_s < home_s:
            yield self._broken("too_early", "ends before the drive allows")
        if self._route.end_s > self._shift.latest_s:
            yield self._broken("shift_over", f"ends {self._route.end_s - self._shift.latest_s} s too late")

    def _soonest(self, ready_s: int, drive_s: int) -> int:
        """The earliest arrival of a drive that no break interrupts."""
        for pause_s, resume_s in self._shift.breaks:
            if ready_s < resume_s and pause_s < ready_s + drive_s:
                ready_s = resume_s
        return ready_s + drive_s

    def _in_break(self, stop: HorizonStop) -> bool:
        return any(stop.start_s < b and a < stop.depart_s for a, b in self._shift.breaks)

    def _service_s(self, place: PlannedVisit | Depot) -> int:
        if isinstance(place, Depot):
            return place.service_s
        return self._horizon.service_s(self._technician, place)

    def _van(self) -> Iterator[Violation]:
        used: Counter[str] = Counter()
        for place in self._places:
            if isinstance(place, Depot):
                if place.id not in self._technician.depots:
                    yield self._broken("wrong_depot", f"may not restock at {place.id}")
                return
            used.update(place.parts)
            if not place.tools <= self._technician.tools:
                yield self._broken("missing_tool", "a tool is not in the van", place.id)
            if any(used[name] > self._technician.parts.get(name, 0) for name in place.parts):
                yield self._broken("missing_part", "a part is not in the van", place.id)
