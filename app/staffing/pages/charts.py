"""The curve of a week: how many are needed, how sure that is, and how many are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from app.staffing.reads.staffing import NeedHour

HOUR_WIDTH: Final = 6
HEIGHT: Final = 120


@dataclass(frozen=True, slots=True)
class Column:
    """An hour's bar: who is there."""

    x: int
    y: float
    height: float
    short: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """What the page draws: `needed` is a line, `band` an area (both points); `top` is the highest number."""

    width: int
    height: int
    top: int
    columns: Sequence[Column]
    needed: str
    band: str
    midnights: Sequence[int]


def chart(hours: Sequence[NeedHour], target: int) -> Chart:
    """Lay the week out; hours whose target nobody reaches are drawn without a need."""
    tops = [max(hour.needed_high[target] or 0, hour.rostered) for hour in hours]
    top = max(1, *tops)
    width = HOUR_WIDTH * len(hours)

    def up(number: int | None) -> float:
        return round(HEIGHT - HEIGHT * (number or 0) / top, 1)

    bars = [
        Column(HOUR_WIDTH * n, up(hour.rostered), HEIGHT - up(hour.rostered), hour.missing(target) > 0)
        for n, hour in enumerate(hours)
    ]
    highs = _steps(up(hour.needed_high[target]) for hour in hours)
    lows = _steps(up(hour.needed_low[target]) for hour in hours)
    return Chart(
        width=width,
        height=HEIGHT,
        top=top,
        columns=bars,
        needed=_points(_steps(up(hour.needed[target]) for hour in hours)),
        band=_points([*highs, *reversed(lows)]),
        midnights=[HOUR_WIDTH * n for n in range(24, len(hours), 24)],
    )


def _steps(heights: Iterable[float]) -> list[tuple[int, float]]:
    """Each hour's height from its begin to its end."""
    return [(HOUR_WIDTH * (n + edge), y) for n, y in enumerate(heights) for edge in (0, 1)]


def _points(points: Sequence[tuple[int, float]]) -> str:
    return " ".join(f"{x},{y:g}" for x, y in points)
