"""A power cut: in one district everybody calls within minutes, on top of the day's other calls."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from app.demo.day import call_about
from app.demo.randomness import stream
from app.demo.roads import distance_m
from app.demo.world import Call, Day, DemoCity

SMALLEST_CREW, SHORTEST_H = 8, 2.0
"""Smaller crews and shorter days are spared."""

ABOUT_M = 2500
"""As far as the power is off."""

_AFTER, _WITHIN_S = 0.4, 420
_CALLS_PER_ENGINEER = 0.75
_FAULTS = ("network_down", "server_down", "desktop_no_boot")
_PREFIX = "B"


@dataclass(frozen=True, slots=True)
class Burst:
    """When it begins, in seconds of the day; the name of a site there; how many call, and who first."""

    at_s: int
    around: str
    calls: int
    first: str


def with_burst(day: Day, seed: int) -> Day:
    """Return the day with a power cut in one of its districts, where it is large enough for one."""
    if len(day.city.crew) < SMALLEST_CREW or day.hours < SHORTEST_H:
        return day
    rng = stream(seed, day.city.code, "burst")
    at_s, nearby = round(_AFTER * day.hours * 3600), _nearby(rng, day.city)
    affected = rng.sample(nearby, min(len(nearby), round(len(day.city.crew) * _CALLS_PER_ENGINEER)))
    burst = tuple(
        _call(rng, day.city, f"{_PREFIX}{n}", at_s + rng.randrange(_WITHIN_S), place)
        for n, place in enumerate(affected, start=1)
    )
    return replace(day, calls=tuple(sorted((*day.calls, *burst), key=lambda call: call.at_s)))


def burst_of(day: Day) -> Burst | None:
    """Return the power cut of a day, if it has one."""
    calls = [call for call in day.calls if call.id.startswith(_PREFIX)]
    if not calls:
        return None
    first = calls[0]
    return Burst(first.at_s, day.city.places[first.place].name, len(calls), first.id)


def _nearby(rng: random.Random, city: DemoCity) -> list[int]:
    """The sites about one in which many others are near: of a few that are tried, the one with the most."""
    tried = rng.sample(range(len(city.places)), min(8, len(city.places)))
    about = [
        [
            n
            for n, place in enumerate(city.places)
            if distance_m(place.point, city.places[one].point) < ABOUT_M
        ]
        for one in tried
    ]
    return max(about, key=len)


def _call(rng: random.Random, city: DemoCity, name: str, at_s: int, place: int) -> Call:
    """A machine that did not come back with the power: of a kind that suffers, where there is one."""
    known = {fault.code: fault for fault in city.faults}
    suffered = [known[code] for code in _FAULTS if code in known] or list(city.faults)
    kinds = {machine.kind: n for n, machine in enumerate(city.places[place].machines)}
    fitting = [fault for fault in suffered if fault.skill in kinds]
    fault = rng.choice(fitting or suffered[-1:])
    return call_about(rng, city, name, at_s, (place, kinds.get(fault.skill), fault))
