"""What is known of the roads: a square table over the places used last, of bounded size and age."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from dispatch.travel.base import Seconds
from dispatch.travel.osrm import UNKNOWN
from dispatch.travel.points import Point

FIRST_SIZE: Final = 64


class Memory:
    """Driving seconds between at most `most_places` places, the least recently used forgotten first.

    A place is forgotten with its row and column `keep_s` after it was entered, so no cell is ever older. It
    takes four bytes a cell, 64 MB at 4,096 places. Not safe for threads: whoever owns it locks.
    """

    def __init__(self, most_places: int, keep_s: float) -> None:
        self._most, self._keep_s = most_places, keep_s
        self._slots: OrderedDict[Point, int] = OrderedDict()
        self._free: list[int] = []
        self._cells = np.empty((0, 0), dtype=np.int32)
        self._since = np.empty(0)

    def __len__(self) -> int:
        return len(self._slots)

    def holds(self, count: int) -> bool:
        """Whether so many places fit in at once."""
        return count <= self._most

    def known(self, origins: Sequence[Point], destinations: Sequence[Point], now: float) -> Seconds:
        """What is known, `UNKNOWN` elsewhere; a copy of shape (origins, destinations)."""
        cells = np.ix_(*self._enter(origins, destinations, now))  # first: it may make the table larger
        return self._cells[cells].astype(np.int64)

    def known_pairs(self, origins: Sequence[Point], destinations: Sequence[Point], now: float) -> Seconds:
        """What is known from the n-th origin to the n-th destination, `UNKNOWN` elsewhere."""
        rows, columns = self._enter(origins, destinations, now)
        return self._cells[rows, columns].astype(np.int64)

    def learn(
        self, origins: Sequence[Point], destinations: Sequence[Point], seconds: Seconds, now: float
    ) -> None:
        """Keep what was found out; `UNKNOWN` cells change nothing."""
        cells = np.ix_(*self._enter(origins, destinations, now))
        self._cells[cells] = np.where(seconds == UNKNOWN, self._cells[cells], seconds)

    def _enter(
        self, origins: Sequence[Point], destinations: Sequence[Point], now: float
    ) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        places = dict.fromkeys((*origins, *destinations))
        for place in places:
            slot = self._slots.get(place)
            if slot is not None:
                self._slots.move_to_end(place)
                if now - self._since[slot] > self._keep_s:
                    self._wipe(slot, now)
        for place in places:
            if place not in self._slots:
                slot = self._slot()
                self._slots[place] = slot
                self._wipe(slot, now)
        rows, columns = ([self._slots[p] for p in points] for points in (origins, destinations))
        return np.asarray(rows, dtype=np.intp), np.asarray(columns, dtype=np.intp)

    def _slot(self) -> int:
        if not self._free and len(self._slots) < self._most:
            self._grow()
        return self._free.pop() if self._free else self._slots.popitem(last=False)[1]

    def _grow(self) -> None:
        old = len(self._since)
        size = min(self._most, max(FIRST_SIZE, 2 * old))
        cells = np.full((size, size), UNKNOWN, dtype=np.int32)
        cells[:old, :old] = self._cells
        self._cells, self._since = cells, np.concatenate([self._since, np.zeros(size - old)])
        self._free.extend(range(size - 1, old - 1, -1))

    def _wipe(self, slot: int, now: float) -> None:
        self._cells[slot, :] = UNKNOWN
        self._cells[:, slot] = UNKNOWN
        self._since[slot] = now
