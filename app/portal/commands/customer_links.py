"""Sending the customer's own link to the contact on record; whoever asks for it never sees it."""

from __future__ import annotations

from uuid import UUID

from app.kernel import UnitOfWork, ledger
from app.kernel.phrases import Phrase
from app.outbox.commands.recipients import NoAddress, Person, channel_template, customer_of, filled
from app.outbox.tables import Channel
from app.portal.errors import NoChannel
from app.portal.events import TrackingLinkSent
from app.requests.commands.moves import request_stream
from app.requests.tables import ServiceRequest


def send_link(uow: UnitOfWork, request_id: UUID) -> Person:
    """Have the link sent through the outbox; returns to whom.

    Raises:
        NotFound: there is no such request.
        NoChannel: no channel to customers is set up, or what it needs is not on record.
    """
    request = uow.get(ServiceRequest, request_id)
    person, template = customer_of(uow, request), channel_template(uow, Channel.CUSTOMERS)
    if not template:
        raise NoChannel(Phrase("no channel to customers is set up"))
    try:
        filled(template, person, "key")
    except NoAddress as lacking:
        raise NoChannel(Phrase("the contact has no number or address on record")) from lacking
    ledger.record(uow, request_stream(request.id), TrackingLinkSent(to=shown_address(person)))
    return person


def shown_address(person: Person) -> str:
    """Return enough of an address to recognise it by."""
    return f"…{person.phone[-4:]}" if person.phone else person.email
