"""Complaints over HTTP: with their clocks, and the verdicts of managers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import fields, validate

from app.hotline.commands.verdicts import decide
from app.hotline.reads import complaints as reads
from app.hotline.rules.verdicts import AboutWhom, ComplaintDecision, ComplaintFinding, settle_by
from app.hotline.tables import Call, ComplaintVerdict
from app.kernel import UnitOfWork
from app.web.api import Blueprint, QuerySchema, Schema, rows_of_page
from app.web.context import transaction
from app.web.fields import text_for
from app.web.idempotency import answer
from app.web.shapes import word

blp = Blueprint("complaints", __name__, url_prefix="/api/v1", description="Complaints and their verdicts")


class ComplaintFilter(QuerySchema):
    """Which complaints to list."""

    decided = fields.Boolean(metadata={"description": "Whether there is a verdict"})


class VerdictShown(Schema):
    """A verdict; the last one stands, a half is counted of one that was partly upheld."""

    ordinal = fields.Integer()
    verdict = word(ComplaintFinding)
    about = word(AboutWhom)
    engineer_id = fields.UUID(allow_none=True)
    provider_id = fields.UUID(allow_none=True)
    user_id = fields.UUID(allow_none=True, metadata={"description": "Whom of the office, where one is named"})
    reason = fields.String()
    decided_by_name = fields.String()
    decided_at = fields.AwareDateTime()


class ComplaintShown(Schema):
    """A complaint with its clocks and verdicts."""

    id = fields.UUID()
    taken_at = fields.AwareDateTime()
    due_at = fields.AwareDateTime(
        allow_none=True, metadata={"description": "By when the caller is to hear of us"}
    )
    done_at = fields.AwareDateTime(allow_none=True, metadata={"description": "When he did"})
    settle_by = fields.AwareDateTime(metadata={"description": "By when there is to be a verdict"})
    customer_id = fields.UUID(allow_none=True)
    request_id = fields.UUID(allow_none=True)
    contact_name = fields.String()
    note = fields.String(metadata={"description": "What was said"})
    verdicts = fields.List(fields.Nested(VerdictShown))


class GiveVerdict(Schema):
    """A verdict with its reason, and whom it is about: the id that fits `about`."""

    verdict = word(ComplaintFinding, required=True)
    about = word(AboutWhom, required=True)
    engineer_id = fields.UUID(load_default=None, allow_none=True)
    provider_id = fields.UUID(load_default=None, allow_none=True)
    user_id = fields.UUID(
        load_default=None, allow_none=True, metadata={"description": "Whom of the office, if one is meant"}
    )
    request_id = fields.UUID(
        load_default=None,
        allow_none=True,
        metadata={"description": "The request that the complaint is about, where the call named none"},
    )
    reason = text_for(ComplaintVerdict.reason, shortest=1, required=True)
    seen = fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(0, 10_000),
        metadata={"description": "How many verdicts there were when this one was written"},
    )


@blp.route("/complaints")
class Complaints(MethodView):
    """Complaints."""

    @blp.listing(ComplaintShown, ComplaintFilter)
    def get(self, wanted: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List those of my teams' territories; without a verdict the one due first at the top."""
        with transaction(write=False) as uow:
            rows = rows_of_page(uow, reads.complaints(uow, **wanted), pagination_parameters)
            return shown(uow, rows)


@blp.route("/complaints/<uuid:call_id>")
class OneComplaint(MethodView):
    """One complaint."""

    @blp.response(200, ComplaintShown)
    def get(self, call_id: UUID) -> dict[str, Any]:
        """Read one with all its verdicts."""
        with transaction(write=False) as uow:
            return shown(uow, [reads.complaint(uow, call_id)])[0]


@blp.route("/complaints/<uuid:call_id>/verdicts")
class Verdicts(MethodView):
    """Verdicts on it."""

    @blp.arguments(GiveVerdict)
    @blp.response(201, ComplaintShown)
    @blp.doc(operationId="giveVerdictOnComplaint")
    def post(self, body: dict[str, Any], call_id: UUID) -> Response:
        """Give one; it stands in place of those before, which are kept."""
        with transaction() as uow:
            decide(uow, call_id, decision_of(body), body["seen"])
            found = shown(uow, [reads.complaint(uow, call_id)])[0]
            return answer(uow, found, ComplaintShown(), 201)


def decision_of(body: dict[str, Any]) -> ComplaintDecision:
    """Return what was decided."""
    return ComplaintDecision(
        ComplaintFinding(body["verdict"]),
        AboutWhom(body["about"]),
        body["reason"],
        body["engineer_id"],
        body["provider_id"],
        body["user_id"],
        body["request_id"],
    )


def shown(uow: UnitOfWork, rows: list[Call]) -> list[dict[str, Any]]:
    """Return complaints as they are shown."""
    given = reads.verdicts(uow, rows)
    own = [name for name in ComplaintShown().fields if name not in ("settle_by", "verdicts")]
    return [
        {name: getattr(row, name) for name in own}
        | {"settle_by": settle_by(row.taken_at), "verdicts": given[row.id]}
        for row in rows
    ]
