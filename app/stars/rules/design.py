"""The columns of a mixed model: an intercept, and one for every level of every factor."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Levels = npt.NDArray[np.intp]

_FEW = 24
"""Whoever judged in more cells is a row of his own."""


def _floats(values: npt.ArrayLike) -> Floats:
    return np.asarray(values, np.float64)


class Design:
    """Where the effects of each factor stand (`parts`), and what the columns come to, never written out."""

    def __init__(self, factors: Mapping[str, Levels], cells: int, widths: Mapping[str, int]) -> None:
        self.parts: dict[str, slice] = {}
        begin = 1
        for name, levels in factors.items():
            width = widths.get(name) or int(levels.max()) + 1
            self.parts[name] = slice(begin, begin + width)
            begin = self.parts[name].stop
        self.width = begin
        own = [levels + self.parts[name].start for name, levels in factors.items()]
        self.columns: Levels = np.stack([np.zeros(cells, np.intp), *own])

    def cross(self, weights: Floats) -> Floats:
        """Return X'WX, (width, width)."""
        return self._same_cells.products(weights)

    @cached_property
    def _same_cells(self) -> Pairs:
        every = np.arange(self.columns.shape[1])
        return Pairs(self, every, every)

    def into(self, values: Floats) -> Floats:
        """Return X'v of one value a cell, (width,)."""
        found = np.zeros(self.width)
        for column in self.columns:
            found += np.bincount(column, values, self.width)
        return found

    def of(self, effects: Floats) -> Floats:
        """Return Xb, one value a cell."""
        found: Floats = effects[self.columns].sum(axis=0)
        return found


class Pairs:
    """Pairs of cells, each with its mirror image: the products of their columns, block by block.

    Where in its block a pair falls does not change from step to step; the blocks below the diagonal are the
    mirror images of those above.
    """

    def __init__(self, design: Design, lefts: Levels, rights: Levels) -> None:
        blocks = [slice(0, 1), *design.parts.values()]
        self._width = design.width
        own = [column - block.start for column, block in zip(design.columns, blocks, strict=True)]
        self._blocks = [
            (rows, columns, own[n][lefts] * (columns.stop - columns.start) + own[m][rights])
            for n, rows in enumerate(blocks)
            for m, columns in enumerate(blocks)
            if n <= m
        ]

    def products(self, weights: Floats) -> Floats:
        """Return the sum over the pairs of their weight times the one's column by the other's."""
        found = np.empty((self._width, self._width))
        for rows, columns, places in self._blocks:
            shape = rows.stop - rows.start, columns.stop - columns.start
            block = np.bincount(places, weights, shape[0] * shape[1]).reshape(shape)
            found[rows, columns] = block
            found[columns, rows] = block.T
        return found


class Judges:
    """Those who judge, eliminated from the system (its Schur complement).

    Most judge a few times, and bring the products of their few cells pair by pair; whoever judges often is
    one dense row.
    """

    def __init__(self, levels: Levels, design: Design) -> None:
        self.levels, self.design = levels, design
        sizes = np.bincount(levels)
        self.count = len(sizes)
        order, begins = np.argsort(levels, kind="stable"), np.cumsum(sizes) - sizes
        pairs = [np.zeros((2, 0), np.intp)]
        for size in np.unique(sizes[(sizes > 0) & (sizes <= _FEW)]):
            cells = order[begins[sizes == size][:, np.newaxis] + np.arange(size)]
            pairs.append(np.stack([np.repeat(cells, size, 1).ravel(), np.tile(cells, (1, size)).ravel()]))
        self.lefts, self.rights = np.concatenate(pairs, axis=1)
        self.pairs = Pairs(design, self.lefts, self.rights)
        self.often: Levels = np.flatnonzero(sizes > _FEW)
        self.weights: Floats = np.zeros(0)
        self.sums: Floats = np.zeros(0)
        self.own: Floats = np.zeros(0)

    def eliminate(
        self, system: Floats, right: Floats, weights: Floats, working: Floats, variance: float
    ) -> None:
        """Take them out of `system` and `right`, in place."""
        self.weights = weights
        self.own = _floats(np.bincount(self.levels, weights, self.count) + 1 / variance)
        self.sums = _floats(np.bincount(self.levels, weights * working, self.count))
        right -= self.design.into(weights * (self.sums / self.own)[self.levels])
        system -= self.pairs.products(self._paired() / self.own[self.levels[self.lefts]])
        rows = self._rows_of_often()
        system -= (rows / self.own[self.often][:, np.newaxis]).T @ rows

    def solved(self, effects: Floats, inverse: Floats) -> tuple[Floats, float]:
        """Return their effects, and the trace of their covariance."""
        told = np.bincount(self.levels, self.weights * self.design.of(effects), self.count)
        shares = self._paired() / self.own[self.levels[self.lefts]] ** 2
        few = float((self.pairs.products(shares) * inverse).sum())
        rows = self._rows_of_often()
        often = float((((rows @ inverse) * rows).sum(axis=1) / self.own[self.often] ** 2).sum())
        return _floats((self.sums - told) / self.own), float((1 / self.own).sum()) + few + often

    def _paired(self) -> Floats:
        return _floats(self.weights[self.lefts] * self.weights[self.rights])

    def _rows_of_often(self) -> Floats:
        """Return the row of each of those against the system's columns."""
        place = np.full(self.count, -1, np.intp)
        place[self.often] = np.arange(len(self.often))
        cells = np.flatnonzero(place[self.levels] >= 0)
        places = place[self.levels[cells]] * self.design.width + self.design.columns[:, cells]
        weights = np.broadcast_to(self.weights[cells], places.shape)
        size = len(self.often) * self.design.width
        return _floats(np.bincount(places.ravel(), weights.ravel(), size)).reshape(-1, self.design.width)
