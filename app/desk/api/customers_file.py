"""The customer's file in one read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask.views import MethodView
from marshmallow import fields

from app.desk.api.requests_read import CameTo
from app.desk.reads.customer_file import (
    AssetInFile,
    ContractInFile,
    CustomerFile,
    SiteInFile,
    customer_file,
)
from app.enquiries.api.enquiries import EnquiryShown
from app.registers.api.resources.places import AssetRecord, ContractRecord, CustomerRecord, SiteRecord
from app.web.api import Blueprint
from app.web.context import transaction
from app.web.schema_of import schema_of

blp = Blueprint("customer-files", __name__, url_prefix="/api/v1", description="The customer's file")


AssetShown = schema_of(AssetInFile, "AssetInFile", asset=fields.Nested(AssetRecord))


SiteShown = schema_of(
    SiteInFile,
    "SiteInFile",
    site=fields.Nested(SiteRecord),
    assets=fields.List(fields.Nested(AssetShown)),
)


ContractShown = schema_of(ContractInFile, "ContractInFile", contract=fields.Nested(ContractRecord))


CustomerFileShown = schema_of(
    CustomerFile,
    "CustomerFile",
    customer=fields.Nested(CustomerRecord),
    sites=fields.List(fields.Nested(SiteShown)),
    contracts=fields.List(fields.Nested(ContractShown)),
    open_requests=fields.List(fields.Nested(CameTo)),
    history=fields.List(fields.Nested(CameTo)),
    enquiries=fields.List(fields.Nested(EnquiryShown)),
    answered_enquiries=fields.List(fields.Nested(EnquiryShown)),
    merged=fields.List(
        fields.Nested(CustomerRecord), metadata={"description": "Doubles merged into this customer"}
    ),
)


@blp.route("/customers/<uuid:customer_id>/file")
class File(MethodView):
    """One customer's file."""

    @blp.response(200, CustomerFileShown)
    def get(self, customer_id: UUID) -> Any:
        """Read sites, machines with their warranty, contracts, open work, history, open enquiries."""
        with transaction(write=False) as uow:
            return customer_file(uow, customer_id)
