"""A report as a document: the table with its chart, as PDF in one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.documents.report import Document, language_of
from app.documents.report.wording import Wording, plain
from app.reports.report.drawing import Drawing


@dataclass(frozen=True, slots=True)
class Told:
    """A report in words: `about` says of which days and whom, `rows` and `total` begin with a name."""

    title: str
    about: Sequence[str]
    what: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    total: Sequence[str]
    left_off: str
    drawing: Drawing | None


def figures_document(told: Told, company: str, language: str, moment: datetime) -> Document:
    """Return the report as a document; render it with `Document.pdf`, without pictures."""
    spoken = language_of(language)
    return Document(
        "figures",
        {
            "language": spoken,
            "company": plain(company),
            "title": plain(told.title),
            "about": [plain(line) for line in told.about],
            "what": plain(told.what),
            "heads": [plain(head) for head in told.heads],
            "rows": [[plain(cell) for cell in row] for row in told.rows],
            "total": [plain(cell) for cell in told.total],
            "left-off": plain(told.left_off),
            "chart": told.drawing.svg(alone=True) if told.drawing else "",
            "chart-alt": plain(told.drawing.title) if told.drawing else "",
            "chart-height": told.drawing.height if told.drawing else 0,
            "page": Wording(spoken, "UTC").word("page", n="{n}", total="{total}"),
        },
        moment,
    )
