"""The words of the comparison: what measures are called, what they count, how their figures are written."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp

from app.kernel.phrases import Phrase
from app.stars.rules.measures import SHARES, Measure
from app.web.wording import say

TITLES: Mapping[Measure, Phrase] = {
    Measure.PROMISE: Phrase("Promise kept"),
    Measure.FIRST_FIX: Phrase("Mended at the first visit"),
    Measure.LASTING: Phrase("Mended to last"),
    Measure.PACE: Phrase("Time on site"),
    Measure.SCORE: Phrase("Customers' score"),
}

MEANINGS: Mapping[Measure, Phrase] = {
    Measure.PROMISE: Phrase(
        "On site in time. Only what the engineer himself delayed counts against him: saying yes, setting out,"
        " the drive. Promises that the office broke, and doubtful arrivals nobody has settled, are left out."
    ),
    Measure.FIRST_FIX: Phrase(
        "The first visit to a request ended with the work done. Left out: a missing part, nobody there,"
        " no way in."
    ),
    Measure.LASTING: Phrase(
        "The same machine was not reported again within 30 days. A visit counts once the 30 days are over,"
        " or as soon as the machine is back."
    ),
    Measure.PACE: Phrase(
        "Time from arrival to completion against what the fault is expected to take: 100 per cent is as"
        " expected, less is faster. A middle that single long visits move little (geometric mean)."
    ),
    Measure.SCORE: Phrase(
        "What customers gave, from 1 to 5. A customer who always gives less, or more, than others is"
        " allowed for."
    ),
}

_YES, _NO = Phrase("yes"), Phrase("no")


def written(measure: Measure, value: float) -> str:
    """Write a figure of a person."""
    if measure in SHARES:
        return f"{100 * value:.0f}%"
    return f"{100 * exp(value):.0f}%" if measure is Measure.PACE else f"{value:.2f}"


def contributed(measure: Measure, values: Mapping[Measure, float]) -> str:
    """Write what one request contributed; a dash where it says nothing."""
    if measure not in values:
        return "–"
    value = values[measure]
    if measure in SHARES and value in (0.0, 1.0):
        return say(_YES if value else _NO)
    return written(measure, value).removesuffix(".00")
