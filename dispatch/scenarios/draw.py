"""Futures drawn from what a snapshot knows: when, where and of which kind the next requests may come.

The same snapshot gives the same futures, whatever the order of its lists.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from dispatch.model.demand import Kind
from dispatch.model.problem import Problem
from dispatch.model.tables import Bools, Floats, Ints
from dispatch.scenarios.source import from_field, source_of


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


def draw(problem: Problem, count: int) -> Draws:
    """So many futures."""
    source = source_of(problem)
    if source is None or source.mean <= 0:
        none = np.zeros((count, 0), np.int64)
        return Draws(none, np.zeros((count, 0, 2)), none, none.astype(bool), ())
    rng = np.random.default_rng(_seed_of(problem))
    sizes = rng.poisson(source.mean, count)
    shape = (count, int(sizes.max(initial=0)))
    row = rng.choice(len(source.odds), shape, p=source.odds)
    at_s = np.ceil(source.begin_s[row] + rng.random(shape) * source.span_s[row]).astype(np.int64)
    kind = source.kind(row, rng.random(shape))
    return Draws(
        at_s=at_s,
        point=source.points(row, rng),
        kind=kind,
        real=np.arange(shape[1]) < sizes[:, None],
        kinds=source.kinds,
    )


@dataclass(frozen=True)
class Even:
    """Requests that a field spreads over the city, taken evenly; `mean` of them come in that time."""

    requests: Draws
    mean: float


def evenly(problem: Problem, most: int, span_s: int, samples: int, times: int) -> Even | None:
    """At most `most` requests of the field's next seconds, several times over; None where none come.

    They hardly differ from one decision to the next, so that nobody is sent to and fro.
    """
    source = from_field(problem, problem.demand, span_s) if problem.demand else None
    if source is None or source.mean <= 0:
        return None
    some = max(1, min(most, round(source.mean)))
    times = max(1, min(times, samples // some))
    rng = np.random.default_rng(0)
    # requests next to each other in the field belong to different times
    place = (np.arange(some * times) + 0.5).reshape(some, times).T / (some * times)
    row = np.minimum(np.searchsorted(source.odds.cumsum(), place), len(source.odds) - 1)
    kind = source.kind(row, rng.random(row.shape))
    drawn = Draws(
        at_s=np.full(row.shape, problem.now_s, np.int64),
        point=source.points(row, rng),
        kind=kind,
        real=np.ones(row.shape, dtype=bool),
        kinds=source.kinds,
    )
    return Even(drawn, source.mean)


def expected(problem: Problem) -> float:
    """How many requests a future has on average."""
    source = source_of(problem)
    return 0.0 if source is None else source.mean


def _seed_of(problem: Problem) -> int:
    """A number that the snapshot's content determines, not the order of its lists."""
    crew = sorted((e.id, e.at, e.free_at_s, e.status, e.heading_to or "") for e in problem.engineers)
    work = sorted((j.id, j.point, j.due_at_s) for j in problem.jobs)
    told = repr((problem.now_s, crew, work)).encode()
    return int.from_bytes(hashlib.blake2b(told, digest_size=8).digest(), "big")
