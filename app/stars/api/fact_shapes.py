"""What is asked of figures over HTTP, and how those of months and spans are told."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields

from app.kernel.phrases import Phrase
from app.stars.reads import facts as reads
from app.stars.rules.leaving_out import MEASURED_AT_VISITS
from app.stars.rules.measured import Measure
from app.stars.rules.months import read_month
from app.web.api import QuerySchema, Schema
from app.web.shapes import word


class MonthField(fields.String):
    """A month such as 2026-01."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        found = read_month(super()._deserialize(value, attr, data, **kwargs))
        if found is None:
            raise ValidationError(Phrase("is no month such as 2026-01"))
        return found


class MonthsWanted(QuerySchema):
    """Which months, both included; the twelve that end with the last one worked out where nothing is said."""

    first = MonthField(data_key="from")
    last = MonthField(data_key="to")


class VisitsWanted(QuerySchema):
    """Behind which figure."""

    measure = word(MEASURED_AT_VISITS, required=True)
    month = MonthField()
    shown = word((reads.COUNTED, reads.LEFT_OUT), metadata={"description": "All where left out"})


class StarFactShown(Schema):
    """A month's figure as it is; `value` is null where no visit counts."""

    month = fields.String()
    measure = word(Measure)
    value = fields.Float(allow_none=True)
    cases = fields.Integer(metadata={"description": "Visits that count, those by half too"})
    left_out = fields.Integer()


class StarStandingShown(Schema):
    """A figure over some months, evened out and shrunk; `low` to `high` holds the true one four in five."""

    measure = word(Measure)
    cases = fields.Integer()
    raw = fields.Float()
    value = fields.Float()
    low = fields.Float()
    high = fields.Float()
    reliability = fields.Float(
        metadata={
            "description": "Which part is the own one, 0 to 1; 0: too little was seen in all to even anything"
            " out, and value, low and high are the raw figure"
        }
    )
    apart = fields.Integer(metadata={"description": "1 above, -1 below what all come to, 0 neither"})
