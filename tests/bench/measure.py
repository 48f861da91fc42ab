"""Times of calls, and what is said about them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil
from statistics import median


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of the calls of one kind, sorted."""

    name: str
    seconds: Sequence[float]

    @property
    def median_ms(self) -> float:
        """The middle one."""
        return 1000 * median(self.seconds)

    @property
    def p95_ms(self) -> float:
        """The 95th percentile (nearest rank)."""
        return 1000 * self.seconds[ceil(0.95 * len(self.seconds)) - 1]


def timed(name: str, call: Callable[[int], object], times: int, warm: int = 5) -> Times:
    """Make `warm` calls, then `times` calls one after the other, each told its number."""
    for number in range(warm):
        call(number)
    return Times(name, sorted(_seconds(call, warm + number) for number in range(times)))


def paced(name: str, call: Callable[[int], object], per_s: float, for_s: float, callers: int = 32) -> Times:
    """Make `per_s` calls a second for `for_s` seconds, whether or not earlier ones have been answered.

    Waiting for a caller counts as waiting for the answer, so that a slow server cannot hide behind it.
    """
    begin = time.perf_counter()
    with ThreadPoolExecutor(callers) as pool:
        running = []
        for number in range(int(per_s * for_s)):
            due = begin + number / per_s
            time.sleep(max(0.0, due - time.perf_counter()))
            running.append(pool.submit(_seconds_since, call, number, due))
        return Times(name, sorted(future.result() for future in running))


def _seconds(call: Callable[[int], object], number: int) -> float:
    return _seconds_since(call, number, time.perf_counter())


def _seconds_since(call: Callable[[int], object], number: int, begin: float) -> float:
    call(number)
    return time.perf_counter() - begin
