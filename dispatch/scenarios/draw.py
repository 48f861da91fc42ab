"""Futures drawn from what a snapshot knows: when, where and of which kind the next requests may come.

With a demand field its rates say so. Without one the crew's own capacity says how many (expecting matters on
days that fill it), the places of engineers and open jobs say where, and open jobs say of which kind. The same
snapshot gives the same futures, whatever the order of its lists.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dispatch.model.demand import HOUR_S, Demand, Kind
from dispatch.model.problem import Engineer, Problem
from dispatch.model.tables import Bools, Floats, Ints

HORIZON_S: Final = 2700  # a drive and a service: what a decision of now can still stand in the way of
QUIET_S: Final = 7200  # where no field says otherwise, nothing comes in the last two hours of the last shift
APPROACH_S: Final = 780.0  # the drive to a request, besides its service, where a crew works to capacity
NOISE_KM: Final = 1.0  # around the places of engineers and open jobs
FULLEST: Final = 3.0  # times its capacity: more requests than that leave nothing to decide
KM_PER_DEGREE: Final = 111.195
STEEPEST: Final = 0.01  # cosine of the latitude; nearer to a pole a kilometre is no share of a degree


@dataclass(frozen=True)
class Draws:
    """S futures of up to s requests; `real` (S, s) tells which there are.

    `at_s` (S, s) is when a request is made, `point` (S, s, 2) where, `kind` (S, s) which of `kinds`.
    """

    at_s: Ints
    point: Floats
    kind: Ints
    real: Bools
    kinds: tuple[Kind, ...]

    def some(self, futures: slice) -> Draws:
        """Some of the futures."""
        return Draws(
            self.at_s[futures], self.point[futures], self.kind[futures], self.real[futures], self.kinds
        )


@dataclass(frozen=True)
class _Source:
    """Where requests come from: `mean` of them in a future, each from a row of the arrays by its `odds`.

    `begin_s` and `span_s` bound when, `at` and `spread_km` where; `kind_odds` (rows, kinds) says which.
    """

    mean: float
    odds: Floats
    begin_s: Floats
    span_s: Floats
    at: Floats
    spread_km: Floats
    kinds: tuple[Kind, ...]
    kind_odds: Floats


def draw(problem: Problem, count: int) -> Draws:
    """So many futures."""
    source = _source(problem)
    if source is None or source.mean <= 0:
        none = np.zeros((count, 0), np.int64)
        return Draws(none, np.zeros((count, 0, 2)), none, none.astype(bool), ())
    rng = np.random.default_rng(_seed_of(problem))
    sizes = rng.poisson(source.mean, count)
    shape = (count, int(sizes.max(initial=0)))
    row = rng.choice(len(source.odds), shape, p=source.odds)
    at_s = np.ceil(source.begin_s[row] + rng.random(shape) * source.span_s[row]).astype(np.int64)
    kind = (source.kind_odds.cumsum(axis=1)[row] < rng.random(shape)[..., None]).sum(axis=-1)
    return Draws(
        at_s=at_s,
        point=_around(source.at[row], source.spread_km[row], rng),
        kind=np.minimum(kind, len(source.kinds) - 1),
        real=np.arange(shape[1]) < sizes[:, None],
        kinds=source.kinds,
    )


def expected(problem: Problem) -> float:
    """How many requests a future has on average."""
    source = _source(problem)
    return 0.0 if source is None else source.mean


def _source(problem: Problem) -> _Source | None:
    return _from_field(problem, problem.demand) if problem.demand else _from_snapshot(problem)


def _seed_of(problem: Problem) -> int:
    """A number that the snapshot's content determines, not the order of its lists."""
    crew = sorted((e.id, e.at, e.free_at_s, e.status, e.heading_to or "") for e in problem.engineers)
    work = sorted((j.id, j.point, j.due_at_s) for j in problem.jobs)
    told = repr((problem.now_s, crew, work)).encode()
    return int.from_bytes(hashlib.blake2b(told, digest_size=8).digest(), "big")


