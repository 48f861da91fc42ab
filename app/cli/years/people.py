"""What nobody sees: how good and careful each engineer is, how hard machines are and how mild customers."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.cli.years.company import Company, Place, Worker
from app.demo.randomness import stream


@dataclass(frozen=True, slots=True)
class Nature:
    """One engineer's: skill in logits of a repair, care likewise, speed as a factor of the time on site."""

    worker: Worker
    skill: float
    care: float
    speed: float


@dataclass(frozen=True, slots=True)
class Hidden:
    """All of it; hardness of models in logits, mildness of customers in scores."""

    natures: Sequence[Nature]
    hardness: dict[str, float]
    mildness: dict[UUID, float]

    @classmethod
    def of(cls, company: Company, seed: int) -> Hidden:
        """Draw it."""
        rng = stream(seed, "hidden")
        natures = [
            Nature(one, rng.gauss(0, 0.5), rng.gauss(0, 0.7), math.exp(rng.gauss(0, 0.15)))
            for one in company.workers
        ]
        models = sorted({machine.model for place in company.places for machine in place.machines})
        return cls(
            natures,
            {model: rng.gauss(0, 0.3) for model in models},
            {place.customer_id: rng.gauss(0, 0.4) for place in company.places},
        )


def chance(rng: random.Random, logit: float) -> bool:
    """Draw yes or no."""
    return rng.random() < 1 / (1 + math.exp(-logit))


def kilometres(place: Place, point: tuple[float, float]) -> float:
    """Return about how far it is, as the crow flies."""
    north = (place.point[0] - point[0]) * 111.2
    east = (place.point[1] - point[1]) * 111.2 * math.cos(math.radians(point[0]))
    return math.hypot(north, east)
