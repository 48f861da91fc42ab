"""Nobody waits for ever: a cap on the wait, held wherever serving the oldest first would hold it.

The cap is `CAP` promises from the request to the arrival. At every decision the open work is played forward
oldest first: each request in turn gets whoever may serve it and is there first, at expected times. A request
that such a crew, if it began `MARGIN_S` later, would reach after the cap is pressing, and goes before
everything that is not; until then the policy is free. One free decision binds an engineer for about that
long, so oldest first still holds the cap when the next one is taken. What oldest first cannot hold any more
even if it begins now is reported with the seconds beyond the cap.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from dispatch.model.plan import LongWait
from dispatch.model.tables import NONE, Floats, Ints, Tables
from dispatch.risk.lateness import service_moments

CAP: Final = 7  # promises: a working day; oldest first alone reaches six on a day of 110 % load
MARGIN_S: Final = 3600  # a drive and a service: what one free decision may cost
UNREACHED: Final = np.inf


@dataclass(frozen=True)
class Patience:
    """Seconds by which each job would miss the cap if the crew began later, and by which it does now: (m,).

    0 where the cap is held. `until` is the cap, or when oldest first gets there if that is later.
    """

    until: Floats
    pressing_s: Floats
    over_s: Floats

    def beyond(self, tables: Tables) -> Iterator[LongWait]:
        """The jobs that miss the cap whatever is done, the longest first."""
        for k in np.argsort(-self.over_s, kind="stable").tolist():
            if self.over_s[k] > 0:
                yield LongWait(tables.problem.jobs[tables.jobs[k]].id, math.ceil(self.over_s[k]))


def patience(tables: Tables) -> Patience:
    """Compare the oldest-first play of the open jobs with the cap."""
    limit = (requested(tables) + CAP * tables.problem.promise_s).astype(np.float64)
    if not len(limit) or not len(tables.engineers):
        return Patience(limit, np.zeros(len(limit)), np.zeros(len(limit)))
    reached = oldest_first(tables)
    over = np.where(np.isfinite(reached), reached - limit, 0.0)
    soonest = np.maximum(0.0, over)
    return Patience(limit + soonest, np.maximum(0.0, over + MARGIN_S), soonest)


def requested(tables: Tables) -> Ints:
    """When each job was requested."""
    return np.array([tables.problem.jobs[k].requested_at_s for k in tables.jobs.tolist()], dtype=np.int64)


def oldest_first(tables: Tables) -> Floats:
    """When each job is reached if requests are served in the order they were made; inf if by nobody.

    Drives under way and frozen visits come first: they are not given up for it.
    """
    m = len(tables.jobs)
    clock, last = tables.ready + tables.lag, np.full(len(tables.engineers), NONE)
    reached = np.full(m, UNREACHED)
    mean, _ = service_moments(tables.weights.service_sigma)

    def serve(row: int, job: int, arrive: float) -> None:
        reached[job], last[row] = arrive, job
        clock[row] = arrive + mean * tables.service[row, job]

    first = np.where(tables.fixed != NONE, tables.fixed, tables.heading)
    for row in np.nonzero(first != NONE)[0].tolist():
        job = int(first[row])
        serve(row, job, max(float(clock[row] + tables.first[row, job]), float(tables.opens[job])))
    for job in np.lexsort((tables.due, requested(tables))).tolist():
        rows = np.nonzero(tables.may[:, job])[0]
        if np.isfinite(reached[job]) or not len(rows):
            continue
        drive = np.where(last[rows] == NONE, tables.first[rows, job], tables.between[last[rows], job])
        arrive = np.maximum(clock[rows] + drive, tables.opens[job])
        arrive[arrive + tables.service[rows, job] > tables.shift_end[rows]] = UNREACHED
        best = int(arrive.argmin())
        if np.isfinite(arrive[best]):
            serve(int(rows[best]), job, float(arrive[best]))
    return reached
