"""A statement's lines as a file, written as the reports are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from babel.numbers import get_currency_precision

from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.providers.rules.statements import Line
from app.providers.tables import ProviderStatement
from app.reports.pages.files import Cell, as_csv, as_xlsx
from app.web.context import runtime
from app.web.wording import say

_HEADS = (
    Phrase("Visit"),
    Phrase("Completed"),
    Phrase("Engineer"),
    Phrase("Service charged"),
    Phrase("Parts"),
    Phrase("Settlement factor"),
    Phrase("Settlement"),
    Phrase("Corrected"),
)


def rows_of(row: ProviderStatement, lines: Sequence[Line], zone: str) -> list[list[Cell]]:
    """Return heads, lines and the sum; amounts in the currency, the factor in per cent."""
    heads: list[Cell] = [say(head) for head in _HEADS]
    told: list[list[Cell]] = [
        [
            *(one.request_code, local_date(one.completed_at, zone), one.engineer_name),
            *(_amount(one.charges_cents), _amount(one.parts_cents), one.factor_percent),
            *(_amount(one.settled_cents), one.corrected_why or ""),
        ]
        for one in lines
    ]
    sums = [_amount(cents) for cents in (row.charges_cents, row.parts_cents, row.settled_cents)]
    return [heads, *told, [say(Phrase("All")), None, None, sums[0], sums[1], None, sums[2], None]]


def _amount(cents: int) -> float:
    return float(Decimal(cents).scaleb(-get_currency_precision(runtime().settings.currency)))


def _csv(rows: list[list[Cell]]) -> tuple[bytes, str]:
    heads, *rest = rows
    plain = [[cell.isoformat() if isinstance(cell, date) else cell for cell in row] for row in rest]
    return as_csv([str(head) for head in heads], plain), "text/csv; charset=utf-8"


def _xlsx(rows: list[list[Cell]]) -> tuple[bytes, str]:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return as_xlsx({say(Phrase("Statement")): rows}), kind


FILES: Mapping[str, Callable[[list[list[Cell]]], tuple[bytes, str]]] = {"csv": _csv, "xlsx": _xlsx}
