"""How many engineers a territory needs, hour by hour, over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import fields, validate

from app.kernel.errors import Invalid
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.registers.reads.register_names import skill_names
from app.registers.tables import Territory
from app.staffing.reads.staffing import Asking, Staffing, staffing
from app.staffing.rules.needed import TARGETS
from app.staffing.rules.rates import Rate
from app.web.api import Blueprint, QuerySchema, Schema
from app.web.context import transaction
from app.web.schema_of import schema_of

blp = Blueprint(
    "staffing", __name__, url_prefix="/api/v1", description="How many engineers are needed, and when"
)

MOST_WEEKS = 26
_NOTHING: dict[str, Any] = {
    "requests": 0,
    "days_watched": 0,
    "dispersion": None,
    "work": None,
    "hours": [],
    "kinds": [],
}
_OF_WORK = ("busy_s", "usual_way_s", "promise_s", "measured", "visits")


class StaffingWanted(QuerySchema):
    """Which weeks to learn from, which roster to compare with, and for whom."""

    weeks = fields.Integer(load_default=8, validate=validate.Range(1, MOST_WEEKS))
    from_on = fields.Date(data_key="from")
    skill = fields.String(load_default="", validate=validate.Length(max=40))
    min_stars = fields.Integer(load_default=1, validate=validate.Range(1, 5))


RateShown = schema_of(Rate, "StaffingRate")


class TargetShown(Schema):
    """What a share of promises needs; null where no number of engineers reaches it."""

    target_pct = fields.Integer()
    needed = fields.Integer(allow_none=True)
    needed_low = fields.Integer(allow_none=True)
    needed_high = fields.Integer(allow_none=True)
    missing = fields.Integer(metadata={"description": "How many more are needed than the roster has"})


class StaffingHourShown(Schema):
    """One hour of the roster's week."""

    begins_at = fields.AwareDateTime()
    requests = fields.Nested(RateShown)
    on_duty = fields.Integer()
    on_call = fields.Integer()
    targets = fields.List(fields.Nested(TargetShown))


class KindTargetShown(Schema):
    """What requests of this kind need for a share of promises."""

    target_pct = fields.Integer()
    most_needed = fields.Integer(allow_none=True)
    short_hours = fields.Integer()


class StaffingKindShown(Schema):
    """Requests that need a skill and at least so many stars."""

    skill = fields.String()
    min_stars = fields.Integer()
    requests = fields.Integer()
    per_week = fields.Nested(RateShown)
    engineers = fields.Integer(metadata={"description": "In this roster, with the skill and the stars"})
    targets = fields.List(fields.Nested(KindTargetShown))


class WorkShown(Schema):
    """What a request takes, in seconds."""

    busy_s = fields.Float()
    usual_way_s = fields.Float()
    promise_s = fields.Integer()
    reachable_pct = fields.Float(metadata={"description": "Promises that any number of engineers could keep"})
    measured = fields.Boolean()
    visits = fields.Integer()


class StaffingShown(Schema):
    """The week; without requests to learn from `work` is null and the lists are empty."""

    territory_id = fields.UUID()
    time_zone = fields.String()
    requests = fields.Integer()
    days_watched = fields.Integer()
    dispersion = fields.Float(allow_none=True)
    work = fields.Nested(WorkShown, allow_none=True)
    hours = fields.List(fields.Nested(StaffingHourShown))
    kinds = fields.List(fields.Nested(StaffingKindShown))


@blp.get("/territories/<uuid:territory_id>/staffing")
@blp.arguments(StaffingWanted, location="query")
@blp.response(200, StaffingShown)
@blp.doc(operationId="getStaffing")
def of_territory(chosen: dict[str, Any], territory_id: UUID) -> dict[str, Any]:
    """Read how many engineers each hour needs for 95, 98 and 99 % of promises, and how many it has."""
    with transaction(write=False) as uow:
        territory = uow.get(Territory, territory_id)
        if chosen["skill"] and chosen["skill"] not in skill_names(uow):
            raise Invalid({"skill": Phrase("There is no such skill.")})
        from_on = chosen.get("from_on") or local_date(uow.now, territory.time_zone)
        asking = Asking(chosen["weeks"], from_on, chosen["skill"], chosen["min_stars"])
        found = staffing(uow, territory, asking)
        told: dict[str, Any] = {
            "requests": 0,
            "days_watched": 0,
            "dispersion": None,
            "work": None,
            "hours": [],
            "kinds": [],
        }
        where = {"territory_id": territory.id, "time_zone": territory.time_zone}
        return {**told, **where, **(_told(found) if found else {})}


def _told(found: Staffing) -> dict[str, Any]:
    work = found.work
    return {
        "requests": found.requests,
        "days_watched": found.days_watched,
        "dispersion": found.dispersion,
        "work": {
            **{
                name: getattr(work, name)
                for name in ("busy_s", "usual_way_s", "promise_s", "measured", "visits")
            },
            "reachable_pct": 100 * work.reachable,
        },
        "hours": [
            {
                **{name: getattr(hour, name) for name in ("begins_at", "requests", "on_duty", "on_call")},
                "targets": [
                    {
                        "target_pct": target,
                        "needed": hour.needed[target],
                        "needed_low": hour.needed_low[target],
                        "needed_high": hour.needed_high[target],
                        "missing": hour.missing(target),
                    }
                    for target in TARGETS
                ],
            }
            for hour in found.hours
        ],
        "kinds": [
            {
                **{
                    name: getattr(kind, name)
                    for name in ("skill", "min_stars", "requests", "per_week", "engineers")
                },
                "targets": [
                    {
                        "target_pct": target,
                        "most_needed": kind.most_needed[target],
                        "short_hours": kind.short_hours[target],
                    }
                    for target in TARGETS
                ],
            }
            for kind in found.kinds
        ],
    }
