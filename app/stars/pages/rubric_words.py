"""The words of the rubric and of grades: measures, sides, reasons; and how their figures are written."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.drafts import VersionState
from app.kernel.phrases import Phrase
from app.stars.pages.words import TITLES
from app.stars.rules.grade_reasons import GradeBecause, GradeWhy
from app.stars.rules.measured import Measure, Measured
from app.stars.rules.rubric import BonusKind, Direction, Graded, ProviderMeasure, Side, VetoKind, range_of
from app.web.wording import say

RUBRICS: Mapping[str, Phrase] = {
    Graded.ENGINEER: Phrase("Rubric of engineers"),
    Graded.PROVIDER: Phrase("Rubric of service providers"),
}
STATES: Mapping[str, Phrase] = {
    VersionState.DRAFT: Phrase("Draft"),
    VersionState.PUBLISHED: Phrase("Published"),
}
SIDES: Mapping[str, Phrase] = {
    Side.TECHNICAL: Phrase("Technical level"),
    Side.SERVICE: Phrase("Service quality"),
    Side.CAPABILITY: Phrase("Capability"),
    Side.DELIVERY: Phrase("Delivery of service"),
    Side.CUSTOMERS: Phrase("Customers"),
    Side.COMPLIANCE: Phrase("Compliance"),
}
MEASURES: Mapping[str, Phrase] = {
    **{str(measure): title for measure, title in TITLES.items()},
    ProviderMeasure.CERTIFIED_STAFF: Phrase("Certified staff"),
    ProviderMeasure.HOURS_COVERED: Phrase("Hours covered"),
    ProviderMeasure.PARTS_AT_HAND: Phrase("Parts at hand"),
    ProviderMeasure.HOTLINE_ANSWERED: Phrase("Hotline answered"),
    ProviderMeasure.FORGED_RECORDS: Phrase("Forged records"),
}
DIRECTIONS: Mapping[str, Phrase] = {
    Direction.HIGHER: Phrase("more is better"),
    Direction.LOWER: Phrase("less is better"),
}
VETOES: Mapping[str, Phrase] = {
    VetoKind.FORGED_ARRIVAL: Phrase("Forged arrival"),
    VetoKind.FORGED_EVIDENCE: Phrase("Forged photo or signature"),
    VetoKind.PRIVATE_CHARGING: Phrase("Private charging"),
    VetoKind.EXTORTED_PRAISE: Phrase("Extorted praise"),
    VetoKind.DATA_LEAK: Phrase("Leak of data"),
    VetoKind.SAFETY: Phrase("Breach of safety"),
}
BONUSES: Mapping[str, Phrase] = {
    BonusKind.ARTICLE: Phrase("Article in the knowledge base"),
    BonusKind.COMMENDATION: Phrase("Commendation"),
    BonusKind.MENTORING: Phrase("Mentoring"),
}
_PARTS: Mapping[str, Phrase] = {
    "side": Phrase("side"),
    "weight": Phrase("weight"),
    "floor": Phrase("no points at"),
    "target": Phrase("all points from"),
    "each": Phrase("points lost for each"),
    "cases": Phrase("least cases"),
}
_OTHERS: Mapping[str, Phrase] = {
    "lines": Phrase("All lines"),
    "five_stars.visits": Phrase("Five stars: visits at least"),
    "five_stars.quarter": Phrase("Five stars: points of every quarter at least"),
    "five_stars.low": Phrase("Five stars: lower end of the interval at least"),
    "provisional_below": Phrase("Provisional with data for less weight than"),
    "bonus_most": Phrase("All bonuses together at most"),
    "cap": Phrase("Share that may hold five stars, in per cent (blank: no limit)"),
    "suspension.below": Phrase("Suspension is proposed under (points)"),
    "suspension.quarters": Phrase("after so many quarters in a row"),
}
_REASONS: Mapping[str, Phrase] = {
    GradeWhy.FEW_VISITS: Phrase("Five stars need %(wanted)s visits; there are %(actual)s."),
    GradeWhy.NO_QUARTERS: Phrase(
        "Five stars need %(wanted)s points in every quarter; no quarter was measured."
    ),
    GradeWhy.WEAK_QUARTER: Phrase(
        "Five stars need %(wanted)s points in every quarter; the weakest has %(actual)s."
    ),
    GradeWhy.WIDE_INTERVAL: Phrase(
        "Five stars need the lower end of the interval at %(wanted)s; it lies at %(actual)s."
    ),
    GradeWhy.LITTLE_WEIGHT: Phrase(
        "Provisional: there is data for %(actual)s points of weight, and a grade needs %(wanted)s."
    ),
    GradeWhy.ON_PROBATION: Phrase("Provisional: on probation, and not graded yet."),
    GradeWhy.LONG_ABSENT: Phrase("Provisional: away for long, and not graded for this time."),
    GradeWhy.SUSPENSION: Phrase(
        "The last quarters stayed under %(wanted)s points (the best had %(actual)s):"
        " a suspension is proposed."
    ),
}
_SHARE = (0.0, 1.0)


def label_of(path: str) -> Phrase:
    """Return what a field of the rubric's form is called."""
    if path in _OTHERS:
        return _OTHERS[path]
    first, _, rest = path.partition(".")
    if first == "cuts":
        return Phrase("%(n)s stars from (points)", n=rest)
    if first == "bonuses":
        return Phrase("%(what)s: points for each", what=BONUSES[rest])
    if first == "vetoes":
        return Phrase("%(what)s: stars at most", what=VETOES[rest])
    measure, _, name = rest.partition(".")
    if name not in _PARTS:
        return MEASURES.get(measure, Phrase("Line"))
    return Phrase("%(measure)s: %(part)s", measure=MEASURES[measure], part=_PARTS[name])


def reason_of(reason: GradeBecause) -> Phrase:
    """Say why a grade is what it is."""
    if reason.why is GradeWhy.VETOED:
        return Phrase(
            "%(what)s: at most %(stars)s stars, whatever the points."
            " A person may decide on a suspension instead.",
            what=VETOES[reason.what],
            stars=_plain(reason.wanted),
        )
    text = _REASONS[reason.why]
    if reason.actual is None and reason.wanted is None:
        return text
    return Phrase(text.id, actual=_plain(reason.actual), wanted=_plain(reason.wanted))


def value_of(measure: str, value: float) -> str:
    """Write a value of a measure, shares in per cent."""
    if range_of(measure) == _SHARE:
        return f"{_plain(round(100 * value, 1))}%"
    if measure == Measure.TIME_AGAINST_EXPECTED:
        return f"{_plain(round(100 * value))}%"
    return _plain(round(value, 2))


def span_of(measure: str, one: Measured) -> str:
    """Write the interval of a value."""
    return f"{value_of(measure, one.low)} – {value_of(measure, one.high)}"


def points(number: float) -> str:
    """Write points to a tenth."""
    return f"{number:.1f}"


def _plain(number: float | None) -> str:
    return "–" if number is None else f"{round(number, 2):g}"


def said_of(path: str, text: str) -> str:
    """Write what the form says of a field, for people who read it."""
    return say(SIDES[text]) if path.endswith(".side") and text in SIDES else text or "–"
