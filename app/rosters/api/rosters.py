"""A territory's roster by the hour, and splitting a shift."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Response, request
from flask_smorest.exceptions import PreconditionFailed, PreconditionRequired
from marshmallow import fields, validate

from app.kernel.local_dates import local_date
from app.registers.api.resources.factory import VersionedBlueprint
from app.registers.api.resources.people import ShiftRecord
from app.registers.reads import registry as registers
from app.registers.tables import Territory
from app.rosters.commands.shifts import split
from app.rosters.reads.demand import asked_of
from app.rosters.reads.on_call import OnCall, on_call
from app.rosters.reads.roster import Roster, roster
from app.rosters.rules.cover import Hour
from app.rosters.rules.local_days import days_from, span_of
from app.web.api import QuerySchema, Schema
from app.web.context import transaction
from app.web.idempotency import answer
from app.web.schema_of import schema_of

blp = VersionedBlueprint("rosters", __name__, url_prefix="/api/v1", description="Who is on duty, by the hour")

MOST_DAYS = 31


class DaysWanted(QuerySchema):
    """Which days; from today on, a week, where nothing is said."""

    from_on = fields.Date(data_key="from")
    days = fields.Integer(load_default=7, validate=validate.Range(1, MOST_DAYS))


HourShown = schema_of(
    Hour,
    "RosterHour",
    rostered=fields.Integer(metadata={"description": "On duty or on call"}),
)


class GapShown(Schema):
    """A span in which nobody is on duty or on call."""

    starts_at = fields.Function(lambda span: span[0].isoformat(), metadata={"type": "string"})
    ends_at = fields.Function(lambda span: span[1].isoformat(), metadata={"type": "string"})


class DayShown(Schema):
    """A day by the territory's clocks; it has 23 to 25 hours."""

    day = fields.Date()
    hours = fields.List(fields.Nested(HourShown))


class RosterShown(Schema):
    """Who is there, hour by hour, and how many engineers the expected requests want."""

    territory_id = fields.UUID(attribute="territory.id")
    time_zone = fields.String(attribute="territory.time_zone")
    days = fields.List(fields.Nested(DayShown))
    gaps = fields.List(fields.Nested(GapShown))


@blp.get("/territories/<uuid:territory_id>/roster")
@blp.arguments(DaysWanted, location="query")
@blp.response(200, RosterShown)
@blp.doc(operationId="getRoster")
def of_territory(chosen: dict[str, Any], territory_id: UUID) -> Roster:
    """Read how many are there in each hour, and when nobody is."""
    with transaction(write=False) as uow:
        territory = uow.get(Territory, territory_id)
        first: date = chosen.get("from_on") or local_date(uow.now, territory.time_zone)
        return roster(uow, territory, days_from(first, chosen["days"]), asked_of(uow, territory))


class OnCallShown(Schema):
    """An engineer who waits at home for a call."""

    engineer_id = fields.UUID(attribute="engineer.id")
    name = fields.String(attribute="engineer.name")
    number = fields.String(attribute="engineer.number")
    phone = fields.String(attribute="engineer.phone", allow_none=True)
    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime()
    setout_s = fields.Integer(metadata={"description": "Seconds after a call until he is on the road"})


@blp.get("/territories/<uuid:territory_id>/on-call")
@blp.arguments(DaysWanted, location="query")
@blp.response(200, OnCallShown(many=True))
@blp.doc(operationId="listOnCall")
def who_is_on_call(chosen: dict[str, Any], territory_id: UUID) -> list[OnCall]:
    """Read who is on call when, leave taken out, the first to begin first."""
    with transaction(write=False) as uow:
        territory = uow.get(Territory, territory_id)
        zone = territory.time_zone
        days = days_from(chosen.get("from_on") or local_date(uow.now, zone), chosen["days"])
        return on_call(uow, territory, span_of(days[0], zone)[0], span_of(days[-1], zone)[1])


class SplitAt(Schema):
    """Where to cut."""

    at = fields.AwareDateTime(required=True)


@blp.post("/shifts/<uuid:shift_id>/split")
@blp.arguments(SplitAt)
@blp.response(200, ShiftRecord(many=True))
@blp.doc(operationId="splitShift")
def split_shift(body: dict[str, datetime], shift_id: UUID) -> Response:
    """Cut a shift in two; answers both parts.  `If-Match` carries the ETag that was read before.

    Raises:
        PreconditionRequired: it is missing.
        PreconditionFailed: the shift was changed since.
    """
    with transaction() as uow:
        shift = registers.one(uow, registers.REGISTERS["shift"], shift_id)
        if not request.if_match:
            raise PreconditionRequired
        if blp.tag_of(shift) not in request.if_match:
            raise PreconditionFailed
        rest = split(uow, shift, body["at"])
        return answer(uow, [shift, rest], ShiftRecord(many=True), etag=blp.tag_of(shift))
