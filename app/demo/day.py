"""A day in a generated city: how many calls, when, from where, about what, and how long the work takes."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.demo.randomness import spread, stream
from app.demo.world import SERVICE_FACTOR, Call, Day, DemoCity, DemoSite, Fault

DEFAULT_DATE = date(2026, 3, 2)
"""A Monday; which one matters to nothing but the look of the screens."""

FIRST_HOUR = 8
PROMISE_S = 3600
_CHANNELS, _CHANNEL_SHARE = ["phone", "portal", "qr", "integration"], [0.6, 0.2, 0.12, 0.08]
_EXPECTED_SIGMA, _REAL_SIGMA = 0.25, 0.3
_SHORTEST_S, _LONGEST_S = 8 * 60, 150 * 60
_TALK_S = 120
"""Seconds between a customer's first word and the record: at most this long on the telephone."""


def start_of_day(time_zone: str, on: date = DEFAULT_DATE) -> datetime:
    """Return the instant (UTC) at which the demonstrated day begins in the city."""
    return datetime.combine(on, time(FIRST_HOUR), ZoneInfo(time_zone)).astimezone(UTC)


def generated_day(city: DemoCity, hours: float, load: float, seed: int) -> Day:
    """Return a day of calls in `city` for `hours`, seeded.

    `load` is the share of the crew's time that work and driving take on average; arrivals follow the
    hours of the day (a Poisson process with a rate for each hour) and places weigh the same.
    """
    rng = stream(seed, city.code, "calls")
    count = load * len(city.crew) * hours * 60 / _engaged_min(city)
    moments = _moments(rng, city.demand_by_hour, hours, count)
    calls = tuple(_call(rng, city, n, at_s) for n, at_s in enumerate(moments, start=1))
    return Day(
        name=f"{city.code}-e{len(city.crew)}-l{round(load * 100)}-s{seed}",
        city=city,
        starts_at=start_of_day(city.time_zone),
        hours=hours,
        promise_s=PROMISE_S,
        calls=calls,
        service_factor=dict(SERVICE_FACTOR),
    )


def days_after(day: Day, count: int, load: float, seed: int) -> list[Day]:
    """Return the days from this one on, around the clock, with calls of their own.

    A third of the crew works at night, so the hours of these days differ less: their demand is the root of
    the city's, and the same all day where the city says nothing.
    """
    by_hour = tuple(math.sqrt(weight) for weight in day.city.demand_by_hour) or (1.0,) * 24
    city = replace(day.city, demand_by_hour=by_hour)
    around = [generated_day(city, 24, load, seed + n) for n in range(count)]
    return [replace(one, starts_at=day.starts_at + timedelta(days=n)) for n, one in enumerate(around)]


def _engaged_min(city: DemoCity) -> float:
    """Minutes for which an average call engages an average engineer of this crew."""
    total = sum(fault.weight for fault in city.faults)
    service_min = sum(fault.weight * fault.expected_s for fault in city.faults) / total / 60
    factor = sum(SERVICE_FACTOR[member.stars] for member in city.crew) / len(city.crew)
    return service_min * factor + city.drive_min


def _moments(rng: random.Random, by_hour: tuple[float, ...], hours: float, count: float) -> list[int]:
    slots: list[tuple[float, float, float]] = []
    begin = 0.0
    while begin < hours:
        end = min(hours, begin + 1)
        slots.append((begin, end, by_hour[(FIRST_HOUR + int(begin)) % 24] * (end - begin)))
        begin = end
    total = sum(weight for _, _, weight in slots)
    moments: list[int] = []
    for begin, end, weight in slots:
        rate = count * weight / total / (end - begin)
        at = begin + rng.expovariate(rate)
        while at < end:
            moments.append(int(at * 3600))
            at += rng.expovariate(rate)
    return moments


def _call(rng: random.Random, city: DemoCity, number: int, at_s: int) -> Call:
    fault = rng.choices(city.faults, [fault.weight for fault in city.faults])[0]
    index, machine = _where(rng, city.places, fault)
    return call_about(rng, city, f"R{number}", at_s, (index, machine, fault))


def call_about(
    rng: random.Random, city: DemoCity, name: str, at_s: int, what: tuple[int, int | None, Fault]
) -> Call:
    """Return a call from a place about one of its machines (None: about none on record) and its fault."""
    place, machine, fault = what
    terms = city.clients[city.places[place].client].terms
    expected_s = int(spread(rng, fault.expected_s, _EXPECTED_SIGMA, 900, 5400))
    return Call(
        id=name,
        at_s=at_s,
        place=place,
        machine=machine,
        fault=fault.code,
        min_stars=max(fault.min_stars, terms.min_stars if terms else 1),
        expected_s=expected_s,
        service_s=int(spread(rng, expected_s, _REAL_SIGMA, _SHORTEST_S, _LONGEST_S)),
        channel=rng.choices(_CHANNELS, _CHANNEL_SHARE)[0],
    )


def _where(rng: random.Random, places: tuple[DemoSite, ...], fault: Fault) -> tuple[int, int | None]:
    """Pick a place, and its machine that the fault can befall; a place without one is asked about anyway."""
    for _ in range(20):
        index = rng.randrange(len(places))
        fitting = [n for n, machine in enumerate(places[index].machines) if machine.kind == fault.skill]
        if fitting:
            return index, rng.choice(fitting)
    return rng.randrange(len(places)), None


def talk_s(rng: random.Random, channel: str) -> int:
    """Return how long it takes until a call of `channel` stands in the system: seconds since it was made."""
    return rng.randrange(20, _TALK_S) if channel == "phone" else 0


def local_clock(day: Day, at: datetime) -> str:
    """Return the wall clock of the city at `at`, such as `13:05`."""
    return at.astimezone(ZoneInfo(day.city.time_zone)).strftime("%H:%M")


def instant(day: Day, at_s: float) -> datetime:
    """Return the instant `at_s` seconds into the day."""
    return day.starts_at + timedelta(seconds=at_s)
