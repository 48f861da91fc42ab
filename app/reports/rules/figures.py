"""A report as it is shown, drawn and written to files: columns, rows, and the row of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.kernel.phrases import Phrase

Figures = Mapping[str, float | None]


class Unit(StrEnum):
    """What a figure is counted in."""

    COUNT = "count"
    PER_CENT = "per_cent"
    MINUTES = "minutes"
    HOURS = "hours"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Column:
    """One figure of every row; a count is led to the requests behind it."""

    key: str
    title: Phrase
    unit: Unit = Unit.COUNT

    @property
    def has_requests(self) -> bool:
        """Whether there are requests behind each of its figures."""
        return self.unit is Unit.COUNT


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one key; an empty key is what has none (no contract, nobody)."""

    key: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Report:
    """Lines in their order, and the figures of all requests; `left_off` lines are not among them."""

    columns: Sequence[Column]
    lines: Sequence[Line]
    total: Figures
    left_off: int = 0
