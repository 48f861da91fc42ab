"""Named engineers over HTTP."""

from __future__ import annotations

from marshmallow import fields, validate

from app.registers.tables import NamedAs, NamedEngineer
from app.web.fields import Filter, Row, external_id, reference, text_for

_KINDS = validate.OneOf([str(one) for one in NamedAs])


class NamedEngineerRecord(Row):
    """An engineer preferred, required or excluded at one customer, site or machine."""

    engineer_id = reference()
    kind = fields.String(required=True, validate=_KINDS)
    customer_id = reference(required=False)
    site_id = reference(required=False)
    asset_id = reference(required=False)
    reason = text_for(NamedEngineer.reason, shortest=1, required=True)
    asked_by = text_for(
        NamedEngineer.asked_by,
        load_default="",
        metadata={"description": "Who wanted it so; left out: whoever enters it"},
    )
    starts_on = fields.Date(
        load_default=None, allow_none=True, metadata={"description": "The first day; left out: today"}
    )
    ends_on = fields.Date(
        load_default=None, allow_none=True, metadata={"description": "The last day; null: without end"}
    )
    external_id = external_id()


class NamedEngineerFilter(Filter):
    """Filters of the named engineers' list."""

    engineer_id = fields.UUID()
    customer_id = fields.UUID()
    site_id = fields.UUID()
    asset_id = fields.UUID()
    kind = fields.String(validate=_KINDS)
