"""Where idle engineers should wait, when it is known where requests will come from.

Requests of the next hour are taken evenly from the demand field, several times over. Each time one assignment
gives them to those who are idle; everybody then waits where the drives to what fell to him are shortest, and
again (alternating location and allocation; Cooper, SIAM Review 6, 1964). An engineer is moved if that saves
enough of the drive to come. Without a field nobody is: then nothing says where requests come from but those
that are there already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dispatch.model.plan import Move
from dispatch.model.problem import Engineer, Problem
from dispatch.model.tables import Bools, Floats, Ints
from dispatch.scenarios.draw import Draws, evenly
from dispatch.scenarios.futures import able, roads
from dispatch.solve.assignment import assign
from dispatch.travel import TravelTimes

LOOK_S: Final = 3600  # what an engineer waits for
SAMPLES: Final = 240  # requests in all; of a large crew each time takes more of them
MOST_TIMES: Final = 24
ROUNDS: Final = 2  # of assignment and of moving nearer after the first
STEPS: Final = 3  # towards the point from which the drives are shortest
WORTH: Final = 0.7  # a second of driving there costs so much of a second of the drive to come
LEAST_S: Final = 180  # of the drive to come: less is not worth calling anybody
ALL_PAIRS: Final = 22_500  # engineers × requests; of more only those `NEAR` each engineer are matched
NEAR: Final = 60
NEVER: Final = 10**7
NEAREST: Final = 1e-3  # degrees: who is there is there


def moves(problem: Problem, routes: Mapping[str, Sequence[str]], times: TravelTimes) -> tuple[Move, ...]:
    """Moves of engineers without a route (engineer id → job ids)."""
    if problem.demand is None or problem.futures == 0:
        return ()
    crew = [e for e in problem.engineers if not routes.get(e.id) and _waits(problem, e)]
    coming = evenly(problem, len(crew), LOOK_S, SAMPLES, MOST_TIMES) if crew else None
    if coming is None or not coming.requests.real.size:
        return ()
    wait = _Waiting(crew, coming.requests, able(problem, crew, coming.requests), roads(problem, times))
    return tuple(wait.moves(coming.mean))


def _waits(problem: Problem, engineer: Engineer) -> bool:
    """Whether somebody has nothing to do and may be sent somewhere."""
    now_s = problem.now_s
    resting = any(begin <= now_s < end for begin, end in engineer.breaks)
    at_hand = engineer.available and engineer.max_jobs != 0 and engineer.status != "working"
    return at_hand and not resting and engineer.free_at_s <= now_s < engineer.shift_end_s - LOOK_S


@dataclass(frozen=True)
class _Waiting:
    """Those who wait, and what may come."""

    crew: Sequence[Engineer]
    coming: Draws
    may: Bools
    times: TravelTimes

    def moves(self, mean: float) -> list[Move]:
        """Who is moved where if so many requests come."""
        here = np.array([e.at for e in self.crew])
        mine = self._drives(here)
        falls = self._fallen(mine)
        there = self._nearer(here, falls)
        for _ in range(ROUNDS):
            falls = self._fallen(self._drives(there))
            there = self._nearer(there, falls)
        before, after = (self._mean(drives, falls) for drives in (mine, self._drives(there)))
        times, some = self.coming.real.shape
        used = falls.sum(axis=(0, 2)) / times * min(1.0, mean / some)
        saved = before - after
        found = []
        for n in np.nonzero(saved >= LEAST_S)[0].tolist():
            to = (round(float(there[n, 0]), 6), round(float(there[n, 1]), 6))
            drive_s = float(self.times.pairs([self.crew[n].at], [to])[0])
            if used[n] * saved[n] >= WORTH * drive_s:
                found.append(Move(self.crew[n].id, to))
        return found

    def _drives(self, places: Floats) -> Ints:
        """From each place to each request (times, n, k)."""
        s, k = self.coming.real.shape
        points = [(lat, lon) for lat, lon in self.coming.point.reshape(-1, 2).tolist()]
        drives = self.times.matrix([(lat, lon) for lat, lon in places.tolist()], points)
        return np.asarray(drives).reshape(len(places), s, k).transpose(1, 0, 2)

    def _fallen(self, drives: Ints) -> Bools:
        """Who takes which request of each time, for the shortest drives in all."""
        times, crew, some = drives.shape
        falls = np.zeros(drives.shape, dtype=bool)
        alone = np.full(some, NEVER, dtype=np.int64)
        for s in range(times):
            may = self.may[s]
            near = min(NEAR, some - 1)
            if crew * some > ALL_PAIRS:
                may = may & (drives[s] <= np.partition(drives[s], near, axis=1)[:, near : near + 1])
            for row, column in assign(drives[s], may, alone):
                falls[s, row, column] = True
        return falls

    def _nearer(self, there: Floats, falls: Bools) -> Floats:
        """Towards the point from which the drives are shortest (Weiszfeld, 1937)."""
        east = np.maximum(0.01, np.cos(np.radians(there[:, :1])))
        scale = np.concatenate([np.ones_like(east), east], axis=1)
        points = self.coming.point[:, None]
        for _ in range(STEPS):
            off = _round_the_world(points - there[None, :, None])
            away = np.sqrt(((off * scale[None, :, None]) ** 2).sum(axis=-1))
            weight = falls / np.maximum(NEAREST, away)
            total = np.maximum(weight.sum(axis=(0, 2)), np.finfo(float).tiny)
            there = _round_the_world(there + (weight[..., None] * off).sum(axis=(0, 2)) / total[:, None])
        return there

    def _mean(self, drives: Ints, falls: Bools) -> Floats:
        count = falls.sum(axis=(0, 2))
        mean: Floats = (drives * falls).sum(axis=(0, 2)) / np.maximum(1, count)
        return mean


def _round_the_world(degrees: Floats) -> Floats:
    """Latitudes and longitudes, or differences of them, the short way round."""
    return np.stack([degrees[..., 0], (degrees[..., 1] + 180.0) % 360.0 - 180.0], axis=-1)
