"""Grades as files: one as a document, and those of a year as a workbook or as all their documents."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as Answer

from app.documents.api.documents import private
from app.grading.commands.documents import start_documents
from app.grading.pages import words
from app.grading.pages.paper import file_name, paper
from app.grading.reads.progress import GradeInYear, known_year, progress
from app.grading.reads.sheet import sheet
from app.kernel.phrases import Phrase
from app.reports.pages.files import Cell, as_xlsx
from app.stars.pages import rubric_words
from app.stars.rules.rubric import Side
from app.web.context import runtime, transaction
from app.web.downloads import as_file
from app.web.languages import LOCALES, chosen_locale
from app.web.pages import once
from app.web.pages.forms import see
from app.web.wording import say

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PLACES = 2


def grade_document(grade_id: UUID) -> Response:
    """Answer with a grade as PDF, in the language that `?lang=` names, else in the reader's."""
    asked = request.args.get("lang", "")
    return document_of(grade_id, asked if asked in LOCALES else chosen_locale())


def document_of(grade_id: UUID, locale: str) -> Response:
    """Answer with a grade as PDF; read in one transaction, rendered outside any.

    Raises:
        NotFound: there is no such grade, or none that the caller may see.
    """
    with transaction(write=False) as uow:
        one = sheet(uow, grade_id)
        document = paper(one, locale, runtime().settings.company_name)
    if request.if_none_match.contains(document.fingerprint):
        return as_file(private(Response(status=304), document), file_name(one), "inline")
    answer = Response(document.pdf({}), mimetype="application/pdf")
    return as_file(private(answer, document), file_name(one), "inline")


def workbook_of(year: int) -> Response:
    """Answer with the year's grades that the caller answers for as a workbook.

    Raises:
        NotFound: nobody can mean this year.
    """
    with transaction(write=False) as uow:
        lines = progress(uow, known_year(year)).lines
        sheets = {say(Phrase("Grades")): _grades(lines), say(Phrase("Lines")): _lines(lines)}
    return as_file(Response(as_xlsx(sheets), content_type=XLSX), f"grades-{year}.xlsx")


def grades_documents(year: int) -> Answer:
    """Have a worker make the documents of all of them."""
    address = url_for("pages.jobs")
    try:
        with transaction() as uow:
            once.reserve(uow)
            start_documents(uow, known_year(year), chosen_locale())
            once.led_to(uow, address)
    except once.SentBefore as before:
        return see(before.address)
    flash(say(Phrase("The documents are being made; the archive is found here once they are done.")), "good")
    return see(address)


def _grades(lines: Sequence[GradeInYear]) -> list[Sequence[Cell]]:
    heads: list[Phrase] = [
        *(Phrase("Name"), Phrase("Number"), Phrase("Kind"), Phrase("Team"), Phrase("Version")),
        *(
            Phrase("State"),
            Phrase("Proposed"),
            Phrase("Given"),
            Phrase("Stars"),
            Phrase("Not graded because"),
        ),
        *(Phrase("Notice from"), Phrase("In effect from"), Phrase("until"), Phrase("This version changes:")),
        *(rubric_words.SIDES[side] for side in Side),
    ]
    return [[say(head) for head in heads], *(_grade(line) for line in lines)]


def _grade(line: GradeInYear) -> Sequence[Cell]:
    row = line.row
    kind = Phrase("Service provider") if row.subject == "provider" else Phrase("Engineer")
    return [
        *(line.name, line.staff_number, say(kind), row.team, row.number, say(words.STATES[row.state])),
        *(_rounded(row.facts["total"]), _rounded(row.total), row.stars),
        say(words.DOUBTS[row.doubt]) if row.doubt else "",
        *(row.noticed_on, row.effective_on, row.valid_until, row.changes),
        *(_rounded(row.scores.get(side)) for side in Side),
    ]


def _lines(lines: Sequence[GradeInYear]) -> list[Sequence[Cell]]:
    heads = (
        *(Phrase("Name"), Phrase("Number"), Phrase("Line"), Phrase("Side"), Phrase("Figure")),
        *(Phrase("lower end"), Phrase("upper end"), Phrase("Cases"), Phrase("No points at")),
        *(Phrase("All points from"), Phrase("Points"), Phrase("Of")),
    )
    rows: list[Sequence[Cell]] = [
        [
            *(line.name, line.staff_number, say(rubric_words.MEASURES[one["measure"]])),
            *(say(rubric_words.SIDES[one["side"]]), one["value"], one["low"], one["high"], one["cases"]),
            *(one["floor"], one["target"], _rounded(one["scaled"]), _rounded(one["counts_for"])),
        ]
        for line in lines
        for one in line.row.facts["lines"]
    ]
    return [[say(head) for head in heads], *rows]


def _rounded(points: float | None) -> float | None:
    return None if points is None else round(points, _PLACES)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/grades/<uuid:grade_id>/grade.pdf", view_func=grade_document)
    year = "/grades/year/<int:year>"
    site.add_url_rule(f"{year}/grades.xlsx", "grades_file", workbook_of)
    site.add_url_rule(f"{year}/documents", view_func=grades_documents, methods=["POST"])
