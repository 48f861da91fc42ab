"""Planning all futures side by side, each as the present is planned.

The futures share no job and no engineer, so together they are one packing: one pass grows the routes of all,
one walk of prices settles them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from dispatch.day.lookahead import Prices
from dispatch.day.pricing import Packing, matched, settle
from dispatch.day.shortlist import Shortlist, bound, extend, joined, start
from dispatch.model.tables import NONE, Floats, Ints
from dispatch.scenarios.futures import Futures
from dispatch.scenarios.worth import narrowed

KEPT: Final = (8, 4)  # of each engineer's routes of one and two stops, those that are grown
LISTED: Final = 24  # routes of each length that compete for the jobs
ROUNDS: Final = 24  # of prices for each length; only what the last one settles is repaired
NEAR: Final = 40  # jobs of each engineer that are looked at as later stops


def first_stops(ahead: Futures, charged: Prices, price: Floats, *, match: bool) -> Ints:
    """Each row's first stop (column, or -1), beginning at the present's prices (m + 1,).

    With `match` the routes of one stop begin at their best assignment, as those of a large crew must.
    """
    singles = bound(ahead, extend(ahead, start(ahead), charged).every())
    packing = settle(_numbered(ahead, singles), _warm(ahead, price), ROUNDS, ROUNDS)
    near = singles.nearest(_own(ahead, packing.price), NEAR)
    reach, worth = ahead.narrow(near), narrowed(charged, near)
    lengths = [singles if match else singles.best(_own(ahead, packing.price), LISTED)]
    packing = _matched(ahead, singles, packing) if match else _unchosen(packing)
    for kept in KEPT:
        own = _own(ahead, packing.price)
        grown = extend(reach, lengths[-1].best(own, kept), worth)
        lengths.append(grown.best(own, LISTED))
        packing = settle(_numbered(ahead, joined(lengths, ahead.width)), packing, ROUNDS, ROUNDS)
    stops = joined(lengths, ahead.width).stops
    rows = np.nonzero(packing.chosen >= 0)[0]
    first = np.full(len(stops), NONE)
    first[rows] = stops[rows, packing.chosen[rows], 0]
    return first


def _warm(ahead: Futures, price: Floats) -> Packing:
    prices = np.zeros((ahead.blocks, ahead.width))
    prices[:, : ahead.known] = price[:-1]
    return Packing(np.append(prices, 0.0), np.full(len(ahead.may), NONE))


def _unchosen(packing: Packing) -> Packing:
    """The prices alone, to settle another list of routes with."""
    return Packing(packing.price, np.full_like(packing.chosen, NONE))


def _matched(ahead: Futures, singles: Shortlist, packing: Packing) -> Packing:
    parts = [matched(singles.rows(slice(f * ahead.crew, (f + 1) * ahead.crew))) for f in range(ahead.blocks)]
    chosen = np.concatenate([part.chosen for part in parts])
    return Packing(packing.price, chosen, sum(part.value for part in parts))


def _own(ahead: Futures, price: Floats) -> Floats:
    """The prices of each row's own future (rows, width + 1)."""
    apart = np.pad(price[:-1].reshape(ahead.blocks, ahead.width), ((0, 0), (0, 1)))
    return np.repeat(apart, ahead.crew, axis=0)


def _numbered(ahead: Futures, routes: Shortlist) -> Shortlist:
    """The same routes with every future's jobs numbered for themselves, padded with their number."""
    own = routes.stops + ahead.shift[:, None, None]
    stops = np.where(routes.stops < ahead.width, own, ahead.blocks * ahead.width)
    return replace(routes, stops=stops)
