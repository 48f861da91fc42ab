"""Where a notice goes: the person, the language, the clock, the quiet hours, and the channel's address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

import phonenumbers
from sqlalchemy import select

from app.accounts.commands.invitations import open_ones
from app.accounts.events import InvitationSent
from app.accounts.tables import Invitation, User
from app.calendar.rules.quiet_hours import QuietHours
from app.kernel import UnitOfWork
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from app.outbox.commands.facts import enquiry_of, request_of, site_zone
from app.outbox.tables import Channel, Subscription
from app.registers.commands.phone_numbers import message_number
from app.registers.reads.customers import survivor, zone_of_customer
from app.registers.reads.territories import zone_of_territory
from app.registers.tables import Customer, Engineer, Provider, Territory
from app.requests.tables import Enquiry, ServiceRequest


@dataclass(frozen=True, slots=True)
class Person:
    """One recipient of a notice; `key` names him in the deliveries.

    `fixed_line`: there is a number, and none that takes messages.
    """

    key: str
    locale: str
    zone: ZoneInfo
    quiet: QuietHours | None
    phone: str
    email: str
    fixed_line: bool = False


class NoAddress(LookupError):
    """The channel asks for something that is not on record; the text names it."""


class FixedLine(NoAddress):
    """The channel asks for a number that takes messages, and only a fixed line is on record."""

    def __init__(self) -> None:
        super().__init__("a fixed line takes no messages")


def person_for(uow: UnitOfWork, channel: str, event: Event) -> Person | None:
    """Return whom `event` is told on the installation's own channel; None where it concerns nobody."""
    if event.kind == InvitationSent.kind:
        return _invited(uow, event)
    if channel == Channel.CUSTOMERS:
        return _customer(uow, event)
    return _provider(uow, event) if channel == Channel.PROVIDERS else _engineer(uow, event)


def _invited(uow: UnitOfWork, event: Event) -> Person | None:
    """Return who was invited, as long as the link is good."""
    invitation = uow.get(Invitation, UUID(data_of(event)["invitation_id"]))
    good = {one.id for one in open_ones(uow, invitation.user_id)}
    is_open = uow.get(User, invitation.user_id).active
    return invited(uow, invitation) if is_open and invitation.id in good else None


def zone_of(uow: UnitOfWork, subscription: Subscription) -> ZoneInfo:
    """Return by whose clock a subscription is told: its own, its territory's, or the installation's."""
    return ZoneInfo(subscription.time_zone or zone_of_territory(uow, subscription.territory_id))


def invited(uow: UnitOfWork, invitation: Invitation) -> Person:
    """Return where an invitation's link goes: as the office said, else to whom the account stands for."""
    user = uow.get(User, invitation.user_id)
    reach: dict[str, Any] = {"phone": invitation.phone}
    email = invitation.email
    engineer = uow.get(Engineer, user.engineer_id) if user.engineer_id else None
    customer = survivor(uow, uow.get(Customer, user.customer_id)) if user.customer_id else None
    if not invitation.phone and not email:
        provider = uow.get(Provider, user.provider_id) if user.provider_id else None
        known = [one for one in (engineer, customer, provider) if one]
        reach = _reach(*((one.phone, one.phone_numbers) for one in known))
        email = (customer.email if customer else None) or ""
    return Person(
        key=f"user:{user.id}",
        locale=user.locale or uow.settings.default_locale,
        zone=ZoneInfo(
            zone_of_territory(uow, engineer.territory_id)
            if engineer
            else zone_of_customer(uow, customer.id if customer else None)
        ),
        quiet=None,  # somebody waits for it
        email=email,
        **reach,
    )


def _customer(uow: UnitOfWork, event: Event) -> Person | None:
    enquiry = enquiry_of(uow, event)
    if enquiry is not None:
        return asker(uow, enquiry)
    request = request_of(uow, event)
    return None if request is None else customer_of(uow, request)


def customer_of(uow: UnitOfWork, request: ServiceRequest) -> Person:
    """Return the contact on record of a request."""
    customer = survivor(uow, uow.get(Customer, request.customer_id))
    territory = uow.get(Territory, request.territory_id)
    hours = territory.quiet_hours if customer.quiet_hours is None else customer.quiet_hours
    return Person(
        key=f"customer:{customer.id}",
        locale=customer.locale,
        zone=site_zone(uow, request),
        quiet=QuietHours.parse(hours),
        email=customer.email or "",
        **_reach((request.contact_phone, request.contact_numbers), (customer.phone, customer.phone_numbers)),
    )


