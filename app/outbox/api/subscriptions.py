"""Bodies of subscriptions: who outside is told of which events."""

from __future__ import annotations

from marshmallow import fields, validate

from app.kernel.addresses import MAX_URL
from app.outbox.tables import Channel, Pause, Subscription
from app.registers.api.resources.factory import resource
from app.registers.api.resources.places import LOCALES
from app.web.api import Blueprint
from app.web.fields import Filter, Row, reference, switch, text_for, time_zone
from app.web.lists import List
from app.web.shapes import word


class SubscriptionRecord(Row):
    """Who is told of which events, and where.  Address and secret are never shown again."""

    SHOWN_ONCE = ("secret",)

    name = text_for(Subscription.name, shortest=1, required=True)
    channel = word(
        Channel,
        required=True,
        metadata={"description": "`webhook` (signed POST) or `apprise` (people); the others are built in"},
    )
    url = fields.String(
        load_only=True,
        validate=validate.Length(1, MAX_URL),
        metadata={"description": "A webhook's https address, or apprise's URL; left out, it stays as it is"},
    )
    shown_target = fields.String(dump_only=True, metadata={"description": "The address without its secrets"})
    kinds = List(
        fields.String(validate=validate.Length(1, 60)),
        required=True,
        validate=validate.Length(1, 50),
        metadata={
            "description": "Kinds of event: exact, a family, or `*` for all the work",
            "example": ["alert.*", "visit.completed"],
        },
    )
    territory_id = reference(required=False)
    provider_id = reference(required=False)
    locale = fields.String(load_default="en", validate=LOCALES)
    time_zone = fields.String(
        load_default=None,
        allow_none=True,
        validate=time_zone,
        metadata={"description": "Null: that of its territory, else the installation's"},
    )
    quiet_hours = text_for(
        Subscription.quiet_hours,
        load_default="",
        metadata={"description": "Such as 22:00-07:00; what is urgent goes out all the same"},
    )
    active = switch()
    paused_at = fields.AwareDateTime(dump_only=True, allow_none=True)
    paused_because = word(
        Pause,
        dump_only=True,
        allow_none=True,
        metadata={"description": "`failing` for a day, or `gone` (the receiver answered 410)"},
    )
    secret = fields.String(
        dump_only=True,
        allow_none=True,
        attribute="plain_secret",
        metadata={"description": "With which webhooks are signed; shown when it is made, null ever after"},
    )


class SubscriptionFilter(Filter):
    """Filters of the subscriptions' list."""

    channel = word(Channel)
    active = fields.Boolean()


def blueprint() -> Blueprint:
    """Return the register of subscriptions."""
    return resource(
        "subscriptions",
        "subscription",
        SubscriptionRecord,
        SubscriptionFilter,
        "Who outside is told of events",
    )
