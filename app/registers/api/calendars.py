"""The days of a year on which coverage hours differ from their weekday's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from marshmallow import fields, validate

from app.calendar.rules.opening_hours import WEEKDAYS
from app.kernel import UnitOfWork
from app.kernel.local_dates import local_date
from app.registers.reads import calendars
from app.registers.tables import Territory
from app.web.api import Blueprint, QuerySchema, Schema
from app.web.context import transaction
from app.web.languages import holiday_names
from app.web.shapes import word

blp = Blueprint("calendars", __name__, url_prefix="/api/v1", description="Holidays and make-up working days")


class SpecialDayShown(Schema):
    """A date that is not simply its weekday."""

    date = fields.Date()
    hours = word(
        WEEKDAYS,
        allow_none=True,
        metadata={"description": "The weekday whose coverage hours hold; null where it is closed"},
    )
    name = fields.String(metadata={"description": "The holiday's name; empty where it has none"})
    override_id = fields.UUID(
        attribute="override.id",
        dump_default=None,
        allow_none=True,
        metadata={"description": "What the office said of it: a row of `calendar-days`"},
    )


class YearWanted(QuerySchema):
    """Of which year; the present one where nothing is said."""

    year = fields.Integer(validate=validate.Range(1970, 2200))


@blp.get("/territories/<uuid:territory_id>/calendar")
@blp.arguments(YearWanted, location="query")
@blp.response(200, SpecialDayShown(many=True))
@blp.doc(operationId="listTerritorySpecialDays")
def of_territory(chosen: dict[str, Any], territory_id: UUID) -> Sequence[calendars.SpecialDay]:
    """List the days that differ in a territory."""
    with transaction(write=False) as uow:
        territory = uow.get(Territory, territory_id)
        return calendars.special_days(uow, territory, None, _year(uow, chosen, territory), holiday_names())


@blp.get("/contracts/<uuid:contract_id>/calendar")
@blp.arguments(YearWanted, location="query")
@blp.response(200, SpecialDayShown(many=True))
@blp.doc(operationId="listContractSpecialDays")
def of_contract(chosen: dict[str, Any], contract_id: UUID) -> Sequence[calendars.SpecialDay]:
    """List the days that differ for a contract, as its customer's first site is served."""
    with transaction(write=False) as uow:
        territory, contract = calendars.contract_and_territory(uow, contract_id)
        return calendars.special_days(
            uow, territory, contract, _year(uow, chosen, territory), holiday_names()
        )


def _year(uow: UnitOfWork, chosen: dict[str, Any], territory: Territory) -> int:
    return int(chosen.get("year") or local_date(uow.now, territory.time_zone).year)
