"""Days that were: a territory's requests, visits and shifts as the laboratory wants to play them again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.dispatching.reads.learned import star_factors
from app.dispatching.reads.travel import Travel, of_day, travel_of
from app.dispatching.rules.learned import StarFactors
from app.kernel import UnitOfWork
from app.kernel.epoch import to_epoch
from app.laboratory.reads.first_legs import Leg, drive_factors, first_legs
from app.laboratory.reads.stories import Story, stories
from app.registers.reads.shifts import presences
from app.registers.reads.stars_held import engineer_stars_at
from app.registers.rules.roster import Presence, merged
from app.registers.tables import Engineer, Shift, Territory
from app.requests.reads.outcomes import outcome_of, tally
from app.requests.rules.lifecycle import RequestState
from dispatch.simulation.day import Day, Member, Request
from dispatch.simulation.demand import cell_of


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


def day_travel(uow: UnitOfWork, territory: Territory, midnight_s: int, weekday: int = 0) -> Travel:
    """What the territory is planned with, for a `weekday` whose local midnight is at second `midnight_s`."""
    found = travel_of(uow, territory)
    moved = {"midnight_s": midnight_s} if "midnight_s" in found.travel else {}
    demand = of_day(found.demand, midnight_s, weekday) if found.demand else None
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
    travel = day_travel(uow, territory, 0, on.weekday())
    legs, factor = first_legs(visited), star_factors(uow)
    factors = drive_factors(travel.travel, begin, legs)
    day = Day(
        name=f"{territory.code} {on.isoformat()}",
        promise_s=territory.promise_s,
        travel=travel.travel,
        demand=travel.demand,
        engineers=tuple(_crew(uow, territory, begin, end)),
        requests=tuple(_request(one, factor, territory, begin, factors, legs) for one in visited),
        service_factor=factor.by_stars,
        spread=travel.spread or None,
        week_hour=on.weekday() * 24,
    )
    came_to = tally(outcome_of(one.request, uow.now) for one in visited)
    return PastDay(day, came_to.kept, len(found) - len(live), len(live) - len(visited))


def shifts_between(
    uow: UnitOfWork, territory: Territory, begin: datetime, end: datetime
) -> list[tuple[Engineer, Presence]]:
    """Presences of the territory's engineers that overlap [begin, end), by engineer's number and time."""
    there = presences(
        uow, Engineer.territory_id == territory.id, Shift.starts_at < end, Shift.ends_at > begin
    )
    people = uow.session.scalars(
        select(Engineer)
        .where(Engineer.id.in_(there))
        .options(selectinload(Engineer.skills))
        .order_by(Engineer.number)
    )
    return [(engineer, presence) for engineer in people for presence in merged(there[engineer.id])]


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
        name = engineer.number if again == 1 else f"{engineer.number}/{again}"
        held = engineer_stars_at(uow, engineer, shift.starts_at)
        yield replace(member(engineer, name, shift, begin), stars=held)


def _request(
    one: Story,
    factor: StarFactors,
    territory: Territory,
    begin: datetime,
    factors: Mapping[UUID, float],
    legs: Mapping[UUID, Leg],
) -> Request:
    request = one.request
    point = request.place
    return Request(
        id=request.code,
        at_s=to_epoch(request.requested_at) - to_epoch(begin),
        point=point,
        skill=request.skill_code,
        min_stars=request.min_stars,
        expected_service_s=factor.expected_s(request.expected_s, request.fault_code),
        service_s=one.service_s,
        priority=request.priority,
        drive_factor=factors.get(request.id, 1.0),
        setting_out_s=legs[request.id].setting_out_s if request.id in legs else 0,
        promise_s=None if one.promise_s == territory.promise_s else one.promise_s,
        district=cell_of(point, (territory.centre_lat, territory.centre_lon)),
    )
