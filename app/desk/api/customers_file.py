"""The customer's file in one read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask.views import MethodView
from marshmallow import fields

from app.desk.api.requests_read import CameTo
from app.desk.reads.customer_file import customer_file
from app.enquiries.api.enquiries import EnquiryShown
from app.registers.api.resources.places import AssetRecord, ContractRecord, CustomerRecord, SiteRecord
from app.web.api import Blueprint, Schema
from app.web.context import transaction

blp = Blueprint("customer-files", __name__, url_prefix="/api/v1", description="The customer's file")


class AssetInFile(Schema):
    """A machine, whether its warranty runs, and how often it was reported."""

    asset = fields.Nested(AssetRecord)
    in_warranty = fields.Boolean(allow_none=True)
    requests = fields.Integer()


class SiteInFile(Schema):
    """A place with its machines."""

    site = fields.Nested(SiteRecord)
    assets = fields.List(fields.Nested(AssetInFile))


class ContractInFile(Schema):
    """An agreement, and whether it is in force today."""

    contract = fields.Nested(ContractRecord)
    in_force = fields.Boolean()


class CustomerFile(Schema):
    """All there is to know before answering the telephone."""

    customer = fields.Nested(CustomerRecord)
    sites = fields.List(fields.Nested(SiteInFile))
    contracts = fields.List(fields.Nested(ContractInFile))
    open_requests = fields.List(fields.Nested(CameTo))
    history = fields.List(fields.Nested(CameTo))
    enquiries = fields.List(fields.Nested(EnquiryShown))
    answered_enquiries = fields.List(fields.Nested(EnquiryShown))
    merged = fields.List(
        fields.Nested(CustomerRecord), metadata={"description": "Doubles merged into this customer"}
    )


@blp.route("/customers/<uuid:customer_id>/file")
class File(MethodView):
    """One customer's file."""

    @blp.response(200, CustomerFile)
    def get(self, customer_id: UUID) -> Any:
        """Read sites, machines with their warranty, contracts, open work, history, open enquiries."""
        with transaction(write=False) as uow:
            return customer_file(uow, customer_id)
