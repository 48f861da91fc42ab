"""What a mixed model is fitted to: observations of equal work put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.stars.rules.design import Floats, Levels


class Family(StrEnum):
    """What is measured: a share of yes, or a number with noise around it."""

    SHARE = "share"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Cells:
    """Observations of equal work put together; all arrays have one entry a cell.

    counts: observations.  totals: their sum (of a share, how many are yes).  squares: the sum of the squares
    of all observations of all cells.  factors: name → level of each cell, from 0.  judges: who judged, as
    levels too, where somebody did.  widths: how many levels each factor has, where some are of no cell.
    """

    counts: Floats
    totals: Floats
    squares: float
    factors: Mapping[str, Levels]
    judges: Levels | None = None
    widths: Mapping[str, int] = field(default_factory=dict)

    @property
    def means(self) -> Floats:
        """The mean of each cell."""
        return self.totals / self.counts


def never_all_alike(cells: Cells) -> Cells:
    """Add half a yes and half a no, spread over all work: four of four prove nobody to be without fault.

    It is Jeffreys' prior of the overall share; D. Firth: Bias reduction of maximum likelihood estimates,
    Biometrika 80, 1993.
    """
    observed = float(cells.counts.sum())
    more = cells.counts / observed
    return replace(cells, counts=cells.counts + more, totals=cells.totals + more / 2)
