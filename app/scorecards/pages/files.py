"""A scorecard as CSV and as a workbook: the figures, the months of each measure, the broken promises."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from babel.numbers import get_currency_precision
from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from app.kernel.phrases import Phrase
from app.reports.pages.files import Cell, as_csv, as_xlsx
from app.scorecards.pages import addresses, asking, words
from app.scorecards.pages.spreadsheets import CSV, XLSX, Rows
from app.scorecards.pages.views import CardColumn, columns, name_of
from app.scorecards.rules.figures import course
from app.stars.pages import words as star_words
from app.stars.rules.leaving_out import MEASURED_AT_VISITS
from app.web.context import transaction
from app.web.downloads import as_file
from app.web.wording import say

_DIGITS = 6


def scorecard_file(kind: str, form: str) -> Response:
    """Answer with the file; none chosen leads to where one is found."""
    with transaction(write=False) as uow:
        asked = asking.read(uow, kind)
        if not asked.subjects:
            return redirect(url_for("pages.scorecards", kind=kind), 303)
        found = columns(uow, asked)
        content, content_type = _FORMS[form](found, uow.settings.currency)
    return as_file(Response(content, content_type=content_type), f"scorecard-{kind}-{asked.span.last}.{form}")


def _figures(found: Sequence[CardColumn]) -> Rows:
    heads = ["Name", "First month", "Final month", "Figure", "Value", "Counted", "Left out"]
    rows: Rows = [[say(_HEADS[head]) for head in heads]]
    for one in found:
        about: list[Cell] = [name_of(one.subject), str(one.span.first), str(one.span.last)]
        rows += [
            [*about, say(star_words.TITLES[measure]), _rounded(card.value), card.cases, card.left_out]
            for measure, card in one.cards.items()
        ]
    return rows


def _months(found: Sequence[CardColumn]) -> Rows:
    rows: Rows = [
        [say(_HEADS["Name"]), say(_HEADS["Month"]), *(say(star_words.TITLES[m]) for m in MEASURED_AT_VISITS)]
    ]
    for one in found:
        courses = [course(one.by_month, one.span, measure) for measure in MEASURED_AT_VISITS]
        rows += [
            [name_of(one.subject), each[0][0], *(_rounded(value) for _, value in each)]
            for each in zip(*courses, strict=True)
        ]
    return rows


def _breaches(found: Sequence[CardColumn]) -> Rows:
    heads = ["Name", "First month", "Final month", "Stage", "Broken promises"]
    heads += ["Minutes late in all", "Latest"]
    rows: Rows = [[say(_HEADS[head]) for head in heads]]
    for one in found:
        about: list[Cell] = [name_of(one.subject), str(one.span.first), str(one.span.last)]
        rows += [
            [
                *about,
                say(words.STAGES[told.why]),
                told.promises,
                round(told.late_min, 1),
                round(told.worst_min, 1),
            ]
            for told in one.breaches
        ]
    return rows


def _costs(found: Sequence[CardColumn], currency: str) -> Rows:
    parts = [say(one) for one in words.COSTS.values()]
    heads: list[Cell] = [say(_HEADS[one]) for one in ("Name", "First month", "Final month", "Visits")]
    rows: Rows = [
        [*heads, say(Phrase("Currency")), *parts, say(Phrase("All")), say(_HEADS["Cost per visit"])]
    ]
    digits = get_currency_precision(currency)
    for one in found:
        if one.cost is None:
            continue
        told = [*(getattr(one.cost, part) for part in words.COSTS), one.cost.total, one.cost.per_visit]
        amounts: list[Cell] = [None if cents is None else cents / 10**digits for cents in told]
        about: list[Cell] = [name_of(one.subject), str(one.span.first), str(one.span.last)]
        rows.append([*about, one.cost.visits, currency, *amounts])
    return rows


def _meanings() -> Rows:
    rows: Rows = [[say(_HEADS["Figure"]), say(Phrase("What is this?"))]]
    rows += [[say(star_words.TITLES[one]), say(star_words.MEANINGS[one])] for one in MEASURED_AT_VISITS]
    rows.append([say(_HEADS["Broken promises"]), say(words.BREACHES)])
    return [*rows, [say(_HEADS["Cost per visit"]), say(words.COST)]]


def _csv(found: Sequence[CardColumn], _currency: str) -> tuple[bytes, str]:
    heads, *rows = _figures(found)
    return as_csv([str(head) for head in heads], rows), CSV


def _xlsx(found: Sequence[CardColumn], currency: str) -> tuple[bytes, str]:
    sheets = {
        say(Phrase("Scorecard")): _figures(found),
        say(Phrase("Month by month")): _months(found),
        say(_HEADS["Broken promises"]): _breaches(found),
        say(Phrase("What the figures mean")): _meanings(),
    }
    costs = _costs(found, currency)
    if len(costs) > 1:
        sheets[say(_HEADS["Cost per visit"])] = costs
    return as_xlsx(sheets), XLSX


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)


_HEADS: Mapping[str, Phrase] = {
    "Name": Phrase("Name"),
    "Visits": Phrase("Visits"),
    "Cost per visit": Phrase("Cost per visit"),
    "Month": Phrase("Month"),
    "First month": Phrase("First month"),
    "Final month": Phrase("Final month"),
    "Figure": Phrase("Figure"),
    "Value": Phrase("Value"),
    "Counted": Phrase("Counted"),
    "Left out": Phrase("Left out"),
    "Stage": Phrase("Stage"),
    "Broken promises": Phrase("Broken promises"),
    "Minutes late in all": Phrase("Minutes late in all"),
    "Latest": Phrase("Latest, minutes"),
}
_FORMS: Mapping[str, Callable[[Sequence[CardColumn], str], tuple[bytes, str]]] = {"csv": _csv, "xlsx": _xlsx}


def register(site: Blueprint) -> None:
    """Add the addresses."""
    addresses.add(site, scorecard_file, ["file.<any(csv, xlsx):form>"])
