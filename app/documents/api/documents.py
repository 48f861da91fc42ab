"""Documents over HTTP: facts read in one transaction, rendered outside any, with an ETag of the content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, request
from marshmallow import fields, validate

from app.documents.commands import report_codes
from app.documents.reads import report as reported
from app.documents.report import (
    LANGUAGES,
    THUMBNAIL_PX,
    Document,
    Letterhead,
    language_of,
    service_report,
    wanted_pictures,
)
from app.files.commands.pictures import thumbnail
from app.kernel.errors import Invalid
from app.settings import Settings
from app.web.api import QuerySchema
from app.web.context import runtime, transaction
from app.web.downloads import as_file

_BINARY = {"type": "string", "format": "binary"}
PDF: dict[str, Any] = {"schema": _BINARY, "content_type": "application/pdf"}
PNG: dict[str, Any] = {"schema": _BINARY, "content_type": "image/png"}
JPEG: dict[str, Any] = {"schema": _BINARY, "content_type": "image/jpeg"}
"""How OpenAPI describes the answer: arguments of `Blueprint.response`."""


class ReportLanguage(QuerySchema):
    """The language of a document."""

    lang = fields.String(
        load_default=None,
        validate=validate.OneOf(LANGUAGES),
        metadata={"description": "Else the caller's by `Accept-Language`"},
    )


def report_response(visit_id: UUID, language: str | None) -> Response:
    """Answer with the service report of a visit in `language`, else in the caller's own.

    The ETag stands for everything on the report, so that a repeat is answered 304 without rendering it.

    Raises:
        NotFound: there is no such visit.
        NotReady: the visit has not ended.
        TryAgain: too many documents are being rendered.
    """
    settings = runtime().settings
    with transaction(write=False) as uow:
        facts = reported.report_facts(uow, visit_id)
    code = report_codes.report_code(settings, visit_id, facts.digest)
    document = service_report(
        facts,
        letterhead(settings, facts.hotline),
        language or callers_language(),
        report_codes.report_url(settings, code),
    )
    name = f"{facts.request.code}-{facts.visit.ordinal}.pdf"
    if request.if_none_match.contains(document.fingerprint):
        return as_file(private(Response(status=304), document), name, "inline")
    pdf = document.pdf(_thumbnails(wanted_pictures(document)))
    return as_file(private(Response(pdf, mimetype="application/pdf"), document), name, "inline")


def letterhead(settings: Settings, hotline: str) -> Letterhead:
    """Return the company that a document speaks for, and the hotline that its reader calls."""
    return Letterhead(settings.company_name, hotline, settings.currency)


def callers_language() -> str:
    """Return the language in which the caller reads documents, by its `Accept-Language`."""
    tags = [tag.replace("_", "-") for tag in LANGUAGES]
    wanted = request.accept_languages.best_match([*tags, "zh"])
    return language_of(wanted or runtime().settings.default_locale)


def private(answer: Response, document: Document) -> Response:
    """Let the caller's own cache keep it, which asks each time whether it still holds."""
    answer.set_etag(document.fingerprint)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _thumbnails(wanted: Sequence[str]) -> dict[str, bytes]:
    """Small copies of the photos that are there and whole; one at a time is in memory in full."""
    made: dict[str, bytes] = {}
    for sha256 in wanted:
        with transaction(write=False) as uow:
            data = reported.picture_bytes(uow, sha256)
        if data is None:
            continue
        try:
            made[sha256] = thumbnail(data, THUMBNAIL_PX)
        except Invalid:
            # Refused at the door since; what came before is shown as missing, not as a failed report.
            continue
    return made
