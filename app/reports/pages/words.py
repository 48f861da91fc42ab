"""The words of reports: what lines, spans and figures are called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from babel.dates import format_skeleton

from app.kernel.phrases import Phrase
from app.promise.pages import words
from app.reports.rules.asked import By
from app.reports.rules.figures import Column, Unit
from app.web.languages import current
from app.web.pages.i18n import named, short_day
from app.web.wording import say

WAYS: Mapping[By, Phrase] = {
    By.DAY: Phrase("Day"),
    By.MONTH: Phrase("Month"),
    By.TERRITORY: Phrase("Territory"),
    By.ENGINEER: Phrase("Engineer"),
    By.CUSTOMER: Phrase("Customer"),
    By.CONTRACT: Phrase("Contract"),
    By.FAULT: Phrase("Problem"),
    By.STAGE: Phrase("Stage that used the hour up"),
}

DAYS: Mapping[str, Phrase] = {"from": Phrase("First day"), "to": Phrase("Last day")}

SPANS: Mapping[str, Phrase] = {
    "today": Phrase("Today"),
    "week": Phrase("This week"),
    "days": Phrase("Last 30 days"),
    "month": Phrase("This month"),
    "last_month": Phrase("Last month"),
}

_NOBODY: Mapping[By, Phrase] = {
    By.ENGINEER: Phrase("Nobody yet"),
    By.CONTRACT: Phrase("Without contract"),
}

_UNITS: Mapping[Unit, Phrase] = {
    Unit.MINUTES: Phrase("min"),
    Unit.HOURS: Phrase("h"),
}


def line_name(by: By, key: str, names: Mapping[str, tuple[str, str]]) -> str:
    """Return what a line is called."""
    if not key:
        return say(_NOBODY.get(by, Phrase("None")))
    if by is By.DAY:
        return short_day(date.fromisoformat(key))
    if by is By.MONTH:
        return str(format_skeleton("yMMM", date.fromisoformat(f"{key}-01"), locale=current()))
    if by is By.STAGE:
        return words.word(words.STAGES, key)
    return named(*names[key]) if key in names else key


def short_name(by: By, key: str, names: Mapping[str, tuple[str, str]]) -> str:
    """Name a line below a chart: a day without its year, for room."""
    if by is By.DAY:
        return str(format_skeleton("MMMd", date.fromisoformat(key), locale=current()))
    return line_name(by, key, names)


def figure(column: Column, value: float | None) -> str:
    """Write a figure; a dash where there was nothing to count it from."""
    if value is None:
        return "–"
    if column.unit is Unit.COUNT:
        return f"{int(value):,}"
    if column.unit is Unit.SCORE:
        return f"{value:.2f}"
    written = f"{value:,.1f}"
    return f"{written}%" if column.unit is Unit.PER_CENT else f"{written} {say(_UNITS[column.unit])}"


def head(column: Column) -> str:
    """Name a column as a file does, with its unit."""
    if column.unit is Unit.PER_CENT:
        return f"{say(column.title)} (%)"
    unit = _UNITS.get(column.unit)
    return say(column.title) if unit is None else f"{say(column.title)} ({say(unit)})"


def minutes(value: float | None) -> str:
    """Write minutes; a dash of nothing."""
    return "–" if value is None else f"{value:,.1f} {say(_UNITS[Unit.MINUTES])}"


def left_off(count: int) -> Phrase:
    """Say that lines are left off."""
    return Phrase.counted(
        "%(num)s more is left off here; the file has it.",
        "%(num)s more are left off here; the file has them, up to 10,000.",
        num=count,
    )
