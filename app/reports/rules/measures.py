"""What is computed from counts: percentiles of grouped waits, shares, means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil


def percentile(counted: Iterable[tuple[int, int]], share: float) -> int | None:
    """Return the value of (value, how often) at `share` by the nearest rank; None of nothing."""
    ordered = sorted(counted)
    return _at(ordered, ceil(share * sum(often for _, often in ordered)))


def median(counted: Iterable[tuple[int, int]]) -> float | None:
    """Return the middle of (value, how often), of an even number the mean of the two; None of nothing."""
    ordered = sorted(counted)
    total = sum(often for _, often in ordered)
    lower, upper = _at(ordered, (total + 1) // 2), _at(ordered, total // 2 + 1)
    return None if lower is None or upper is None else (lower + upper) / 2


def _at(ordered: Sequence[tuple[int, int]], rank: int) -> int | None:
    for value, often in ordered:
        rank -= often
        if rank <= 0:
            return value
    return None


def per_cent(part: int, whole: int) -> float | None:
    """Return a share in per cent; None of nothing."""
    return round(100 * part / whole, 2) if whole else None


def ratio(total: float, count: int) -> float | None:
    """Return a mean; None of nothing."""
    return total / count if count else None
