"""A visit as the phone reads it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from app.documents.api.documents import PDF, ReportLanguage, report_response
from app.kernel import UnitOfWork
from app.visits.reads.visit_detail import record_of, visit_detail
from app.web.api import Blueprint
from app.web.context import transaction
from mobile_api.visit_answers import PhoneVisitDetail, VisitRecordShown

blp = Blueprint(
    "mobile_reading", __name__, url_prefix="/mobile/v1/visits/<uuid:visit_id>", description="Read a visit"
)

_LANGUAGES = ("en", "zh-CN", "zh")


def language(uow: UnitOfWork) -> str:
    """Return the language to answer in: the best that the phone accepts, else the installation's."""
    return request.accept_languages.best_match(_LANGUAGES) or uow.settings.default_locale


@blp.get("")
@blp.response(200, PhoneVisitDetail)
def detail(visit_id: UUID) -> dict[str, Any]:
    """Read the visit, the customer's file and the checklists, in the language of `Accept-Language`."""
    with transaction(write=False) as uow:
        return visit_detail(uow, visit_id, language(uow))


@blp.get("/record")
@blp.response(200, VisitRecordShown)
def record(visit_id: UUID) -> dict[str, Any]:
    """Read the record to show at signing, and its digest."""
    with transaction(write=False) as uow:
        return record_of(uow, visit_id)


@blp.get("/report.pdf")
@blp.arguments(ReportLanguage, location="query")
@blp.response(200, **PDF)
def report(chosen: dict[str, Any], visit_id: UUID) -> Response:
    """Read the service report of a visit that has ended."""
    return report_response(visit_id, chosen["lang"])
