"""How often something is asked for in an hour, and how sure that is.

Counts are taken for Poisson's; where they scatter more than that (good and bad weeks), the interval is
widened by the dispersion that was found (quasi-Poisson: McCullagh and Nelder, Generalized Linear Models,
1989, section 6.2.3). The limits are Byar's approximation to the exact ones of Garwood (Breslow and Day,
Statistical Methods in Cancer Research II, 1987, p. 69); they hold for few counts, and for none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

CONFIDENCE: Final = 0.95
_Z: Final = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many an hour (or week), with its 95 % interval."""

    mean: float
    low: float
    high: float


def rate_of(count: int, times: float, dispersion: float = 1.0) -> Rate:
    """The rate of what came `count` times in `times` hours (or weeks)."""
    seen = count / dispersion
    low = 0.0
    if seen > 0:
        low = seen * max(0.0, 1 - 1 / (9 * seen) - _Z / (3 * math.sqrt(seen))) ** 3
    more = seen + 1
    high = more * (1 - 1 / (9 * more) + _Z / (3 * math.sqrt(more))) ** 3
    return Rate(count / times, dispersion * low / times, dispersion * high / times)


def dispersion(slots: Iterable[Sequence[int]]) -> float:
    """How much counts of the same slot scatter, as a multiple of Poisson's variance; at least 1.

    Each of `slots` has the counts of one hour (or day) of the week, week by week.  Pearson's statistic over
    its degrees of freedom: it is 1 on average where counts are Poisson's, however few they are.
    """
    scatter = 0.0
    freedom = 0
    for counts in slots:
        mean = sum(counts) / len(counts) if counts else 0.0
        if mean > 0:
            scatter += sum((one - mean) ** 2 for one in counts) / mean
            freedom += len(counts) - 1
    return max(1.0, scatter / freedom) if freedom else 1.0
