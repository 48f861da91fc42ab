"""The territories over HTTP."""

from __future__ import annotations

from marshmallow import fields, validate

from app.registers.tables import (
    AUTO_CALENDAR,
    Territory,
)
from app.web.field_messages import Message
from app.web.fields import (
    Filter,
    Place,
    Row,
    external_id,
    number_for,
    switch,
    text_for,
    time_zone,
    whole_for,
)
from app.web.lists import List

TERRITORY_CODE = validate.Regexp(
    r"^[a-z0-9-]{1,40}$", error=Message("takes small letters, digits and - only, such as beijing-east")
)


class TerritoryRecord(Row):
    """An area that is planned as one, with the settings of its promise."""

    code = fields.String(required=True, validate=TERRITORY_CODE)
    name = text_for(Territory.name, shortest=1, required=True)
    time_zone = fields.String(load_default="Asia/Shanghai", validate=time_zone)
    centre = Place("centre_", required=True)
    radius_m = whole_for(Territory.radius_m)
    boundary = List(
        List(fields.Float(allow_nan=False), validate=validate.Length(equal=2)),
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=1000),
        metadata={"description": "A ring of [lat, lon]; null means the circle of `radius_m`"},
    )
    promise_s = whole_for(Territory.promise_s)
    offer_timeout_s = whole_for(Territory.offer_timeout_s)
    freeze_s = whole_for(Territory.freeze_s)
    geofence_m = whole_for(Territory.geofence_m)
    duplicate_window_s = whole_for(Territory.duplicate_window_s)
    circuity = number_for(Territory.circuity)
    speed_kmh = number_for(Territory.speed_kmh)
    area_code = fields.String(
        load_default="",
        validate=validate.Regexp(r"^[0-9]{0,8}$"),
        metadata={"description": "As dialled at home, such as 010, for numbers said without one"},
    )
    hotline_phone = text_for(
        Territory.hotline_phone,
        load_default="",
        metadata={"description": "Whom its customers call, as it is printed; blank is the installation's"},
    )
    quiet_hours = text_for(
        Territory.quiet_hours,
        load_default="22:00-07:00",
        metadata={"description": "Local span without notices that can wait"},
    )
    unassigned_after_s = whole_for(Territory.unassigned_after_s)
    not_accepted_after_s = whole_for(Territory.not_accepted_after_s)
    not_departed_after_s = whole_for(Territory.not_departed_after_s)
    position_stale_after_s = whole_for(Territory.position_stale_after_s)
    eta_past_due_after_s = whole_for(Territory.eta_past_due_after_s)
    breached_after_s = whole_for(Territory.breached_after_s)
    alert_repeat_s = whole_for(Territory.alert_repeat_s)
    holiday_calendar = text_for(
        Territory.holiday_calendar,
        shortest=1,
        load_default=AUTO_CALENDAR,
        metadata={
            "description": "Whose public holidays and make-up working days coverage hours follow: a country"
            " or its part (`CN`, `US-NY`), `auto` (the time zone's country) or `none`"
        },
    )
    kept_target_pct = number_for(
        Territory.kept_target_pct,
        metadata={
            "description": "Per cent of its promises that it means to keep; reports measure against it"
        },
    )
    provisional_stars = whole_for(
        Territory.provisional_stars,
        load_default=None,
        allow_none=True,
        metadata={"description": "What its new engineers begin with; null: as the installation says"},
    )
    provisional_months = whole_for(
        Territory.provisional_months,
        load_default=None,
        allow_none=True,
        metadata={"description": "Within how many months somebody grades or confirms that; null likewise"},
    )
    external_id = external_id()
    expects_requests = fields.Boolean(
        load_default=True,
        metadata={"description": "Plans keep engineers free for requests that may come"},
    )
    active = switch()


class TerritoryFilter(Filter):
    """Filters of the territories' list."""

    code = fields.String()
    active = fields.Boolean()
