"""The depots over HTTP."""

from __future__ import annotations

from marshmallow import fields, validate

from app.registers.tables import Depot
from app.web.fields import (
    Filter,
    PhoneWords,
    Place,
    Row,
    external_id,
    numbers_shown,
    phone_shown,
    reference,
    switch,
    text_for,
)
from app.web.lists import List, Table


class DepotRecord(Row):
    """A place where engineers fetch parts and the five ones (备件库)."""

    name = text_for(Depot.name, shortest=1, required=True)
    territory_id = reference(required=False)
    provider_id = reference(required=False)
    address = text_for(Depot.address, load_default="")
    point = Place(
        load_default=None,
        allow_none=True,
        metadata={"description": "Null: not known yet; nobody is told that it is the nearest"},
    )
    phone = PhoneWords()
    phone_as_said = fields.String(dump_only=True)
    phone_shown = phone_shown()
    phone_numbers = numbers_shown()
    opening_hours = Table(
        keys=fields.String(),
        values=List(List(fields.String(), validate=validate.Length(equal=2))),
        load_default=None,
        allow_none=True,
        metadata={
            "description": "Opening spans HH:MM by weekday as a contract's coverage, in the territory's local"
            " time; null is around the clock",
            "example": {"mon": [["08:00", "20:00"]]},
        },
    )
    external_id = external_id()
    active = switch()


class DepotFilter(Filter):
    """Filters of the depots' list."""

    territory_id = fields.UUID()
    provider_id = fields.UUID()
    active = fields.Boolean()
