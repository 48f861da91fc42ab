"""A made-up city: districts, engineers, and what breaks there, all from a seed.

The figures are those of an ordinary service company for office equipment, none of them tuned to an engine.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dispatch.model.stars import SERVICE_FACTOR
from dispatch.simulation.chance import around, stream
from dispatch.simulation.day import Member
from dispatch.simulation.generator import HOUR_S, Terms, Wanted
from dispatch.travel.spec import Point

CENTRE: Final[Point] = (39.9042, 116.4074)
DEFAULT_KM: Final = 30.0
BY_HOUR: Final = (1, 1, 1, 1, 1, 2, 4, 8, 12, 14, 13, 10, 9, 12, 13, 12, 10, 7, 5, 4, 3, 2, 2, 1)
"""Requests by hour of the day, in proportion."""
BY_WEEKDAY: Final = (1.0, 1.0, 1.0, 1.0, 1.0, 0.6, 0.5)
"""A working day is 1."""
SHIFT_TAIL_S: Final = 2 * HOUR_S
"""Shifts go on after the last request, so that it can be served."""
LONGEST_SHIFT_H: Final = 12
_SPLIT_SHIFT_H: Final = 8

_KINDS: Final = {  # skill: share of the requests, typical minutes
    "desktop": (0.36, 32),
    "laptop": (0.26, 34),
    "printer": (0.18, 26),
    "network": (0.14, 36),
    "server": (0.06, 50),
}
_COMMON_SKILLS: Final = ("desktop", "laptop", "printer")
_COMMON_CHANCE, _RARE_CHANCE = 0.75, 0.35
_STAR_SHARES: Final = (0.10, 0.22, 0.34, 0.22, 0.12)
_MIN_STAR_SHARES: Final = (0.56, 0.20, 0.16, 0.08)
_PRIORITY_SHARES: Final = (0.90, 0.08, 0.02)
_SENIOR_STARS: Final = 4
_EXPECTED_SIGMA: Final = 0.35
_SHORTEST_S, _LONGEST_S = 12 * 60, 100 * 60
_SCATTERED: Final = 0.2
_DRIVE_MIN: Final = (
    13.0  # what a drive takes on a busy day in a city of DEFAULT_KM: a guess, only behind `load`
)
_M_PER_DEGREE: Final = 111_195.0


@dataclass(frozen=True, slots=True)
class District:
    """A quarter with offices: requests lie around its centre, `weight` says how many."""

    name: str
    centre: Point
    spread_m: float
    weight: float


@dataclass(frozen=True)
class City:
    """A city as demand; `per_day` requests come in on a working day within the terms' hours."""

    seed: int
    districts: tuple[District, ...]
    km: float
    per_day: float
    terms: Terms

    def rate(self, week_hour: int) -> float:
        """Requests expected in an hour of the week."""
        open_hours = [(self.terms.opens + n) % 24 for n in range(self.terms.hours)]
        weight = BY_HOUR[week_hour % 24] / sum(BY_HOUR[hour] for hour in open_hours)
        return self.per_day * weight * BY_WEEKDAY[week_hour // 24]

    def draw(self, rng: random.Random, week_hour: int) -> Wanted:
        """One request; where and what for does not depend on the hour here."""
        del week_hour
        point = _place(rng, self.districts, self.km)
        skill = rng.choices(list(_KINDS), [share for share, _ in _KINDS.values()])[0]
        return Wanted(
            point=point,
            district=min(self.districts, key=lambda district: _square_m(district.centre, point)).name,
            skill=skill,
            min_stars=_one_of(rng, _MIN_STAR_SHARES),
            expected_service_s=int(
                around(rng, 60 * _KINDS[skill][1], _EXPECTED_SIGMA, _SHORTEST_S, _LONGEST_S)
            ),
            priority=_one_of(rng, _PRIORITY_SHARES),
        )


def make_city(
    seed: int,
    terms: Terms,
    *,
    engineers: int,
    load: float,
    per_day: float | None = None,
    km: float = DEFAULT_KM,
) -> City:
    """A city whose demand takes `load` of the time of that many of its engineers, or `per_day` requests."""
    rng = stream(seed, "city")
    districts = tuple(_district(rng, n, km) for n in range(1, rng.randint(5, 8)))
    if per_day is None:
        crew = make_crew(seed, engineers, districts, km, terms)
        per_day = _count(crew, load, km)
    return City(seed, districts, km, per_day, terms)


def make_crew(
    seed: int, size: int, districts: Sequence[District], km: float, terms: Terms
) -> tuple[Member, ...]:
    """The first `size` engineers of the city; one more changes nothing about the others.

    The first is a senior who can do everything, and the next hold one skill each for certain, so that hardly
    any request is hopeless for want of one particular person.
    """
    shifts = _shifts(terms)
    return tuple(_engineer(seed, n, districts, km, shifts[n % len(shifts)]) for n in range(size))


def _engineer(seed: int, n: int, districts: Sequence[District], km: float, shift: tuple[int, int]) -> Member:
    rng, skills = stream(seed, "engineer", n), list(_KINDS)
    start, stars = _place(rng, districts, km), _one_of(rng, _STAR_SHARES)
    held = {s for s in skills if rng.random() < (_COMMON_CHANCE if s in _COMMON_SKILLS else _RARE_CHANCE)}
    held = held or {rng.choice(_COMMON_SKILLS)}
    if n == 0:
        held, stars = set(skills), max(_SENIOR_STARS, stars)
    elif n <= len(skills):
        held.add(skills[n - 1])
    return Member(f"E{n + 1}", stars, frozenset(held), start, shift)


def _shifts(terms: Terms) -> list[tuple[int, int]]:
    """One shift for all, or several that follow one another where a day is longer than anybody works."""
    length_s = terms.hours * HOUR_S + SHIFT_TAIL_S
    if length_s <= LONGEST_SHIFT_H * HOUR_S:
        return [(0, length_s)]
    count = math.ceil(terms.hours / _SPLIT_SHIFT_H)
    step_s = terms.hours * HOUR_S // count
    return [(n * step_s, (n + 1) * step_s + SHIFT_TAIL_S) for n in range(count)]


def _count(crew: Sequence[Member], load: float, km: float) -> float:
    """Requests a day that keep the crew busy for `load` of its time, by and large."""
    service_s = 60 * sum(share * minutes for share, minutes in _KINDS.values())
    service_s *= math.exp(_EXPECTED_SIGMA**2 / 2)
    factor = sum(SERVICE_FACTOR[member.stars] for member in crew) / len(crew)
    engaged_s = service_s * factor + 60 * _DRIVE_MIN * km / DEFAULT_KM
    return load * sum(member.on_duty_s - SHIFT_TAIL_S for member in crew) / engaged_s


def _district(rng: random.Random, n: int, km: float) -> District:
    north, east = (rng.uniform(-0.35, 0.35) * km * 1000 for _ in range(2))
    return District(
        f"D{n}", _shifted(CENTRE, north, east), rng.uniform(0.05, 0.15) * km * 1000, rng.uniform(0.5, 2)
    )


def _place(rng: random.Random, districts: Sequence[District], km: float) -> Point:
    half = km * 500
    if rng.random() < _SCATTERED:
        return _shifted(CENTRE, rng.uniform(-half, half), rng.uniform(-half, half))
    district = rng.choices(districts, [one.weight for one in districts])[0]
    return _shifted(district.centre, rng.gauss(0, district.spread_m), rng.gauss(0, district.spread_m))


def _shifted(origin: Point, north_m: float, east_m: float) -> Point:
    per_lon = _M_PER_DEGREE * math.cos(math.radians(origin[0]))
    return (round(origin[0] + north_m / _M_PER_DEGREE, 6), round(origin[1] + east_m / per_lon, 6))


def _square_m(a: Point, b: Point) -> float:
    north, east = b[0] - a[0], (b[1] - a[1]) * math.cos(math.radians(a[0]))
    return (north * north + east * east) * _M_PER_DEGREE**2


def _one_of(rng: random.Random, shares: Sequence[float]) -> int:
    """1 for the first share, 2 for the second, and so on."""
    return rng.choices(range(1, len(shares) + 1), shares)[0]
