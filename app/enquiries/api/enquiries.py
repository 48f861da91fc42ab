"""Enquiries that need no visit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import fields

from app.enquiries.commands import enquiries as service
from app.enquiries.reads.enquiries import enquiries
from app.kernel import UnitOfWork
from app.requests.commands.intake.report import CHANNELS
from app.requests.tables import Enquiry
from app.web.api import Blueprint, QuerySchema, Schema, rows_of_page
from app.web.context import principal, transaction
from app.web.fields import PhoneWords, email_for, numbers_shown, text_for
from app.web.idempotency import answer
from app.web.shapes import SOMETIMES, word

blp = Blueprint("enquiries", __name__, url_prefix="/api/v1", description="Questions that need no visit")


class WhomToAnswer(Schema):
    """Whom to answer."""

    name = text_for(Enquiry.contact_name, load_default="")
    phone = PhoneWords()
    email = email_for(Enquiry.contact_email)


class NewEnquiry(Schema):
    """A question."""

    question = text_for(Enquiry.question, shortest=1, required=True)
    channel = word(CHANNELS, load_default="phone")
    customer_id = fields.UUID(load_default=None, allow_none=True)
    contact = fields.Nested(WhomToAnswer, load_default=dict)
    asked_at = fields.AwareDateTime(
        load_default=None, allow_none=True, metadata={"description": "Now when left out"}
    )


class EnquiryShown(Schema):
    """A question with its clock."""

    id = fields.UUID()
    code = fields.String()
    customer_id = fields.UUID(allow_none=True)
    contact_name = fields.String()
    contact_phone = fields.String()
    contact_phone_as_said = fields.String()
    contact_numbers = numbers_shown()
    contact_email = fields.String()
    channel = word(CHANNELS)
    question = fields.String()
    asked_at = fields.AwareDateTime()
    answer_due_at = fields.AwareDateTime()
    answered_at = fields.AwareDateTime(allow_none=True)
    answer = fields.String(allow_none=True)
    overdue_at = fields.AwareDateTime(
        allow_none=True, metadata={"description": "When the clock was seen to have run out"}
    )
    goes_by = word(
        service.GoesBy,
        metadata={
            "description": "How the answer reaches who asked; `call_back`: only if somebody calls",
            SOMETIMES: True,
        },
    )


def _shown(uow: UnitOfWork, enquiry: Enquiry) -> dict[str, Any]:
    own = [name for name in EnquiryShown().fields if name != "goes_by"]
    return {name: getattr(enquiry, name) for name in own} | {"goes_by": service.answer_goes_by(uow, enquiry)}


class EnquiryFilter(QuerySchema):
    """Which enquiries to list."""

    customer_id = fields.UUID()
    open = fields.Boolean(metadata={"description": "Not answered yet"})
    overdue = fields.Boolean(metadata={"description": "Answered too late, or late already"})


class Answer(Schema):
    """The answer."""

    answer = text_for(Enquiry.answer, shortest=1, required=True)


@blp.route("/enquiries")
class Enquiries(MethodView):
    """Enquiries."""

    @blp.listing(EnquiryShown, EnquiryFilter)
    def get(self, wanted: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List those that I may see, the one due first at the top."""
        with transaction(write=False) as uow:
            rows = rows_of_page(uow, enquiries(principal(), uow.now, wanted), pagination_parameters)
            return [_shown(uow, row) for row in rows]

    @blp.arguments(NewEnquiry)
    @blp.response(201, EnquiryShown)
    def post(self, body: dict[str, Any]) -> Response:
        """Record one; it is to be answered within four hours of being asked."""
        contact = body.pop("contact")
        asked = service.Question(
            contact_name=contact.get("name", ""),
            contact_phone=contact.get("phone", ""),
            contact_email=contact.get("email") or "",
            **body,
        )
        with transaction() as uow:
            return answer(uow, _shown(uow, service.ask(uow, asked)), EnquiryShown(), 201)


@blp.route("/enquiries/<uuid:enquiry_id>")
class OneEnquiry(MethodView):
    """One enquiry."""

    @blp.response(200, EnquiryShown)
    def get(self, enquiry_id: UUID) -> Any:
        """Read one."""
        with transaction(write=False) as uow:
            return _shown(uow, uow.get(Enquiry, enquiry_id))


@blp.route("/enquiries/<uuid:enquiry_id>/answer")
class Answers(MethodView):
    """Answering."""

    @blp.arguments(Answer)
    @blp.response(200, EnquiryShown)
    def post(self, body: dict[str, str], enquiry_id: UUID) -> Response:
        """Answer it, once."""
        with transaction() as uow:
            answered = service.answer(uow, enquiry_id, body["answer"])
            return answer(uow, _shown(uow, answered), EnquiryShown())
