"""What is asked for in the course of years, by whom, and who goes there: the same for the same seed."""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.cli.years.company import Company, Machine, Place
from app.cli.years.outcomes import answers, breaks_again, shape_of, verdict
from app.cli.years.people import Hidden, Nature, kilometres
from app.cli.years.story import CallBack, Parties, Story
from app.cli.years.timing import Timing
from app.demo.randomness import stream
from app.demo.world import Fault
from app.kernel.local_dates import local_date

REQUESTS_A_DAY = 1.94
"""For each engineer; with repeats and return visits it makes 390,000 visits of two years of 300."""

_WEEKDAYS = (1.25, 1.15, 1.1, 1.1, 1.15, 0.75, 0.5)
_HOLIDAYS = ((1, 1, 3), (5, 1, 5), (10, 1, 7))
"""Month, first day, days: when offices are shut (元旦、五一、国庆)."""
_ON_HOLIDAY = 0.35
_LONG_AGO = timedelta(days=2)
_AGAIN_S = (4 * 86400.0, 29 * 86400.0)
_ASKED = 5
_REST = timedelta(minutes=10)
_HOUR = timedelta(hours=1)

Wanted = tuple[datetime, int, Place, Machine, Fault]


class Demand:
    """Draws one story after the other, in order of their requests."""

    def __init__(
        self, company: Company, seed: int, begin: datetime, end: datetime, share: float = 1.0
    ) -> None:
        self._company, self._begin, self._end = company, begin, end
        self._rate = REQUESTS_A_DAY * len(company.workers) * share
        self._zone = ZoneInfo(company.city.time_zone)
        self._rng = stream(seed, "demand")
        self._hidden = Hidden.of(company, seed)
        self._faults: dict[str, list[Fault]] = {}
        for fault in company.faults:
            self._faults.setdefault(fault.skill, []).append(fault)
        self._able = {
            skill: [one for one in self._hidden.natures if skill in one.worker.skills]
            for skill in self._faults
        }
        self._free: dict[UUID, datetime] = {}
        self._last: dict[UUID, datetime] = {}
        self._again: list[Wanted] = []
        self._count = 0

    def stories(self) -> Iterator[Story]:
        """Return all of them, each with a stream of its own to draw its ids from."""
        day = local_date(self._begin, self._zone)
        while day <= local_date(self._end, self._zone):
            for wanted in self._wanted(day):
                if (told := self._story(*wanted)) is not None:
                    yield told
            day += timedelta(days=1)

    def _wanted(self, day: date) -> list[Wanted]:
        rng, city = self._rng, self._company.city
        mean = self._rate * _WEEKDAYS[day.weekday()] * (_ON_HOLIDAY if is_holiday(day) else 1.0)
        hours = rng.choices(range(24), city.demand_by_hour, k=max(0, round(rng.gauss(mean, mean**0.5))))
        found = []
        for hour in hours:
            at = datetime.combine(day, time(hour), self._zone) + timedelta(seconds=rng.uniform(0, 3600))
            place = rng.choice(self._company.places)
            machine = rng.choice(place.machines)
            faults = self._faults[machine.kind]
            fault = rng.choices(faults, [one.weight for one in faults])[0]
            found.append(self._numbered(at.astimezone(self._begin.tzinfo), place, machine, fault))
        midnight = datetime.combine(day + timedelta(days=1), time(), self._zone)
        while self._again and self._again[0][0] < midnight:
            found.append(heapq.heappop(self._again))
        return sorted(found, key=lambda one: one[:2])

    def _numbered(self, at: datetime, place: Place, machine: Machine, fault: Fault) -> Wanted:
        self._count += 1
        return at, self._count, place, machine, fault

    def _story(self, at: datetime, number: int, place: Place, machine: Machine, fault: Fault) -> Story | None:
        """Return what comes of it; None where the machine was reported just before, or it lasts too long."""
        rng = stream(number, "story", self._rng.random())
        known = self._last.get(machine.id)
        if at < self._begin or (known is not None and at - known < _LONG_AGO):
            return None
        who = self._sent(rng, at, place, fault)
        shape = shape_of(rng, who, self._hidden, machine, fault)
        km = kilometres(place, who.worker.base)
        times = Timing(rng, at).story(shape, who, min(km, 14.0), fault.expected_s)
        if max(times.values()) > self._end:
            shape = replace(shape, call_back=CallBack.NONE, complaint=False)
            times = Timing(rng, at).story(shape, who, min(km, 14.0), fault.expected_s)
        if max(times.values()) > self._end:
            return None
        over = times.get("ended", at)
        self._free[who.worker.id], self._last[machine.id] = over + _REST, max(times.values())
        if breaks_again(rng, who, self._hidden, machine):
            again = max(times.values()) + timedelta(seconds=rng.uniform(*_AGAIN_S))
            heapq.heappush(self._again, self._numbered(again, place, machine, fault))
        shape = replace(shape, late="arrived" in times and times["arrived"] - at > _HOUR)
        told = answers(rng, shape, who, self._hidden, place)
        found = verdict(rng) if shape.complaint else ""
        return Story(shape, self._parties(place, machine, fault, who), times, told, found)

    def _sent(self, rng: random.Random, at: datetime, place: Place, fault: Fault) -> Nature:
        """Return the nearest of some who know the fault and are free; long faults go to the better ones."""
        able = self._able[fault.skill] or list(self._hidden.natures)
        free = [one for one in rng.choices(able, k=_ASKED) if self._free.get(one.worker.id, at) <= at]
        if not free:
            free = [min(able, key=lambda one: self._free.get(one.worker.id, self._begin))]
        if fault.min_stars > 1:
            return max(free, key=lambda one: one.skill)
        return min(free, key=lambda one: kilometres(place, one.worker.base))

    def _parties(self, place: Place, machine: Machine, fault: Fault, who: Nature) -> Parties:
        of: Any = self._company
        return Parties(
            *(of.territory_id, place.customer_id, place.site_id, machine.id, place.point, place.phone),
            *(who.worker.id, who.worker.number, fault.code, fault.skill, fault.expected_s),
        )


def is_holiday(day: date) -> bool:
    """Whether offices are shut."""
    return any(day.month == month and first <= day.day < first + days for month, first, days in _HOLIDAYS)
