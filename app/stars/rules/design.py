"""The columns of a mixed model: an intercept, and one for every level of every factor."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Levels = npt.NDArray[np.intp]

_AT_ONCE = 4096


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
        found = np.zeros(self.width * self.width)
        for left in self.columns:
            for right in self.columns:
                found += np.bincount(left * self.width + right, weights, len(found))
        return found.reshape(self.width, self.width)

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


class Judges:
    """Those who judge, eliminated from the system (its Schur complement), a few thousand at a time."""

    def __init__(self, levels: Levels, design: Design) -> None:
        self.levels, self.design = levels, design
        self.count = int(levels.max()) + 1
        self.order = np.argsort(levels, kind="stable")
        self.begins = np.searchsorted(levels[self.order], np.arange(0, self.count + _AT_ONCE, _AT_ONCE))
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
        for begin, cross in self._crosses():
            own = self.own[begin : begin + _AT_ONCE]
            scaled = cross / own[:, np.newaxis]
            system -= scaled.T @ cross
            right -= scaled.T @ self.sums[begin : begin + _AT_ONCE]

    def solved(self, effects: Floats, inverse: Floats) -> tuple[Floats, float]:
        """Return their effects, and the trace of their covariance."""
        found, trace = np.zeros(self.count), float((1 / self.own).sum())
        for begin, cross in self._crosses():
            part = slice(begin, begin + _AT_ONCE)
            found[part] = (self.sums[part] - cross @ effects) / self.own[part]
            trace += float((((cross @ inverse) * cross).sum(axis=1) / self.own[part] ** 2).sum())
        return found, trace

    def _crosses(self) -> list[tuple[int, Floats]]:
        """Return for each few of them their first and their rows against the system's columns."""
        found = []
        for n in range(len(self.begins) - 1):
            cells = self.order[self.begins[n] : self.begins[n + 1]]
            first = n * _AT_ONCE
            rows = min(_AT_ONCE, self.count - first)
            places = (self.levels[cells] - first) * self.design.width + self.design.columns[:, cells]
            weights = np.broadcast_to(self.weights[cells], places.shape)
            cross = np.bincount(places.ravel(), weights.ravel(), rows * self.design.width).astype(float)
            found.append((first, cross.reshape(rows, self.design.width)))
        return found
