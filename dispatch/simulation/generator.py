"""Days from a seed: whatever wants visits, by the hour, met by a crew."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from dispatch.model.stars import SERVICE_FACTOR
from dispatch.simulation.chance import around, stream
from dispatch.simulation.day import HOURS_OF_WEEK, Day, Member, Request
from dispatch.travel.spec import Point

HOUR_S: Final = 3600
SERVICE_SIGMA: Final = 0.3
"""Log spread of real service around the expected: two in three visits take 0.74 to 1.35 times as long."""
DRIVE_SIGMA: Final = 0.1
"""Log spread of real drives around the travel model."""
_FASTEST, _SLOWEST = 0.25, 4.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one request asks for; `service_ratio` is real over expected, None to draw it."""

    point: Point
    district: str
    skill: str
    min_stars: int
    expected_service_s: int
    priority: int = 1
    promise_s: int | None = None
    service_ratio: float | None = None
    setting_out_s: int = 0


class Demand(Protocol):
    """Where, when and what for requests are made."""

    def rate(self, week_hour: int) -> float:
        """Requests expected in an hour of the week; 0 is Monday from midnight."""
        ...

    def draw(self, rng: random.Random, week_hour: int) -> Wanted:
        """One request of that hour."""
        ...


@dataclass(frozen=True, slots=True)
class Terms:
    """What every day of a series has in common.

    Requests come in for `hours` from hour `opens` of the day.  The sigmas are log spreads of real service and
    of real drives; a policy is told both.
    """

    opens: int = 8
    hours: int = 10
    promise_s: int = 3600
    travel: Mapping[str, Any] = field(
        default_factory=lambda: {"model": "great_circle", "circuity": 1.3, "speed_kmh": 30.0}
    )
    service_factor: Mapping[int, float] = field(default_factory=lambda: dict(SERVICE_FACTOR))
    service_sigma: float = SERVICE_SIGMA
    drive_sigma: float = DRIVE_SIGMA


def make_day(
    seed: int, number: int, demand: Demand, crew: Sequence[Member], terms: Terms, *, name: str = ""
) -> Day:
    """Day `number` of a series: 0 is a Monday.  The same arguments always make the same day.

    Requests depend on neither the crew nor the promise, so that days differ in what is varied alone.
    """
    requests = tuple(_requests(seed, number, demand, terms))
    return Day(
        name=name or f"s{seed}-d{number + 1}",
        promise_s=terms.promise_s,
        travel=terms.travel,
        engineers=tuple(crew),
        requests=requests,
        service_factor=terms.service_factor,
        spread={"service": terms.service_sigma, "travel": terms.drive_sigma},
        week_hour=(number * 24 + terms.opens) % HOURS_OF_WEEK,
    )


def _requests(seed: int, number: int, demand: Demand, terms: Terms) -> Iterator[Request]:
    for n, (at_s, week_hour) in enumerate(_moments(seed, number, demand, terms), start=1):
        rng = stream(seed, "request", number, n)
        wanted = demand.draw(rng, week_hour)
        ratio = wanted.service_ratio or around(rng, 1.0, terms.service_sigma, _FASTEST, _SLOWEST)
        yield Request(
            id=f"R{n}",
            at_s=at_s,
            point=wanted.point,
            skill=wanted.skill,
            min_stars=wanted.min_stars,
            expected_service_s=wanted.expected_service_s,
            service_s=round(wanted.expected_service_s * ratio),
            priority=wanted.priority,
            drive_factor=round(around(rng, 1.0, terms.drive_sigma, _FASTEST, _SLOWEST), 4),
            setting_out_s=wanted.setting_out_s,
            promise_s=wanted.promise_s,
            district=wanted.district,
        )


def _moments(seed: int, number: int, demand: Demand, terms: Terms) -> Iterator[tuple[int, int]]:
    """A Poisson process with a rate for each hour: (second of the day, hour of the week)."""
    for hour in range(terms.hours):
        week_hour = (number * 24 + terms.opens + hour) % HOURS_OF_WEEK
        rate, rng = demand.rate(week_hour), stream(seed, "moments", number, hour)
        at = rng.expovariate(rate) if rate > 0 else 1.0
        while at < 1:
            yield int((hour + at) * HOUR_S), week_hour
            at += rng.expovariate(rate)
