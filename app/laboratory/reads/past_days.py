"""Days that were: a territory's requests, visits and shifts as the laboratory wants to play them again."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.dispatching.reads.crew import presence_of
from app.dispatching.reads.travel import Travel, travel_of
from app.kernel import UnitOfWork
from app.kernel.epoch import to_epoch
from app.registers.rules.roster import Presence, merged
from app.registers.tables import Engineer, Shift, Territory
from app.requests.reads.outcomes import outcome_of, tally
from app.requests.rules.lifecycle import RequestState
from app.requests.tables import ServiceRequest, Visit
from dispatch.fields import Fields
from dispatch.model.stars import SERVICE_FACTOR
from dispatch.simulation.day import Day, Member, Request
from dispatch.simulation.demand import cell_of
from dispatch.travel import travel_times
from dispatch.travel.spec import Point, read_travel

SHORTEST_DRIVE_S: Final = 60
"""Of a shorter drive the ratio to the expected says more about parking than about traffic."""
_WILDEST_DRIVE: Final = 4.0
LONGEST_DELAY_S: Final = 1800
"""Who set out later than this after the visit was given to him was waiting for something else."""


@dataclass(frozen=True, slots=True)
class PastDay:
    """A day to play again, and what really became of it.

    Requests that were called off or solved without a visit are not in it; `cancelled` and `solved_remotely`
    count them.  The promises of `kept` of its requests were kept.
    """

    day: Day
    kept: int
    cancelled: int
    solved_remotely: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """A request with the visits that reached the customer, oldest first, each with who made it."""

    request: ServiceRequest
    visits: Sequence[tuple[Visit, Engineer]]

    @property
    def promise_s(self) -> int:
        """What was promised, in seconds from the request; more than the contract's outside its hours."""
        return math.floor((self.request.due_at - self.request.requested_at).total_seconds())

    @property
    def service_s(self) -> int:
        """Seconds that the work took, as an engineer at factor 1 would have needed; expected if none ended.

        The work of return visits is added: somebody has to do it.
        """
        done = [
            (visit.completed_at - visit.on_site_at).total_seconds() / SERVICE_FACTOR.get(engineer.stars, 1.0)
            for visit, engineer in self.visits
            if visit.completed_at is not None and visit.on_site_at is not None
        ]
        return max(0, round(sum(done))) if done else self.request.expected_s


def day_travel(uow: UnitOfWork, territory: Territory, midnight_s: int) -> Travel:
    """What the territory is planned with, for a day whose local midnight is at second `midnight_s`."""
    found = travel_of(uow, territory)
    moved = {"midnight_s": midnight_s} if "midnight_s" in found.travel else {}
    demand = {**found.demand, "midnight_s": midnight_s} if found.demand else None
    return replace(found, travel={**found.travel, **moved}, demand=demand)


def past_day(uow: UnitOfWork, territory: Territory, on: date) -> PastDay:
    """The local day `on` of a territory, second 0 at its midnight; a shift begun the day before has begun.

    Service times are the real ones; a drive's factor compares it with the travel model, from where the
    engineer was last seen at work, and setting out took as long as it did.  Shifts that touch are one; an
    engineer who had two that do not is two.
    """
    zone = ZoneInfo(territory.time_zone)
    begin, end = _midnight(on, zone), _midnight(on + timedelta(days=1), zone)
    found = stories(uow, territory, begin, end)
    live = [one for one in found if one.request.state != RequestState.CANCELLED]
    visited = [one for one in live if one.visits or one.request.solved_remotely_at is None]
    travel = day_travel(uow, territory, 0)
    legs = first_legs(visited)
    factors = _drive_factors(travel.travel, begin, legs)
    day = Day(
        name=f"{territory.code} {on.isoformat()}",
        promise_s=territory.promise_s,
        travel=travel.travel,
        demand=travel.demand,
        engineers=tuple(_crew(uow, territory, begin, end)),
        requests=tuple(_request(one, territory, begin, factors, legs) for one in visited),
        service_factor=SERVICE_FACTOR,
        spread=travel.spread or None,
        week_hour=on.weekday() * 24,
    )
    came_to = tally(outcome_of(one.request, uow.now) for one in visited)
    return PastDay(day, came_to.kept, len(found) - len(live), len(live) - len(visited))


def stories(uow: UnitOfWork, territory: Territory, begin: datetime, end: datetime) -> list[Story]:
    """The requests made in [begin, end), oldest first, with the visits that reached the customer."""
    rows = uow.session.scalars(
        select(ServiceRequest)
        .where(
            ServiceRequest.territory_id == territory.id,
            ServiceRequest.requested_at >= begin,
            ServiceRequest.requested_at < end,
        )
        .order_by(ServiceRequest.requested_at, ServiceRequest.code)
    ).all()
    visits: dict[UUID, list[tuple[Visit, Engineer]]] = defaultdict(list)
    made = uow.session.execute(
        select(Visit, Engineer)
        .join(Engineer, Engineer.id == Visit.engineer_id)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(
            Visit.on_site_at.is_not(None),
            ServiceRequest.territory_id == territory.id,
            ServiceRequest.requested_at >= begin,
            ServiceRequest.requested_at < end,
        )
        .order_by(Visit.ordinal)
    )
    for visit, engineer in made:
        visits[visit.request_id].append((visit, engineer))
    return [Story(request, visits[request.id]) for request in rows]


