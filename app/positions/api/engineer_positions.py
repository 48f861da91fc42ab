"""Where an engineer's phone said that it was: for dispatchers, managers, and the engineer himself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask_smorest.pagination import PaginationParameters
from marshmallow import fields

from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.positions.reads import positions as reported
from app.positions.rules.positions import Distrust
from app.web.api import Blueprint, QuerySchema, Schema, rows_of_page
from app.web.context import transaction
from app.web.shapes import word

LONGEST = timedelta(days=31)
USUAL = timedelta(days=1)

blp = Blueprint(
    "engineer_positions",
    __name__,
    url_prefix="/api/v1/engineers/<uuid:engineer_id>",
    description="An engineer's positions as reported",
)


class PositionShown(Schema):
    """One position as the phone reported it."""

    at = fields.AwareDateTime(metadata={"description": "The phone's time, corrected by the server's clock"})
    received_at = fields.AwareDateTime()
    lat = fields.Float()
    lon = fields.Float()
    accuracy_m = fields.Float(allow_none=True)
    mock = fields.Boolean(metadata={"description": "The phone says that the place is made up"})
    distrusted = word(
        Distrust, allow_none=True, metadata={"description": "Why it is not believed; null where it is"}
    )
    visit_id = fields.UUID(
        allow_none=True, metadata={"description": "The visit with whose arrival it is kept, once it is old"}
    )


class PositionsWanted(QuerySchema):
    """Of which time; the last 24 hours where nothing is said, 31 days at most."""

    from_at = fields.AwareDateTime(data_key="from", metadata={"description": "Not before this"})
    to_at = fields.AwareDateTime(data_key="to", metadata={"description": "Before this"})


@blp.get("/positions")
@blp.listing(PositionShown, PositionsWanted, page_size=500)
def positions(
    chosen: dict[str, Any], engineer_id: UUID, pagination_parameters: PaginationParameters
) -> list[Any]:
    """List positions of the time at work, in order of time."""
    with transaction(write=False) as uow:
        end = chosen.get("to_at") or max(uow.now, chosen.get("from_at") or uow.now)
        begin = chosen.get("from_at") or end - USUAL
        if not begin <= end <= begin + LONGEST:
            raise Invalid({"to": Phrase("must be at most %(days)s days after from", days=LONGEST.days)})
        return rows_of_page(uow, reported.positions(engineer_id, begin, end), pagination_parameters)