def _on_duty(problem: Problem) -> list[Engineer]:
    return [e for e in problem.engineers if e.available and problem.ready_s(e) < e.shift_end_s]


def _capacity(problem: Problem, crew: Sequence[Engineer], span_s: int) -> float:
    """Requests that a crew can serve in that time, of the kinds that are open."""
    factors = [problem.service_factor.get(e.stars, 1.0) for e in crew]
    service_s = problem.mean_expected_s * sum(factors) / max(1, len(factors))
    return len(crew) * span_s / (APPROACH_S + service_s)


def _from_snapshot(problem: Problem) -> _Source | None:
    crew = _on_duty(problem)
    ends = max((e.shift_end_s for e in crew), default=problem.now_s)
    span_s = min(HORIZON_S, ends - QUIET_S - problem.now_s)
    if span_s <= 0 or not problem.jobs:
        return None
    kinds = [Kind(j.skill, j.min_stars, j.expected_service_s, j.provider) for j in problem.jobs]
    kinds.sort(key=lambda kind: (*kind[:3], kind.provider or ""))
    places = np.array(sorted([e.at for e in problem.engineers] + [j.point for j in problem.jobs]))
    rows = len(places)
    return _Source(
        mean=_capacity(problem, crew, span_s),
        odds=np.full(rows, 1 / rows),
        begin_s=np.full(rows, float(problem.now_s)),
        span_s=np.full(rows, float(span_s)),
        at=places,
        spread_km=np.full(rows, NOISE_KM),
        kinds=tuple(kinds),
        kind_odds=np.full((rows, len(kinds)), 1 / len(kinds)),
    )


def _from_field(problem: Problem, demand: Demand) -> _Source | None:
    """Every district in every hour that the horizon touches is a row."""
    crew = _on_duty(problem)
    ends = max((e.shift_end_s for e in crew), default=problem.now_s)
    until_s = min(problem.now_s + HORIZON_S, ends)
    rows = [
        (district, begin_s, end_s, district.per_hour[demand.hour_of(begin_s)] * (end_s - begin_s) / HOUR_S)
        for begin_s, end_s in _hours(demand, problem.now_s, until_s)
        for district in demand.districts
    ]
    rows = [row for row in rows if row[3] > 0]
    total = sum(row[3] for row in rows)
    if not rows or not crew:
        return None
    return _Source(
        mean=min(total, FULLEST * _capacity(problem, crew, HORIZON_S)),
        odds=np.array([row[3] / total for row in rows]),
        begin_s=np.array([float(row[1]) for row in rows]),
        span_s=np.array([float(row[2] - row[1]) for row in rows]),
        at=np.array([row[0].at for row in rows]),
        spread_km=np.array([row[0].spread_km for row in rows]),
        kinds=demand.kinds,
        kind_odds=np.array([_odds(row[0].shares or demand.shares) for row in rows]),
    )


def _hours(demand: Demand, begin_s: int, end_s: int) -> list[tuple[int, int]]:
    """The span cut where local hours begin."""
    cuts = [begin_s]
    while cuts[-1] < end_s:
        next_hour_s = cuts[-1] + HOUR_S - (cuts[-1] - demand.midnight_s) % HOUR_S
        cuts.append(min(end_s, next_hour_s))
    return list(itertools.pairwise(cuts))


def _odds(shares: Sequence[float]) -> list[float]:
    return [share / sum(shares) for share in shares]


def _around(places: Floats, spread_km: Floats, rng: np.random.Generator) -> Floats:
    """Points about so many kilometres north or south, and east or west, of places."""
    away = rng.standard_normal(places.shape) * spread_km[..., None] / KM_PER_DEGREE
    lat = np.clip(places[..., 0] + away[..., 0], -90.0, 90.0)
    lon = places[..., 1] + away[..., 1] / np.maximum(STEEPEST, np.cos(np.radians(lat)))
    return np.stack([lat, lon], axis=-1)
