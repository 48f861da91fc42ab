"""Whose time is scarce: all open work spread over those who may do it, as evenly as skills and stars allow.

An engineer whom much of the waiting work depends on ends up with more of it than the others, so a minute of
that engineer costs more; a request that only such engineers may serve would wait longer when it is left now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from dispatch.model.tables import Bools, Floats, Ints, Tables

APPROACH_S: Final = 600.0  # what a drive adds to each job on a day with work around the corner
SETTLING_S: Final = 300.0  # even one who is free needs this long: keeps shares finite
ROUNDS: Final = 8  # after these, loads move by less than a minute
EVENNESS: Final = 2.0  # how strongly a round moves work away from whoever has more


@dataclass(frozen=True)
class Backlog:
    """`jobs` (n,) is how many open jobs fall to each engineer, `wait_s` (m,) how long each waits."""

    jobs: Floats
    wait_s: Floats


def backlog(tables: Tables) -> Backlog:
    """Spread the open jobs by proportional shares, each round away from whoever has more than others."""
    return spread_evenly(tables.may, busy_s(tables), tables.service)


def busy_s(tables: Tables) -> Floats:
    """How long each engineer is bound already."""
    busy: Floats = np.maximum(0, tables.ready - tables.problem.now_s) + tables.lag + SETTLING_S
    return busy


def spread_evenly(may: Bools, busy: Floats, service: Ints, counts: Floats | float = 1.0) -> Backlog:
    """Spread the jobs of (..., n, m) tables, each of which counts so much, over engineers who are busy."""
    share = may / np.maximum(1, may.sum(axis=-2, keepdims=True))
    takes = (service + APPROACH_S) * counts
    load = busy + (share * takes).sum(axis=-1)
    for _ in range(ROUNDS):
        share = share / load[..., None] ** EVENNESS
        share /= np.maximum(share.sum(axis=-2, keepdims=True), np.finfo(float).tiny)
        load = busy + (share * takes).sum(axis=-1)
    return Backlog((share * counts).sum(axis=-1), np.einsum("...nm,...n->...m", share, load))
