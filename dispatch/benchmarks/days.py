"""Whole days decided event by event: the live policy beside nearest, and beside peers asked at every event.

And a day whose demand moves through the city, on which a field learned from earlier days must help.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, cast

from dispatch.benchmarks.options import Options
from dispatch.benchmarks.peers import BY_KEY, OURS, PeerSolver
from dispatch.benchmarks.played import PRESENT, WITH_FIELD, Days, apart
from dispatch.benchmarks.report import Section, seconds, table
from dispatch.simulation.city import City
from dispatch.simulation.day import Day
from dispatch.simulation.generator import Terms
from dispatch.simulation.moving import MovingCity, with_learned_field
from dispatch.simulation.series import Series, city_series

CREW, QUICK_CREW = 40, 12
LOADS, QUICK_LOADS = (0.9, 1.0, 1.1), (1.0,)
QUICK_HOURS: Final = 3
BUDGET_S: Final = 0.05
SEEDS: Final = (1,)
MOVING: Final = "moving"
MOVING_LOAD: Final = 1.15
MOVING_DAY: Final = 21  # a Monday after three weeks
EARLIER_DAYS: Final = 20  # that a field is learned from: three weeks, less a day


def run(options: Options) -> Section:
    """Play every load and seed under every policy that is installed."""
    found: dict[str, dict[str, Days | None]] = {}
    entries = _beside_ours(options.entries, PRESENT)
    for load in QUICK_LOADS if options.quick else LOADS:
        days = [_day(seed, load, options) for seed in options.seeds or SEEDS]
        found[f"{load:g}"] = {}
        for entry in entries:
            options.say(f"days: load {load:g}, {entry.title}")
            found[f"{load:g}"][entry.key] = apart(entry, days, (options.budgets or (BUDGET_S,))[0])
    found[MOVING] = _moving(options)
    return section(found, [*entries, WITH_FIELD])


def _beside_ours(entries: Sequence[PeerSolver], other: PeerSolver) -> list[PeerSolver]:
    return [e for entry in entries for e in ((entry, other) if entry.key == OURS else (entry,))]


def _moving(options: Options) -> dict[str, Days | None]:
    """A day whose demand moves through the city: expecting nothing, without a field, and with one."""
    days, told = [], []
    for seed in options.seeds or SEEDS:
        series, crew = _series(seed, MOVING_LOAD, options)
        city = cast("City", series.demand)
        series = replace(series, demand=MovingCity(city))
        day = series.day(MOVING_DAY, crew)
        days.append(day)
        told.append(with_learned_field(series, day, MOVING_DAY, EARLIER_DAYS, crew))
    found = {}
    for entry in (BY_KEY[OURS], PRESENT, WITH_FIELD):
        options.say(f"days: moving demand, {entry.title}")
        shown = told if entry is WITH_FIELD else days
        found[entry.key] = apart(entry, shown, (options.budgets or (BUDGET_S,))[0])
    return found


def section(found: dict[str, dict[str, Days | None]], entries: Sequence[PeerSolver]) -> Section:
    """Two tables in one: a row for each load and policy, ours first."""
    rows = []
    for load, days in found.items():
        ours = days[OURS]
        for entry in entries:
            if entry.key in days:
                one = days[entry.key]
                rows.append([_called(load), entry.title, *(_cells(one, ours) if one else ["–"] * 6)])
    head = ["load", "policy", "kept", "late", "÷ ours", "promise cost", "longest wait", "p95"]
    data = {load: {k: d and d.to_dict() for k, d in days.items()} for load, days in found.items()}
    return Section("days", "Running days", table(head, rows), data)


def _called(load: str) -> str:
    return load if load == MOVING else f"{float(load):.0%}"


def _cells(one: Days, ours: Days | None) -> list[str]:
    share = one.late / ours.late if ours and ours.late else math.nan
    return [
        f"{one.kept_pct:.1f} %",
        str(one.late),
        "–" if math.isnan(share) else f"{share:.2f}",
        f"{one.promise_cost:.0f}",
        f"{one.max_wait_min:.0f} min",
        seconds(one.p95_s),
    ]


def _day(seed: int, load: float, options: Options) -> Day:
    series, crew = _series(seed, load, options)
    return series.day(0, crew)


def _series(seed: int, load: float, options: Options) -> tuple[Series, int]:
    terms = Terms(hours=QUICK_HOURS) if options.quick else Terms()
    crew = QUICK_CREW if options.quick else CREW
    return city_series(seed, terms, engineers=crew, load=load), crew
