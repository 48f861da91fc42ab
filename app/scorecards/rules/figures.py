"""The figures of a scorecard: those of months added up, beside those of the months before.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import fsum

from app.stars.rules.figures import as_told
from app.stars.rules.leaving_out import MEASURED_AT_VISITS
from app.stars.rules.measured import Measure
from app.stars.rules.months import Month, months_between


class Than(StrEnum):
    """What the chosen months are compared with."""

    BEFORE = "before"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Sums:
    """What visits add up to in one measure; the columns are those of `star_facts`."""

    cases: int
    weight: float
    total: float
    left_out: int


@dataclass(frozen=True, slots=True)
class Card:
    """A measure's figure over some months; `value` is None where no visit counts."""

    measure: Measure
    value: float | None
    cases: int
    left_out: int


@dataclass(frozen=True, slots=True)
class MonthSpan:
    """Months from `first` to `last`, both included."""

    first: Month
    last: Month

    @property
    def months(self) -> list[str]:
        """The months as they are written."""
        return [str(month) for month in months_between(self.first, self.last)]


ByMonth = Mapping[str, Mapping[Measure, Sums]]


def without_few_cards(by_month: ByMonth, least: int) -> ByMonth:
    """Return the months without the customers' scores of those that have fewer than `least` cards.

    Whole months are left out: no two spans differ by so few cards that their difference gives a score.
    """
    return {
        month: {one: _unless_few(one, sums, least) for one, sums in row.items()}
        for month, row in by_month.items()
    }


def _unless_few(measure: Measure, sums: Sums, least: int) -> Sums:
    few = measure is Measure.CUSTOMER_SCORE and sums.cases < least
    return Sums(0, 0.0, 0.0, sums.left_out + sums.cases) if few else sums


def compared_span(span: MonthSpan, than: Than) -> MonthSpan:
    """Return as many months before, or the same a year earlier."""
    back = -12 if than is Than.YEAR else -len(span.months)
    return MonthSpan(span.first.later(back), span.last.later(back))


def card(measure: Measure, sums: Iterable[Sums]) -> Card:
    """Add some months up."""
    every = list(sums)
    weight = fsum(one.weight for one in every)
    value = as_told(measure, fsum(one.total for one in every) / weight) if weight else None
    return Card(measure, value, sum(one.cases for one in every), sum(one.left_out for one in every))


def cards(by_month: ByMonth, span: MonthSpan) -> dict[Measure, Card]:
    """Return the figure of each measure over the months of a span."""
    within = [by_month[month] for month in span.months if month in by_month]
    return {one: card(one, [row[one] for row in within]) for one in MEASURED_AT_VISITS}


def course(by_month: ByMonth, span: MonthSpan, measure: Measure) -> list[tuple[str, float | None]]:
    """Return a measure month by month; None where no visit counts."""
    return [
        (month, card(measure, [by_month[month][measure]]).value if month in by_month else None)
        for month in span.months
    ]
