"""Checking the ledger over HTTP."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import fields

from app.kernel.ledger_check import LedgerDamage, LedgerReport, seals, verify
from app.web.api import Blueprint, Schema, rows_of_page
from app.web.context import transaction
from app.web.schema_of import schema_of

blp = Blueprint("ledger", __name__, url_prefix="/api/v1", description="The chains of events")


FaultShown = schema_of(LedgerDamage, "FaultShown")


LedgerReportShown = schema_of(
    LedgerReport,
    "LedgerReport",
    intact=fields.Boolean(),
    faults=fields.List(fields.Nested(FaultShown)),
)


class SealShown(Schema):
    """A root over the heads that moved since the seal before."""

    number = fields.Integer()
    at = fields.AwareDateTime()
    previous_root = fields.String()
    root = fields.String()


@blp.route("/ledger/verify")
class Verify(MethodView):
    """The check."""

    @blp.response(200, LedgerReportShown)
    @blp.doc(operationId="verifyLedger")
    def get(self) -> Any:
        """Walk every chain and every seal."""
        with transaction(write=False) as uow:
            return verify(uow)


@blp.route("/ledger/seals")
class Seals(MethodView):
    """The seals."""

    @blp.response(200, SealShown(many=True))
    @blp.paginate()
    @blp.doc(operationId="listSeals")
    def get(self, pagination_parameters: PaginationParameters) -> list[Any]:
        """List them, newest first; keep a root elsewhere and no past event can be changed unnoticed."""
        with transaction(write=False) as uow:
            return rows_of_page(uow, seals(), pagination_parameters)
