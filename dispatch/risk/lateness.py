"""How likely a stop is late, given that service times vary.

Service is lognormal around the expected time (as measured repair times are), so a route's clock is modelled
by a mean and a variance that add up stop by stop; the arrival itself is taken as normal.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]

OVERRUN_SEEN: Final = 1.15  # one who is past the expected end has, on average, used about this share of it
CERTAIN_S: Final = 1e-9


def lateness(slack_s: Floats, spread_s: Floats) -> tuple[Floats, Floats]:
    """Probability of being late and expected seconds late; a normal arrival is `slack_s` early on average.

    With no spread both are exact: 0 or 1, and the seconds past due.
    """
    sure = spread_s <= CERTAIN_S
    if sure.all():
        return (slack_s < 0).astype(np.float64), np.maximum(0.0, -slack_s)
    spread = np.where(sure, 1.0, spread_s)
    z = slack_s / spread
    density = np.exp(-0.5 * z * z)
    density /= math.sqrt(2 * math.pi)
    late = _upper_tail(z, density)
    density *= spread
    density -= slack_s * late
    if sure.any():
        late = np.where(sure, slack_s < 0, late)
        density = np.where(sure, -slack_s, density)
    return late, np.maximum(0.0, density, out=density)


def _upper_tail(z: Floats, density: Floats) -> Floats:
    """Standard normal odds beyond z, where the density is known: absolute error below 1e-7.

    Abramowitz and Stegun, 26.2.17.
    """
    t = np.abs(z)
    t *= 0.2316419
    t += 1.0
    np.divide(1.0, t, out=t)
    tail = t * 1.330274429
    for coefficient in (-1.821255978, 1.781477937, -0.356563782, 0.319381530):
        tail += coefficient
        tail *= t
    tail *= density
    return np.where(z >= 0, tail, 1 - tail)


def lateness_of(slack_s: float, spread_s: float) -> tuple[float, float]:
    """`lateness` of a single stop."""
    if spread_s <= CERTAIN_S:
        return float(slack_s < 0), max(0.0, -slack_s)
    z = slack_s / spread_s
    late = _upper(z)
    return late, max(0.0, spread_s * math.exp(-z * z / 2) / math.sqrt(2 * math.pi) - slack_s * late)


@lru_cache(maxsize=4096)
def remaining(left_s: int, typical_s: int, sigma: float) -> tuple[float, float]:
    """Mean and variance of the service time left when `left_s` of a typical service is expected to be left.

    The whole is lognormal with median `typical_s`; what has passed already conditions it (moments of the
    truncated lognormal). `left_s` 0 means the expected end has passed.
    """
    if sigma <= 0 or typical_s <= 0:
        return float(left_s), 0.0
    whole_s = float(max(typical_s, left_s))
    passed = OVERRUN_SEEN if left_s <= 0 else max(1e-6, 1 - left_s / whole_s)
    cut = math.log(passed)
    beyond = _upper(cut / sigma)
    first = math.exp(sigma**2 / 2) * _upper(cut / sigma - sigma) / beyond
    second = math.exp(2 * sigma**2) * _upper(cut / sigma - 2 * sigma) / beyond
    return (first - passed) * whole_s, max(0.0, second - first**2) * whole_s**2


def _upper(z: float) -> float:
    return 0.5 * math.erfc(z / math.sqrt(2))


@lru_cache(maxsize=64)
def service_moments(sigma: float) -> tuple[float, float]:
    """Mean and variance of a lognormal service of median 1."""
    mean = math.exp(sigma**2 / 2)
    return mean, (math.exp(sigma**2) - 1) * mean**2
