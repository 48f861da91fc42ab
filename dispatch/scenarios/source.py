"""Where requests may come from: a demand field, or what a snapshot shows of its own.

With a demand field its rates say how many, where and of which kind. Without one the crew's own capacity says
how many (expecting matters on days that fill it), the places of engineers and open jobs say where, and open
jobs say of which kind.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dispatch.model.demand import HOUR_S, HOURS, Demand, Kind
from dispatch.model.problem import Engineer, Problem
from dispatch.model.tables import Floats, Ints

HORIZON_S: Final = 2700  # a drive and a service: what a decision of now can still stand in the way of
QUIET_S: Final = 7200  # where no field says otherwise, nothing comes in the last two hours of the last shift
APPROACH_S: Final = 780.0  # the drive to a request, besides its service, where a crew works to capacity
NOISE_KM: Final = 1.0  # around the places of engineers and open jobs
FULLEST: Final = 3.0  # times its capacity: more requests than that leave nothing to decide
KM_PER_DEGREE: Final = 111.195
STEEPEST: Final = 0.01  # cosine of the latitude; nearer to a pole a kilometre is no share of a degree


@dataclass(frozen=True)
class Source:
    """Where requests come from: `mean` of them in a future, each from a row of the arrays by its `odds`.

    `begin_s` and `span_s` bound when, `at` and `spread_km` where; `kind_odds` (askers, kinds) says which, by
    the `asker` of each row.
    """

    mean: float
    odds: Floats
    begin_s: Floats
    span_s: Floats
    at: Floats
    spread_km: Floats
    kinds: tuple[Kind, ...]
    kind_odds: Floats
    asker: Ints

    def kind(self, row: Ints, chance: Floats) -> Ints:
        """The kind that falls to each row by chance."""
        passed = self.kind_odds.cumsum(axis=1)[self.asker[row]] < chance[..., None]
        kind: Ints = np.minimum(passed.sum(axis=-1), len(self.kinds) - 1)
        return kind

    def points(self, row: Ints, rng: np.random.Generator) -> Floats:
        """A place for each row: so many kilometres north or south, and east or west, of its own."""
        places = self.at[row]
        away = rng.standard_normal(places.shape) * self.spread_km[row][..., None] / KM_PER_DEGREE
        lat = np.clip(places[..., 0] + away[..., 0], -90.0, 90.0)
        lon = places[..., 1] + away[..., 1] / np.maximum(STEEPEST, np.cos(np.radians(lat)))
        return np.stack([lat, lon], axis=-1)


def source_of(problem: Problem) -> Source | None:
    """What futures are drawn from; None where nothing comes or nobody is there."""
    if problem.demand:
        return from_field(problem, problem.demand, HORIZON_S)
    return _from_snapshot(problem)


def _on_duty(problem: Problem) -> list[Engineer]:
    return [e for e in problem.engineers if e.available and problem.ready_s(e) < e.shift_end_s]


def _capacity(problem: Problem, crew: Sequence[Engineer], span_s: int) -> float:
    """Requests that a crew can serve in that time, of the kinds that are open."""
    factors = [problem.service_factor.get(e.stars, 1.0) for e in crew]
    service_s = problem.mean_expected_s * sum(factors) / max(1, len(factors))
    return len(crew) * span_s / (APPROACH_S + service_s)


def _from_snapshot(problem: Problem) -> Source | None:
    crew = _on_duty(problem)
    ends = max((e.shift_end_s for e in crew), default=problem.now_s)
    span_s = min(HORIZON_S, ends - QUIET_S - problem.now_s)
    if span_s <= 0 or not problem.jobs:
        return None
    kinds = [Kind(j.skill, j.min_stars, j.expected_service_s, j.provider) for j in problem.jobs]
    kinds.sort(key=lambda kind: (*kind[:3], kind.provider or ""))
    places = np.array(sorted([e.at for e in problem.engineers] + [j.point for j in problem.jobs]))
    rows = len(places)
    return Source(
        mean=_capacity(problem, crew, span_s),
        odds=np.full(rows, 1 / rows),
        begin_s=np.full(rows, float(problem.now_s)),
        span_s=np.full(rows, float(span_s)),
        at=places,
        spread_km=np.full(rows, NOISE_KM),
        kinds=tuple(kinds),
        kind_odds=np.full((1, len(kinds)), 1 / len(kinds)),
        asker=np.zeros(rows, np.int64),
    )


def from_field(problem: Problem, demand: Demand, horizon_s: int) -> Source | None:
    """Every district in every hour that the horizon touches is a row."""
    crew = _on_duty(problem)
    ends = max((e.shift_end_s for e in crew), default=problem.now_s)
    hours = _hours(demand, problem.now_s, min(problem.now_s + horizon_s, ends))
    per_hour = np.array([district.per_hour for district in demand.districts]).reshape(-1, HOURS)
    begins, spans = (np.array([hour[n] for hour in hours], float) for n in (0, 1))
    busy = np.array([demand.busy(begin_s) for begin_s, _ in hours])
    counts = (
        per_hour[:, [demand.hour_of(begin_s) for begin_s, _ in hours]].T * (busy * spans / HOUR_S)[:, None]
    )
    hour, district = np.nonzero(counts > 0)
    total = float(counts.sum())
    if not len(hour) or not crew:
        return None
    asks = [one.shares or demand.shares for one in demand.districts]
    asked = {shares: n for n, shares in enumerate(dict.fromkeys(asks))}
    return Source(
        mean=min(total, FULLEST * _capacity(problem, crew, horizon_s)),
        odds=counts[hour, district] / total,
        begin_s=begins[hour],
        span_s=spans[hour],
        at=np.array([one.at for one in demand.districts])[district],
        spread_km=np.array([one.spread_km for one in demand.districts])[district],
        kinds=demand.kinds,
        kind_odds=np.array([np.array(shares) / sum(shares) for shares in asked]),
        asker=np.array([asked[shares] for shares in asks])[district],
    )


def _hours(demand: Demand, begin_s: int, end_s: int) -> list[tuple[int, int]]:
    """The span cut where local hours begin: each part's begin and length."""
    cuts = [begin_s]
    while cuts[-1] < end_s:
        next_hour_s = cuts[-1] + HOUR_S - (cuts[-1] - demand.midnight_s) % HOUR_S
        cuts.append(min(end_s, next_hour_s))
    return [(begin, end - begin) for begin, end in itertools.pairwise(cuts)]
