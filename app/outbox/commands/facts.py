"""What a notice can say about its event, in the words and the clock of whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_skeleton

from app.accounts.commands.invitations import address_of
from app.accounts.events import InvitationSent
from app.accounts.tables import Invitation, User
from app.kernel import UnitOfWork
from app.kernel.ledger_text import data_of
from app.kernel.local_dates import local_date
from app.kernel.tables import Event
from app.outbox.commands.texts import rung
from app.registers.reads.hotlines import hotline_of, hotline_of_customer
from app.registers.tables import Engineer, Site, Territory
from app.requests.commands.links import Rights, tracking_token, tracking_url
from app.requests.tables import Enquiry, ServiceRequest, Visit

LINKED = frozenset(
    {
        "request_promised",
        "request_promised_unplaced",
        "on_the_way",
        "arrived",
        "arrived_unsure",
        "completed",
        "return_visit",
        "delayed",
        "appointment",
        "solved_remotely",
        "tracking_link",
    }
)
"""Templates that may carry the customer's link, which is as good as a key; no other text gets one."""


def request_of(uow: UnitOfWork, event: Event) -> ServiceRequest | None:
    """Return the request whose stream the event is in; None for other streams."""
    about, _, key = event.stream.partition(":")
    return uow.session.get(ServiceRequest, UUID(key)) if about == "request" else None


def enquiry_of(uow: UnitOfWork, event: Event) -> Enquiry | None:
    """Return the enquiry whose stream the event is in; None for other streams."""
    about, _, key = event.stream.partition(":")
    return uow.session.get(Enquiry, UUID(key)) if about == "enquiry" else None


def site_zone(uow: UnitOfWork, request: ServiceRequest) -> ZoneInfo:
    """Return the time zone of the place where the visit is."""
    own = uow.get(Site, request.site_id).time_zone
    return ZoneInfo(own or uow.get(Territory, request.territory_id).time_zone)


def facts_of(
    uow: UnitOfWork, event: Event, template: str, locale: str, zone: ZoneInfo, *, to_contact: bool = False
) -> dict[str, str]:
    """Return what is known, by placeholder: code, site, address, due, eta, engineer, stars, rung, link.

    The link acts for the customer where the text goes `to_contact`, the contact on record; it only shows
    where it goes to anybody else.
    """
    body = data_of(event)
    hotline = _hotline(uow, event)
    known = {"hotline": hotline} if hotline else {}
    known |= {"kind": event.kind, "at": _clock(event.at, uow.now, locale, zone), "actor": _actor(uow, event)}
    if name := body.get("name"):
        known["name"] = str(name)
    if month := body.get("month"):
        known["month"] = str(month)
    if "rung" in body:
        known["rung"] = rung(str(body["rung"]), locale)
    request = request_of(uow, event)
    if request is not None:
        known |= _of_request(uow, request, locale, zone)
        if template in LINKED:
            # From the event's instant, so that every try of a message says the same.
            rights = Rights.FULL if to_contact else Rights.READ
            token, _ = tracking_token(uow.settings, request.id, event.at, rights)
            known["link"] = tracking_url(uow.settings, token)
    if event.stream.startswith("call:") and body.get("due_at"):
        known["due"] = _clock(datetime.fromisoformat(body["due_at"]), uow.now, locale, zone)
    if until := body.get("valid_until") or body.get("until_on"):
        known["until"] = str(until)
    known |= (
        _of_span(uow, body, locale, zone)
        | _of_enquiry(uow, event, locale, zone)
        | _of_invitation(uow, event, body)
    )
    visit = uow.session.get(Visit, event.visit_id) if event.visit_id else None
    if visit is not None and visit.eta_at is not None:
        known["eta"] = _clock(visit.eta_at, uow.now, locale, zone)
    holder = body.get("engineer_id") or (visit.engineer_id if visit else None)
    engineer = uow.session.get(Engineer, UUID(str(holder))) if holder else None
    if engineer is not None:
        known |= {"engineer": engineer.name, "stars": "★" * engineer.stars}
    return known


def _of_span(uow: UnitOfWork, body: Mapping[str, Any], locale: str, zone: ZoneInfo) -> dict[str, str]:
    """From when until when, where the event says so."""
    return {
        said: _clock(datetime.fromisoformat(str(body[name])), uow.now, locale, zone)
        for name, said in (("starts_at", "begins"), ("ends_at", "ends"))
        if body.get(name)
    }


def _hotline(uow: UnitOfWork, event: Event) -> str:
    """The number of the territory that it is about, else the installation's."""
    if (request := request_of(uow, event)) is not None:
        return hotline_of(uow, request.territory_id)
    enquiry = enquiry_of(uow, event)
    return hotline_of_customer(uow, enquiry.customer_id if enquiry else None)


def _of_request(uow: UnitOfWork, request: ServiceRequest, locale: str, zone: ZoneInfo) -> dict[str, str]:
    site, territory = uow.get(Site, request.site_id), uow.get(Territory, request.territory_id)
    return {
        "code": request.code,
        "site": site.name,
        "address": site.address or site.name,
        "due": _clock(request.due_at, uow.now, locale, zone),
        "from": _clock(request.due_at - timedelta(seconds=request.promise_s), uow.now, locale, zone),
        "minutes": str(round(territory.offer_timeout_s / 60)),
    }


def _of_enquiry(uow: UnitOfWork, event: Event, locale: str, zone: ZoneInfo) -> dict[str, str]:
    enquiry = enquiry_of(uow, event)
    if enquiry is None:
        return {}
    known = {"code": enquiry.code, "due": _clock(enquiry.answer_due_at, uow.now, locale, zone)}
    asked = {"question": enquiry.question, "contact": enquiry.contact_phone_as_said}
    return known | {name: text for name, text in asked.items() if text} | {"answer": enquiry.answer or "–"}


def _of_invitation(uow: UnitOfWork, event: Event, body: Mapping[str, Any]) -> dict[str, str]:
    """The link, which opens the account: only the notice that goes to its owner says it."""
    if event.kind != InvitationSent.kind:
        return {}
    invitation = uow.get(Invitation, UUID(body["invitation_id"]))
    user = uow.get(User, invitation.user_id)
    company = uow.settings.company_name
    return {"link": address_of(uow.settings, invitation), "name": user.name, "company": company}


def _actor(uow: UnitOfWork, event: Event) -> str:
    """Name the account that acted, or its role where it has none."""
    role, _, key = event.actor.partition(":")
    try:
        user = uow.session.get(User, UUID(key))
    except ValueError:
        return key or role
    return user.name if user else role


def _clock(at: datetime, now: datetime, locale: str, zone: ZoneInfo) -> str:
    """Show an instant by the reader's clock; with the day where that is not today."""
    moment = str(format_datetime(at, "HH:mm", tzinfo=zone, locale=locale))
    if local_date(at, zone) == local_date(now, zone):
        return moment
    return f"{format_skeleton('MMMd', at, tzinfo=zone, locale=locale)} {moment}"
