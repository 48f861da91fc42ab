"""Grades as files over HTTP: one as a document, a year as a workbook or as an archive of documents."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, url_for
from flask.views import MethodView

from app.documents.api.documents import PDF, ReportLanguage
from app.grading.commands.documents import start_documents
from app.grading.pages.files import XLSX, document_of, workbook_of
from app.grading.reads.progress import known_year
from app.jobs.api.jobs import JobShown
from app.web.api import Blueprint
from app.web.context import transaction
from app.web.idempotency import answer
from app.web.languages import chosen_locale

blp = Blueprint("grade-files", __name__, url_prefix="/api/v1", description="Grades as files")


@blp.route("/grades/<uuid:grade_id>/document")
class GradeDocument(MethodView):
    """One grade on paper."""

    @blp.arguments(ReportLanguage, location="query")
    @blp.response(200, **PDF)
    @blp.doc(operationId="getGradeDocument")
    def get(self, chosen: dict[str, Any], grade_id: UUID) -> Response:
        """Read a grade as PDF: its figures, what people did and said, and the digest of what was frozen."""
        return document_of(grade_id, chosen["lang"] or chosen_locale())


@blp.route("/grade-years/<int:year>/workbook")
class GradeWorkbook(MethodView):
    """A year as a workbook."""

    @blp.response(200, {"type": "string", "format": "binary"}, content_type=XLSX)
    @blp.doc(operationId="getGradeWorkbook")
    def get(self, year: int) -> Response:
        """Read the grades of a year that I answer for, with every line, as XLSX."""
        return workbook_of(year)


@blp.route("/grade-years/<int:year>/documents")
class GradeDocuments(MethodView):
    """All documents of a year."""

    @blp.arguments(ReportLanguage, location="query")
    @blp.response(202, JobShown)
    @blp.doc(operationId="makeGradeDocuments")
    def post(self, chosen: dict[str, Any], year: int) -> Response:
        """Have a worker make the documents of the grades that I answer for; the job leads to the archive."""
        with transaction() as uow:
            job = start_documents(uow, known_year(year), chosen["lang"] or chosen_locale())
            made = answer(uow, job, JobShown(), 202)
            made.headers["Location"] = url_for("jobs.job", job_id=job.id)
            return made
