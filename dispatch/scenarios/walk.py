"""Prices of the jobs of all futures, found side by side.

A price goes up while several engineers of its future want the job and down while nobody does, by a step of
its own that grows while the direction lasts and halves when it turns (Riedmiller and Braun, 1993). Unlike
Polyak's, such steps ask for no packing, so nothing is repaired on the way, and no future waits for another.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from dispatch.day.shortlist import Shortlist
from dispatch.model.tables import Floats, Ints

STEP: Final = 6_000.0  # to begin with: what ten minutes of an engineer are worth
GROWS, HALVES = 1.3, 0.5


def walked(routes: Shortlist, price: Floats, rounds: int) -> Floats:
    """Prices (futures, jobs + 1) after so many rounds; rows of `routes` are each future's crew in turn.

    Stops are numbered within each future, and its last price is the padding's, which stays 0.
    """
    futures, width = price.shape
    rows = np.arange(len(routes.value))
    begins = rows // (len(rows) // futures) * width
    at = np.ascontiguousarray((routes.stops + begins[:, None, None]).transpose(2, 0, 1))
    padding = np.arange(1, futures + 1) * width - 1
    now, step, before = price.ravel().copy(), np.full(price.size, STEP), np.zeros(price.size)
    for _ in range(rounds):
        way = _pulled(routes.value, at, now)
        way[padding] = 0.0
        turned = way * before
        step *= np.where(turned > 0, GROWS, np.where(turned < 0, HALVES, 1.0))
        now, before = np.maximum(0.0, now + way * step), way
    return now.reshape(price.shape)


def _pulled(value: Floats, at: Ints, price: Floats) -> Floats:
    """1 for each job that several want at these prices, -1 where it has a price and nobody does."""
    left = paid(value, at, price)
    wanted = left.argmax(axis=1)
    rows = np.nonzero(left[np.arange(len(left)), wanted] > 0)[0]
    pull: Floats = np.sign(np.bincount(at[:, rows, wanted[rows]].ravel(), minlength=price.size) - 1.0)
    pull[(price <= 0) & (pull < 0)] = 0.0
    return pull


def paid(value: Floats, at: Ints, price: Floats) -> Floats:
    """What routes are worth after paying for their jobs; `at` (depth, rows, c) says which prices."""
    left: Floats = value - price.take(at[0])
    for later in at[1:]:
        left -= price.take(later)
    return left