def shifts_between(
    uow: UnitOfWork, territory: Territory, begin: datetime, end: datetime
) -> list[tuple[Engineer, Presence]]:
    """Presences of the territory's engineers that overlap [begin, end), by engineer's number and time."""
    rows = uow.session.execute(
        select(Engineer, Shift)
        .join(Shift, Shift.engineer_id == Engineer.id)
        .where(Engineer.territory_id == territory.id, Shift.starts_at < end, Shift.ends_at > begin)
        .options(selectinload(Engineer.skills))
        .order_by(Engineer.number, Shift.starts_at)
    )
    people: dict[UUID, Engineer] = {}
    rosters: dict[UUID, list[Presence]] = defaultdict(list)
    for engineer, shift in rows:
        people[engineer.id] = engineer
        rosters[engineer.id].append(presence_of(shift))
    return [(people[key], presence) for key, shifts in rosters.items() for presence in merged(shifts)]


def member(engineer: Engineer, name: str, shift: Presence, origin: datetime) -> Member:
    """An engineer with one presence, in seconds since `origin`, who starts from home."""
    zero = to_epoch(origin)
    return Member(
        id=name,
        stars=engineer.stars,
        skills=frozenset(skill.code for skill in engineer.skills),
        start=(engineer.base_lat, engineer.base_lon),
        shift=(to_epoch(shift.starts_at) - zero, to_epoch(shift.ends_at) - zero),
        breaks=tuple((to_epoch(begins) - zero, to_epoch(ends) - zero) for begins, ends in shift.breaks),
    )


def _midnight(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(), zone)


def _crew(uow: UnitOfWork, territory: Territory, begin: datetime, end: datetime) -> Iterator[Member]:
    seen: dict[str, int] = defaultdict(int)
    for engineer, shift in shifts_between(uow, territory, begin, end):
        seen[engineer.number] += 1
        again = seen[engineer.number]
        yield member(engineer, engineer.number if again == 1 else f"{engineer.number}/{again}", shift, begin)


def _request(
    one: Story,
    territory: Territory,
    begin: datetime,
    factors: Mapping[UUID, float],
    legs: Mapping[UUID, Leg],
) -> Request:
    request = one.request
    point = (request.lat, request.lon)
    return Request(
        id=request.code,
        at_s=to_epoch(request.requested_at) - to_epoch(begin),
        point=point,
        skill=request.skill_code,
        min_stars=request.min_stars,
        expected_service_s=request.expected_s,
        service_s=one.service_s,
        priority=request.priority,
        drive_factor=factors.get(request.id, 1.0),
        setting_out_s=legs[request.id].setting_out_s if request.id in legs else 0,
        promise_s=None if one.promise_s == territory.promise_s else one.promise_s,
        district=cell_of(point, (territory.centre_lat, territory.centre_lon)),
    )


@dataclass(frozen=True, slots=True)
class Leg:
    """The drive to a request: where it began and when, and how long it took.

    `setting_out_s` is how long the engineer, who had the visit and nothing else to do, took to leave:
    answering the offer, checking off the five ones.
    """

    origin: Point
    to: Point
    departed_at: datetime
    took_s: float
    setting_out_s: int


def first_legs(found: Sequence[Story]) -> dict[UUID, Leg]:
    """Request → the drive of its first visit, from where the engineer's visit before was, or from home."""
    made = [(visit, engineer, one.request) for one in found for visit, engineer in one.visits]
    made.sort(key=lambda row: (row[1].number, row[0].on_site_at))
    last: dict[UUID, tuple[Point, datetime | None]] = {}
    legs = {}
    for visit, engineer, request in made:
        origin, free_at = last.get(engineer.id, ((engineer.base_lat, engineer.base_lon), None))
        to = (request.lat, request.lon)
        last[engineer.id] = (to, visit.completed_at)
        if visit.departed_at is None or visit.on_site_at is None or visit.ordinal != 1:
            continue
        took_s = (visit.on_site_at - visit.departed_at).total_seconds()
        ready_at = max(at for at in (visit.assigned_at, free_at, request.received_at) if at is not None)
        delay_s = math.floor((visit.departed_at - ready_at).total_seconds())
        legs[request.id] = Leg(origin, to, visit.departed_at, took_s, min(LONGEST_DELAY_S, max(0, delay_s)))
    return legs


def _drive_factors(travel: Mapping[str, Any], begin: datetime, legs: Mapping[UUID, Leg]) -> dict[UUID, float]:
    """Request → real over expected seconds of the first drive to it, where that can be told."""
    fields, factors = Fields.of(travel, "travel"), {}
    for request_id, leg in legs.items():
        at_s = to_epoch(leg.departed_at) - to_epoch(begin)
        times = travel_times(read_travel(fields, at_s))
        expected_s = int(times.pairs([leg.origin], [leg.to])[0])
        if min(leg.took_s, expected_s) >= SHORTEST_DRIVE_S:
            ratio = leg.took_s / expected_s
            factors[request_id] = round(min(_WILDEST_DRIVE, max(1 / _WILDEST_DRIVE, ratio)), 4)
    return factors
