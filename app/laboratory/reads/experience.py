"""What the last weeks teach about demand: when and where requests are made, and who is there to serve."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import stdev
from typing import Final
from zoneinfo import ZoneInfo

from app.dispatching.reads.learned import star_factors
from app.kernel import UnitOfWork
from app.laboratory.reads.first_legs import Leg, first_legs
from app.laboratory.reads.past_days import day_travel, member, shifts_between
from app.laboratory.reads.stories import Story, stories
from app.registers.rules.roster import Presence
from app.registers.tables import Engineer, Territory
from app.requests.rules.lifecycle import RequestState
from dispatch.simulation.day import HOURS_OF_WEEK, Member
from dispatch.simulation.demand import LearnedDemand, Seen, cell_of, learn_demand
from dispatch.simulation.generator import DRIVE_SIGMA, SERVICE_SIGMA, Terms, Wanted

FEWEST_FOR_SPREAD: Final = 30
_HOUR: Final = timedelta(hours=1)
_HOUR_S: Final = 3600
_DAY_H: Final = 24
_WILDEST_SERVICE: Final = 4.0


@dataclass(frozen=True, slots=True)
class Experience:
    """A territory as it has lately been: its demand, its crew, and what its days have in common.

    `requests` were learned from, over `weeks` (at most what was asked for, less where the record is younger).
    """

    demand: LearnedDemand
    crew: tuple[Member, ...]
    terms: Terms
    requests: int
    weeks: float


def experience(uow: UnitOfWork, territory: Territory, weeks: int) -> Experience | None:
    """Learn from the last `weeks` up to now; None where no requests were made or nobody had a shift."""
    zone = ZoneInfo(territory.time_zone)
    found = [
        one
        for one in stories(uow, territory, uow.now - timedelta(weeks=weeks), uow.now)
        if one.request.state != RequestState.CANCELLED
    ]
    if not found:
        return None
    first = _midnight_before(found[0].request.requested_at, zone)
    shifts = shifts_between(uow, territory, first, uow.now + _HOUR)
    if not shifts:
        return None
    legs = first_legs(found)
    seen = [
        Seen(_week_hour(one.request.requested_at, zone), _wanted(one, territory, legs.get(one.request.id)))
        for one in found
    ]
    opens, hours, crew = _roster(shifts, zone)
    travel = day_travel(uow, territory, -opens * _HOUR_S)
    terms = Terms(
        opens=opens,
        hours=hours,
        promise_s=territory.promise_s,
        travel=travel.travel,
        service_factor=star_factors(uow).by_stars,
        service_sigma=_spread([one.wanted.service_ratio for one in seen]),
        drive_sigma=travel.spread.get("travel", DRIVE_SIGMA),
    )
    watched = hours_watched(first, uow.now, zone)
    return Experience(learn_demand(seen, watched), crew, terms, len(seen), sum(watched) / HOURS_OF_WEEK)


def hours_watched(begin: datetime, end: datetime, zone: ZoneInfo) -> list[float]:
    """How often each local hour of the week occurred, whole or in part, in [begin, end)."""
    counts, at = [0.0] * HOURS_OF_WEEK, begin
    while at < end:
        counts[_week_hour(at, zone)] += 1
        at += _HOUR
    return counts


def _week_hour(at: datetime, zone: ZoneInfo) -> int:
    local = at.astimezone(zone)
    return local.weekday() * _DAY_H + local.hour


def _midnight_before(at: datetime, zone: ZoneInfo) -> datetime:
    local = at.astimezone(zone)
    return (local - timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)).astimezone(
        at.tzinfo
    )


def _wanted(one: Story, territory: Territory, leg: Leg | None) -> Wanted:
    request = one.request
    ratio = one.service_s / request.expected_s if one.visits and request.expected_s else None
    point = request.place
    return Wanted(
        point=point,
        district=cell_of(point, (territory.centre_lat, territory.centre_lon)),
        skill=request.skill_code,
        min_stars=request.min_stars,
        expected_service_s=request.expected_s,
        priority=request.priority,
        promise_s=None if one.promise_s == territory.promise_s else one.promise_s,
        setting_out_s=0 if leg is None else leg.setting_out_s,
        service_ratio=None if not ratio else min(_WILDEST_SERVICE, max(1 / _WILDEST_SERVICE, ratio)),
    )


def _spread(ratios: Sequence[float | None]) -> float:
    """Standard deviation of the logarithms, or the usual one where too few are known."""
    logs = [math.log(ratio) for ratio in ratios if ratio]
    return round(stdev(logs), 4) if len(logs) >= FEWEST_FOR_SPREAD else SERVICE_SIGMA


def _roster(
    shifts: Sequence[tuple[Engineer, Presence]], zone: ZoneInfo
) -> tuple[int, int, tuple[Member, ...]]:
    """(hour at which the day opens, hours it lasts, crew): each engineer with the newest presence.

    The day opens when the first of them begins, so that night shifts lie within it too.
    """
    newest = {engineer.id: (engineer, shift) for engineer, shift in shifts}.values()
    opens = min(shift.starts_at.astimezone(zone).hour for _, shift in newest)
    crew = [_placed(engineer, shift, zone, opens) for engineer, shift in newest]
    last_s = max(one.shift[1] for one in crew)
    return opens, min(_DAY_H, math.ceil(last_s / _HOUR_S)), tuple(crew)


def _placed(engineer: Engineer, shift: Presence, zone: ZoneInfo, opens: int) -> Member:
    """The engineer's shift on a day that opens at that hour."""
    local = shift.starts_at.astimezone(zone)
    opening = local.replace(hour=opens, minute=0, second=0, microsecond=0)
    return replace(member(engineer, engineer.number, shift, opening))
