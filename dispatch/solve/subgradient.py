"""Prices of jobs that follow a subgradient of the Lagrangian bound: the step of every such method here.

A job that several engineers take at these prices ought to be dearer, one that nobody takes cheaper, but no
price is below 0 (Held and Karp, 1971). Momentum remembers the steps before (Polyak, 1964).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from dispatch.model.tables import Floats


@dataclass
class Ascent:
    """`price` is where the walk stands; `best` are the prices of the `least` bound noted so far."""

    price: Floats
    momentum: float = 0.0
    least: float = np.inf
    best: Floats = field(init=False)
    _drift: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.best, self._drift = self.price, np.zeros_like(self.price)

    def note(self, bound: float) -> None:
        """Remember the prices if no bound was less."""
        if bound < self.least:
            self.least, self.best = bound, self.price

    def pull(self, served: Floats) -> Floats:
        """The subgradient, `served` being how often each job is taken; nothing pulls a price below 0."""
        pull = served - 1.0
        pull[(self.price <= 0) & (pull < 0)] = 0.0
        return pull

    def follow(self, pull: Floats, step: float | Floats, most: float | Floats = np.inf) -> None:
        """Move the prices by `step` times the pull, smoothed by momentum; none goes beyond `most`."""
        self._drift = self.momentum * self._drift + (1 - self.momentum) * pull
        self.price = np.clip(self.price + step * self._drift, 0.0, most)
