"""The grade of a year as a document: what was told of it becomes PDF in one language.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.documents.report import Document, language_of
from app.documents.report.wording import Wording, plain

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class GradeTable:
    """A table of the document: its title, what it says, heads, and rows of as many cells."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    what: str = ""

    def data(self) -> dict[str, object]:
        """Return it as the template takes it."""
        return {
            "title": plain(self.title),
            "what": plain(self.what),
            "heads": [plain(head) for head in self.heads],
            "rows": [[plain(cell) for cell in row] for row in self.rows],
        }


@dataclass(frozen=True, slots=True)
class GradeTold:
    """A grade in words; `sections` are titles with what was done and said, `stars` is 0 without any."""

    title: str
    name: str
    who: str
    stars: int
    stars_text: str
    total: str
    interval: str
    facts: Sequence[Pair]
    reasons: Sequence[str]
    sides: GradeTable
    measures: GradeTable
    sections: Sequence[tuple[str, Sequence[Pair]]]
    digest: str
    digest_text: str


def grade_document(told: GradeTold, company: str, language: str, moment: datetime) -> Document:
    """Return the grade as a document; render it with `Document.pdf`, without pictures."""
    spoken = language_of(language)
    return Document(
        "grade",
        {
            "language": spoken,
            "company": plain(company),
            "stars": told.stars,
            **{
                key.replace("_", "-"): plain(getattr(told, key))
                for key in (
                    "title",
                    "name",
                    "who",
                    "stars_text",
                    "total",
                    "interval",
                    "digest",
                    "digest_text",
                )
            },
            "facts": _pairs(told.facts),
            "reasons": [plain(text) for text in told.reasons],
            "sides": told.sides.data(),
            "measures": told.measures.data(),
            "sections": [{"title": title, "rows": _pairs(rows)} for title, rows in told.sections if rows],
            "page": Wording(spoken, "UTC").word("page", n="{n}", total="{total}"),
        },
        moment,
    )


def _pairs(rows: Sequence[Pair]) -> list[list[str]]:
    return [[plain(one), plain(other)] for one, other in rows]
