"""Planning all futures side by side, each as the present is planned.

The futures share no job and no engineer, so one pass grows the routes of all and one walk finds their prices.
At those prices it is known not only which first stop is each engineer's best in each future, but also what
every other one would lose there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from dispatch.day.lookahead import Prices
from dispatch.day.matching import matched
from dispatch.day.shortlist import Shortlist, bound, extend, joined, start
from dispatch.model.tables import NONE, Floats, Ints
from dispatch.scenarios.futures import Futures
from dispatch.scenarios.walk import walked
from dispatch.scenarios.worth import narrowed

KEPT: Final = (8, 4)  # of each engineer's routes of one and two stops, those that are grown
LISTED: Final = 24  # routes of each length that compete for the jobs
ROUNDS: Final = (12, 8, 16)  # of prices, for routes of one, two and three stops
NEAR: Final = 40  # jobs of each engineer that are looked at as later stops


@dataclass(frozen=True)
class Firsts:
    """What futures think of first stops, one row an engineer of a future.

    `loss` (rows, m) is how much less the future is worth if the engineer begins with an open job than with
    its best, which is `best` (rows,): a column, or -1 for staying.
    """

    loss: Floats
    best: Ints


def first_stops(ahead: Futures, charged: Prices, price: Floats, *, match: bool = False) -> Firsts:
    """Ask the futures, beginning at the present's prices (m + 1,).

    With `match` each future's first stops are the best assignment, as they must be for a large crew, and
    every other one is out of the question there: what prices leave unsettled would send many to one job.
    """
    singles = bound(ahead, extend(ahead, start(ahead), charged).every())
    if match:
        return _matched(ahead, singles.value)
    prices = walked(singles, _warm(ahead, price), ROUNDS[0])
    near = singles.nearest(_own(ahead, prices), NEAR)
    reach, worth = ahead.narrow(near), narrowed(charged, near)
    every = singles.best(_own(ahead, prices), LISTED)
    lengths = [every]
    for kept, rounds in zip(KEPT, ROUNDS[1:], strict=True):
        own = _own(ahead, prices)
        lengths.append(extend(reach, lengths[-1].best(own, kept), worth).best(own, LISTED))
        every = joined(lengths, ahead.width)
        prices = walked(every, prices, rounds)
    return _judged(ahead, _led(singles, every, _own(ahead, prices)))


def _led(singles: Shortlist, routes: Shortlist, own: Floats) -> Floats:
    """The best that each first stop leads to, after prices (rows, width)."""
    rows = np.arange(len(own))[:, None]
    left = routes.value - own[rows[:, :, None], routes.stops].sum(axis=2)
    leads: Floats = singles.value - own[:, :-1]
    np.maximum.at(leads, (rows, routes.stops[:, :, 0]), left)
    return leads


def _judged(ahead: Futures, leads: Floats) -> Firsts:
    best = leads.argmax(axis=1)
    most = leads[np.arange(len(leads)), best]
    loss = np.maximum(0.0, most)[:, None] - leads[:, : ahead.known]
    return Firsts(loss, np.where(most > 0, best, NONE))


def _matched(ahead: Futures, worth: Floats) -> Firsts:
    """The assignment of first stops that is worth most in each future."""
    crews = [slice(f * ahead.crew, (f + 1) * ahead.crew) for f in range(ahead.blocks)]
    best = np.concatenate([matched(worth[crew], ahead.heading[crew]).chosen for crew in crews])
    loss = np.full((len(best), ahead.known), np.inf)
    open_jobs = np.nonzero((best >= 0) & (best < ahead.known))[0]
    loss[open_jobs, best[open_jobs]] = 0.0
    return Firsts(loss, best)


def _warm(ahead: Futures, price: Floats) -> Floats:
    prices = np.zeros((ahead.blocks, ahead.width + 1))
    prices[:, : ahead.known] = price[:-1]
    return prices


def _own(ahead: Futures, prices: Floats) -> Floats:
    """The prices of each row's own future (rows, width + 1)."""
    return np.repeat(prices, ahead.crew, axis=0)
