"""How sure a figure is: Student's interval for means and differences, Wilson's for shares."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist, fmean, stdev
from typing import Any, Final

CONFIDENCE: Final = 0.95
_NEARLY_NORMAL: Final = 1000  # degrees of freedom from which Student's t and the normal agree to 0.2 %
_HALVINGS: Final = 200


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its confidence interval; `low` and `high` are None where one value tells no spread."""

    mean: float
    low: float | None
    high: float | None
    n: int

    @property
    def half(self) -> float | None:
        """Half the width; None where there is no interval."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2

    @property
    def separates(self) -> bool:
        """Whether the interval leaves out 0: a difference this large is not chance."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {"mean": self.mean, "low": self.low, "high": self.high, "n": self.n}


def mean_interval(values: Sequence[float], confidence: float = CONFIDENCE) -> Interval:
    """Student's t-interval of the mean of independent values; raises ValueError without any."""
    if not values:
        raise ValueError("no values")
    mean, n = fmean(values), len(values)
    if n == 1:
        return Interval(mean, None, None, 1)
    half = t_quantile((1 + confidence) / 2, n - 1) * stdev(values) / math.sqrt(n)
    return Interval(mean, mean - half, mean + half, n)


def paired_difference(
    values: Sequence[float], baseline: Sequence[float], confidence: float = CONFIDENCE
) -> Interval:
    """Interval of the mean of value - baseline, met by both under the same chance.

    What the days have in common cancels, so that far fewer days tell two policies apart (Law, Simulation
    Modeling and Analysis, 2015, section 10.2).  Raises ValueError where the lengths differ.
    """
    return mean_interval([a - b for a, b in zip(values, baseline, strict=True)], confidence)


def averaged(values: Sequence[float], blocks: Sequence[Hashable]) -> list[float]:
    """One value for each block, its mean, in order of first appearance.

    Days in one city with one crew resemble each other: over several cities the city is what repeats.
    """
    found: dict[Hashable, list[float]] = {}
    for value, block in zip(values, blocks, strict=True):
        found.setdefault(block, []).append(value)
    return [fmean(members) for members in found.values()]


def share_interval(hits: int, n: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Wilson's score interval (1927) of a share of independent trials, both bounds within [0, 1].

    Raises ValueError unless 0 ≤ hits ≤ n and n > 0.
    """
    if not 0 <= hits <= n or n == 0:
        raise ValueError(f"{hits} of {n}")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, weight = hits / n, z * z / n
    middle = share + weight / 2
    half = z * math.sqrt(share * (1 - share) / n + weight / n / 4)
    return max(0.0, (middle - half) / (1 + weight)), min(1.0, (middle + half) / (1 + weight))


@lru_cache(maxsize=256)
def t_quantile(p: float, freedom: int) -> float:
    """Quantile of Student's t with `freedom` degrees; 0.5 ≤ p < 1, found by halving its exact CDF."""
    if freedom > _NEARLY_NORMAL:
        return NormalDist().inv_cdf(p)
    low, high = 0.0, 1.0
    while t_cdf(high, freedom) < p:
        low, high = high, 2 * high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if t_cdf(middle, freedom) < p else (low, middle)
    return high


def t_cdf(t: float, freedom: int) -> float:
    """P(T ≤ t) for whole degrees of freedom: Abramowitz and Stegun (1964), 26.7.3 and 26.7.4."""
    angle = math.atan(t / math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term, total = (cosine, cosine) if odd else (1.0, 1.0)
    for k in range(2 + odd, freedom - 1, 2):
        term *= cosine * cosine * (k - 1) / k
        total += term
    if not odd:
        within = sine * total
    elif freedom == 1:
        within = 2 * angle / math.pi
    else:
        within = 2 / math.pi * (angle + sine * total)
    return (1 + within) / 2
