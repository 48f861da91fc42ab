"""Chance that is dealt out evenly: every so many-th is of a kind, its sorts in turn."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Collection, Sequence
from typing import Generic, TypeVar

Sort = TypeVar("Sort")


class Share(Generic[Sort]):
    """Every so many-th of a kind; `first` are the numbers between which the first one comes."""

    def __init__(
        self, share: float, rng: random.Random, sorts: Sequence[Sort], first: tuple[int, int] = (1, 2)
    ) -> None:
        self._every = round(1 / share) if share else 0
        soonest, latest = first
        self._left = rng.randint(max(1, min(self._every, soonest)), max(1, min(self._every, latest)))
        self._sorts = deque(sorts)

    def next(self, *, but: Collection[Sort] = ()) -> Sort | None:
        """Return the sort whose turn it is, of all `but` those; None where it is nobody's turn."""
        if not self._every:
            return None
        self._left -= 1
        if self._left:
            return None
        self._left = self._every
        chosen = next(sort for sort in self._sorts if sort not in but)
        self._sorts.remove(chosen)
        self._sorts.append(chosen)
        return chosen
