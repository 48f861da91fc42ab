"""The figures that managers ask for."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask.views import MethodView
from marshmallow import fields

from app.kernel.errors import Invalid, Phrase
from app.promise.reads.reports import promises
from app.web.api import Blueprint, QuerySchema, Schema
from app.web.context import transaction

blp = Blueprint("reports", __name__, url_prefix="/api/v1", description="Figures")


class Span(QuerySchema):
    """The requests of which time; a bound left out is open."""

    from_at = fields.AwareDateTime(data_key="from", metadata={"description": "Requested at or after"})
    to_at = fields.AwareDateTime(data_key="to", metadata={"description": "Requested before"})


class Waits(Schema):
    """Minutes from request to arrival; null where nobody has arrived."""

    mean = fields.Float(allow_none=True)
    p95 = fields.Float(allow_none=True)
    longest = fields.Float(allow_none=True)


class PromiseFigures(Schema):
    """What promises came to."""

    open = fields.Integer(metadata={"description": "Not due yet, nobody there"})
    kept = fields.Integer(metadata={"description": "The three below"})
    kept_proven = fields.Integer(metadata={"description": "By the customer's code or word"})
    kept_by_office = fields.Integer(metadata={"description": "By the word of somebody in the office"})
    kept_plausible = fields.Integer(metadata={"description": "By position, track and travel time"})
    unsettled = fields.Integer(metadata={"description": "A doubtful arrival that nobody has settled"})
    broken = fields.Integer(metadata={"description": "Arrived late, or nobody there past due"})
    solved_remotely = fields.Integer(metadata={"description": "Before due; neither kept nor broken"})
    cancelled = fields.Integer()
    cancelled_late = fields.Integer(
        metadata={"description": "Called off past due with nobody there; not among the broken"}
    )
    kept_pct = fields.Float(allow_none=True, metadata={"description": "Of those kept or broken"})
    breaches_by_stage = fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata={"description": "Stage that used the hour up"}
    )


class Appointments(PromiseFigures):
    """Promises of a later hour that the customer wanted instead."""

    requests = fields.Integer()


class PromiseReport(PromiseFigures):
    """Whether the promise was kept; all figures but `requests` and the last three leave appointments out."""

    requests = fields.Integer(metadata={"description": "All, appointments among them"})
    appointments = fields.Nested(Appointments)
    wait_min = fields.Nested(Waits)
    visits_by_star = fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata={"description": "Arrivals by grade"}
    )
    first_time_fix_pct = fields.Float(allow_none=True)
    not_ended = fields.Integer()


@blp.route("/reports/promises")
class Promises(MethodView):
    """The promise."""

    @blp.arguments(Span, location="query")
    @blp.response(200, PromiseReport)
    @blp.doc(operationId="getPromiseReport")
    def get(self, span: dict[str, datetime]) -> Any:
        """Count promises kept and broken, waits, stages to blame, visits by star, first-time fix."""
        if "from_at" in span and "to_at" in span and span["to_at"] <= span["from_at"]:
            raise Invalid({"to": Phrase("is not after from")})
        with transaction(write=False) as uow:
            report = promises(uow, **span)
            return asdict(report.hour) | {
                name: getattr(report, name) for name in PromiseReport().fields if hasattr(report, name)
            }
