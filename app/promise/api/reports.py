"""The figures that managers ask for."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask.views import MethodView
from marshmallow import fields

from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.promise.reads.reports import Promises, Waits, promises
from app.web.api import Blueprint, QuerySchema
from app.web.context import transaction
from app.web.schema_of import schema_of

blp = Blueprint("reports", __name__, url_prefix="/api/v1", description="Figures")


class Span(QuerySchema):
    """The requests of which time; a bound left out is open."""

    from_at = fields.AwareDateTime(data_key="from", metadata={"description": "Requested at or after"})
    to_at = fields.AwareDateTime(data_key="to", metadata={"description": "Requested before"})


WaitsShown = schema_of(Waits, "Waits")


Appointments = schema_of(Promises, "Appointments")

PromiseReport = schema_of(
    Promises,
    "PromiseReport",
    requests=fields.Integer(metadata={"description": "All, appointments among them"}),
    appointments=fields.Nested(
        Appointments,
        metadata={
            "description": "Of a later hour that the customer wanted;"
            " the other figures of promises leave them out"
        },
    ),
    wait_min=fields.Nested(WaitsShown),
    visits_by_star=fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata={"description": "Arrivals by grade"}
    ),
    first_time_fix_pct=fields.Float(allow_none=True),
    not_ended=fields.Integer(),
)


@blp.route("/reports/promises")
class PromiseReports(MethodView):
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