def asker(uow: UnitOfWork, enquiry: Enquiry) -> Person:
    """Return who asked a question: by the contact given, else by the customer's record."""
    known = survivor(uow, uow.get(Customer, enquiry.customer_id)) if enquiry.customer_id else None
    on_record = [(known.phone, known.phone_numbers)] if known else []
    return Person(
        key=f"enquiry:{enquiry.id}" if known is None else f"customer:{known.id}",
        locale=known.locale if known else uow.settings.default_locale,
        zone=ZoneInfo(zone_of_customer(uow, known.id if known else None)),
        quiet=QuietHours.parse(known.quiet_hours or "") if known else None,
        **_reach((enquiry.contact_phone, enquiry.contact_numbers), *on_record),
        email=enquiry.contact_email or (known.email if known else None) or "",
    )


def can_be_told(uow: UnitOfWork, person: Person) -> bool:
    """Tell whether a notice would reach a customer: there is a channel, and the address it needs."""
    template = channel_template(uow, Channel.CUSTOMERS)
    try:
        return bool(template and filled(template, person, "-"))
    except NoAddress:
        return False


def _engineer(uow: UnitOfWork, event: Event) -> Person | None:
    request, named = request_of(uow, event), data_of(event).get("engineer_id")
    if not named:
        return None
    engineer = uow.get(Engineer, UUID(named))
    territory = uow.get(Territory, engineer.territory_id)
    locale = uow.session.scalars(select(User.locale).where(User.engineer_id == engineer.id)).first()
    return Person(
        key=f"engineer:{engineer.id}",
        locale=locale or uow.settings.default_locale,
        zone=site_zone(uow, request) if request else ZoneInfo(territory.time_zone),
        # Of a visit he is told on duty.
        quiet=None if request else QuietHours.parse(territory.quiet_hours or ""),
        email="",
        **_reach((engineer.phone, engineer.phone_numbers)),
    )


def _provider(uow: UnitOfWork, event: Event) -> Person | None:
    """Return the service provider it is about, or whose engineer it is about; of our own people nobody."""
    body = data_of(event)
    key, named = body.get("provider_id"), body.get("engineer_id")
    if not key and named:
        key = uow.get(Engineer, UUID(named)).provider_id
    if not key:
        return None
    provider = uow.get(Provider, UUID(str(key)))
    query = select(User.locale).where(User.provider_id == provider.id, User.active).order_by(User.id)
    request = request_of(uow, event)
    territory_id = request.territory_id if request else None
    return Person(
        key=f"provider:{provider.id}",
        locale=uow.session.scalars(query).first() or uow.settings.default_locale,
        zone=ZoneInfo(zone_of_territory(uow, territory_id)),
        # An offer is answered by night as well; of papers nobody is woken.
        quiet=None if request else QuietHours.parse(_quiet_hours(uow)),
        email="",
        **_reach((provider.phone, provider.phone_numbers)),
    )


def _quiet_hours(uow: UnitOfWork) -> str:
    """Return the quiet hours of the oldest territory: a provider belongs to none."""
    found = select(Territory.quiet_hours).where(Territory.active).order_by(Territory.created_at, Territory.id)
    return uow.session.scalars(found.limit(1)).first() or ""


def _reach(*groups: tuple[str | None, Iterable[Mapping[str, Any]]]) -> dict[str, Any]:
    """Return the number that messages go to, and whether there are only others."""
    phone = message_number(*groups)
    return {"phone": phone, "fixed_line": not phone and any(primary or kept for primary, kept in groups)}


def channel_template(uow: UnitOfWork, channel: str) -> str:
    """Return the apprise URL that the settings give for this kind of recipient; blank where none."""
    settings = uow.settings
    return {
        Channel.CUSTOMERS: settings.notify_customer_url,
        Channel.PROVIDERS: settings.notify_provider_url,
    }.get(Channel(channel), settings.notify_engineer_url)


def filled(template: str, person: Person, key: str) -> str:
    """Return the URL for one person: {phone}, {phone_national}, {email}, and {key}, the idempotency key.

    Raises:
        NoAddress: the template asks for what is not on record.
        FixedLine: it asks for a number that takes messages, of somebody who has only another.
    """
    if person.fixed_line and "{phone" in template:
        raise FixedLine
    values = {
        "phone": person.phone,
        "phone_national": _national(person.phone),
        "email": person.email,
        "key": key,
    }
    return _replaced(template, values)


def _replaced(template: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        slot = "{" + name + "}"
        if slot in template and not value:
            raise NoAddress(f"no {name} on record")
        template = template.replace(slot, quote(value, safe=""))
    return template


def _national(phone: str) -> str:
    """Digits without the country's code, as domestic gateways want them."""
    if not phone:
        return ""
    try:
        return phonenumbers.national_significant_number(phonenumbers.parse(phone))
    except phonenumbers.NumberParseException:
        return "".join(filter(str.isdigit, phone))
