"""Every route whose stops all begin in time, engineer by engineer.

Listed from the rules alone, without the planner's enumeration, which the bound made of it judges. Breaks and
limits of stops are overlooked: routes that nobody may drive can only lower the bound.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from dispatch.model.eligibility import eligible
from dispatch.model.problem import Engineer, Problem
from dispatch.model.tables import ALWAYS_OPEN, NONE, Bools, Ints
from dispatch.travel import travel_times

MOST_ROUTES: Final = 30_000_000


class TooManyRoutes(ValueError):
    """More routes are in time than can be listed: services are too short for this bound."""


@dataclass(frozen=True)
class Routes:
    """`stops` (r, depth), padded with -1; those of an engineer are side by side, from one of `starts` on."""

    stops: Ints
    starts: Ints

    @property
    def lengths(self) -> Ints:
        """How many routes each of these engineers has."""
        counts: Ints = np.diff(np.append(self.starts, len(self.stops)))
        return counts


def routes_in_time(problem: Problem, most: int = MOST_ROUTES) -> Routes:
    """All sequences of jobs that one engineer can begin in time each; raises TooManyRoutes beyond `most`."""
    layers: list[Ints] = []
    starts, total = [], 0
    listing = _Listing(problem)
    for n in range(len(problem.engineers)):
        begin = total
        for layer in listing.of(n):
            total += len(layer)
            if total > most:
                raise TooManyRoutes(f"more than {most} routes")
            layers.append(layer)
        if total > begin:
            starts.append(begin)
    depth = max((layer.shape[1] for layer in layers), default=1)
    padded = [np.pad(layer, ((0, 0), (0, depth - layer.shape[1])), constant_values=NONE) for layer in layers]
    stops = np.concatenate(padded) if padded else np.zeros((0, 1), dtype=np.int64)
    return Routes(stops, np.array(starts, dtype=np.int64))


class _Listing:
    """The problem's times, and the routes of one engineer after the other."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._times = travel_times(problem.travel)
        self._points = [job.point for job in problem.jobs]
        self._due = np.array([job.due_at_s for job in problem.jobs], dtype=np.int64)
        opens = [job.window_start_s for job in problem.jobs]
        self._opens = np.array([ALWAYS_OPEN if at is None else at for at in opens], dtype=np.int64)

    @cached_property
    def _between(self) -> Ints:
        return self._times.matrix(self._points, self._points)

    @cached_property
    def _may(self) -> Bools:
        return eligible(self._problem)

    def of(self, n: int) -> Iterator[Ints]:
        """Routes of one stop, of two, and so on, each (routes, stops)."""
        problem, engineer = self._problem, self._problem.engineers[n]
        if not problem.jobs:
            return
        service = np.array([problem.service_s(engineer, job) for job in problem.jobs], dtype=np.int64)
        drive = self._times.matrix([engineer.at], self._points)[0]
        arrive = np.maximum(problem.ready_s(engineer) + drive, self._opens)
        # whoever is not there in time by the shortest way is not by a longer one
        fits = self._may[n] & (arrive <= self._due) & (arrive + service <= self._first_ends(engineer))
        jobs = np.nonzero(fits)[0]
        yield from self._grown(jobs, (arrive + service)[jobs], service[jobs], engineer.shift_end_s)

    def _first_ends(self, engineer: Engineer) -> float:
        """A drive under way and a frozen visit are finished after the shift's end too."""
        bound = engineer.heading_to is not None or engineer.id in self._problem.fixed_first
        return math.inf if bound else engineer.shift_end_s

    def _grown(self, jobs: Ints, depart: Ints, service: Ints, shift_end_s: int) -> Iterator[Ints]:
        drive = self._between[np.ix_(jobs, jobs)]
        due, opens, stops = self._due[jobs], self._opens[jobs], np.arange(len(jobs))[:, None]
        while len(stops):
            yield jobs[stops]
            arrive = np.maximum(depart[:, None] + drive[stops[:, -1]], opens)
            fits = (arrive <= due) & (arrive + service <= shift_end_s)
            np.put_along_axis(fits, stops, values=False, axis=1)
            route, job = np.nonzero(fits)
            stops = np.concatenate([stops[route], job[:, None]], axis=1)
            depart = arrive[route, job] + service[job]
