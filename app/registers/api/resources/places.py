"""Bodies of customers, sites, assets, contracts and territories."""

from __future__ import annotations

from marshmallow import fields, validate

from app.calendar.rules.opening_hours import WEEKDAYS
from app.registers.reads.calendars import DAY_KINDS
from app.registers.rules.doubles import Likeness
from app.registers.tables import (
    TERRITORY_CALENDAR,
    Asset,
    CalendarDay,
    Contract,
    Customer,
    Site,
)
from app.web.api import Schema, WithOfficeNotes
from app.web.fields import (
    STARS,
    Filter,
    PhoneWords,
    Place,
    Row,
    email_for,
    external_id,
    numbers_shown,
    phone_shown,
    reference,
    switch,
    text_for,
    time_zone,
    whole_for,
)
from app.web.lists import List, Table
from app.web.shapes import SOMETIMES

LOCALES = validate.OneOf(("en", "zh_CN"))


class DoubleShown(Schema):
    """A customer who is likely the same, and why."""

    id = fields.UUID()
    name = fields.String()
    phone = fields.String(allow_none=True)
    why = fields.String(validate=validate.OneOf(list(Likeness)))
    perhaps = fields.Boolean(metadata={"description": "As often as not it is somebody else"})
    page = fields.Function(
        lambda one: f"/customers/{one.id}", metadata={"type": "string", "description": "The customer's page"}
    )


class CustomerRecord(Row):
    """A customer (客户)."""

    name = text_for(Customer.name, shortest=1, required=True)
    phone = PhoneWords()
    phone_as_said = fields.String(dump_only=True)
    phone_shown = phone_shown()
    phone_numbers = numbers_shown()
    email = email_for(Customer.email)
    merged_into_id = fields.UUID(dump_only=True, allow_none=True)
    likely_doubles = fields.List(
        fields.Nested(DoubleShown),
        dump_only=True,
        metadata={"description": "In the answer to adding one", SOMETIMES: True},
    )
    external_id = external_id()
    locale = fields.String(load_default="zh_CN", validate=LOCALES)
    quiet_hours = text_for(
        Customer.quiet_hours,
        load_default=None,
        allow_none=True,
        metadata={"description": "Local span without notices that can wait; null is the territory's"},
    )
    special_needs = text_for(Customer.special_needs, load_default="")
    min_stars = fields.Integer(
        strict=True,
        load_default=1,
        validate=STARS,
        metadata={"description": "The least for whatever this customer asks, beside contract and fault"},
    )
    active = switch()


class CustomerFilter(Filter):
    """Filters of the customers' list."""

    active = fields.Boolean()
    phone = fields.String(metadata={"description": "As a display shows it, or its last digits"})
    merged = fields.Boolean(metadata={"description": "True lists those merged into another; left out, none"})


class SiteRecord(Row):
    """A place where a customer's machines stand."""

    customer_id = reference()
    territory_id = reference(required=False)
    name = text_for(Site.name, shortest=1, required=True)
    address = text_for(Site.address, load_default="")
    point = Place(
        load_default=None,
        allow_none=True,
        metadata={"description": "Null: not known yet; its visits wait, unassigned, until it is"},
    )
    access_notes = text_for(Site.access_notes, load_default="")
    time_zone = fields.String(load_default=None, allow_none=True, validate=time_zone)
    external_id = external_id()
    active = switch()


class SiteFilter(Filter):
    """Filters of the sites' list."""

    customer_id = fields.UUID()
    territory_id = fields.UUID()
    active = fields.Boolean()


class AssetRecord(Row):
    """A machine."""

    site_id = reference()
    kind = text_for(Asset.kind, shortest=1, required=True)
    model = text_for(Asset.model, shortest=1, required=True)
    serial_number = text_for(Asset.serial_number, shortest=1, required=True)
    qr_code = text_for(Asset.qr_code, shortest=1, load_default=None, allow_none=True)
    warranty_ends_on = fields.Date(load_default=None, allow_none=True)
    external_id = external_id()
    active = switch()


class AssetFilter(Filter):
    """Filters of the machines' list."""

    site_id = fields.UUID()
    customer_id = fields.UUID()
    serial_number = fields.String()
    qr_code = fields.String()
    active = fields.Boolean()


class ContractRecord(WithOfficeNotes, Row):
    """What a customer was promised."""

    OFFICE_NOTES = ("notes",)

    customer_id = reference()
    number = text_for(Contract.number, shortest=1, required=True)
    promise_s = whole_for(Contract.promise_s)
    min_stars = fields.Integer(strict=True, load_default=1, validate=STARS)
    priority = whole_for(Contract.priority)
    coverage = Table(
        keys=fields.String(),
        values=List(List(fields.String(), validate=validate.Length(equal=2))),
        load_default=None,
        allow_none=True,
        metadata={
            "description": "Opening spans HH:MM by weekday in the site's local time; an end before its"
            " beginning is past midnight, 24:00 ends the day; null is around the clock",
            "example": {"mon": [["08:00", "20:00"]]},
        },
    )
    holiday_calendar = text_for(
        Contract.holiday_calendar,
        shortest=1,
        load_default=TERRITORY_CALENDAR,
        metadata={
            "description": "Which holidays close the coverage hours: the `territory`'s, those of a country or"
            " its part (`CN`, `US-NY`), or `none`"
        },
    )
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(load_default=None, allow_none=True)
    notes = text_for(
        Contract.notes, load_default="", metadata={"description": "The office's own; blank to customers"}
    )
    external_id = external_id()


class ContractFilter(Filter):
    """Filters of the contracts' list."""

    customer_id = fields.UUID()


class CalendarDayRecord(Row):
    """A date that differs from its calendar, for all of a territory or for one contract."""

    territory_id = reference(required=False)
    contract_id = reference(required=False)
    date = fields.Date(required=True)
    kind = fields.String(
        required=True,
        validate=validate.OneOf(DAY_KINDS),
        metadata={
            "description": "`open` (its own weekday's hours), `closed`, or `as` (the hours of `as_weekday`)"
        },
    )
    as_weekday = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(WEEKDAYS))
    note = text_for(CalendarDay.note, load_default="")


class CalendarDayFilter(Filter):
    """Filters of the calendar days' list."""

    territory_id = fields.UUID()
    contract_id = fields.UUID()
    from_on = fields.Date(data_key="from", metadata={"description": "The first date"})
    to_on = fields.Date(data_key="to", metadata={"description": "The last date"})
