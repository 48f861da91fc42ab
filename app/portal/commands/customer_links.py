"""Sending the customer's own link to the contact on record; whoever asks for it never sees it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork, ledger
from app.kernel.ledger_text import data_of
from app.kernel.phrases import Phrase
from app.kernel.tables import Event
from app.outbox.commands.recipients import FixedLine, NoAddress, Person, channel_template, customer_of, filled
from app.outbox.tables import Channel
from app.portal.errors import NoChannel
from app.portal.events import TrackingLinkSent
from app.requests.commands.locks import locked_request
from app.requests.commands.moves import request_stream


def send_link(uow: UnitOfWork, request_id: UUID, *, pause: timedelta | None = None) -> Person:
    """Have the link sent through the outbox; returns to whom.

    Within `pause` after it was sent to the same address it is not sent again: a button that is pressed twice.

    Raises:
        NotFound: there is no such request.
        NoChannel: no channel to customers is set up, or what it needs is not on record.
    """
    request = locked_request(uow, request_id)
    person = customer_of(uow, request)
    refused = why_not(uow, person)
    if refused is not None:
        raise NoChannel(refused)
    sent = TrackingLinkSent(to=shown_address(person))
    if pause is None or not _was_sent(uow, request_id, sent, uow.now - pause):
        ledger.record(uow, request_stream(request.id), sent)
    return person


def why_not(uow: UnitOfWork, person: Person) -> Phrase | None:
    """Return why nothing can be sent to somebody; None where it can."""
    template = channel_template(uow, Channel.CUSTOMERS)
    if not template:
        return Phrase("no channel to customers is set up")
    try:
        filled(template, person, "key")
    except FixedLine:
        return Phrase("a fixed line takes no messages")
    except NoAddress:
        return Phrase("the contact has no number or address on record")
    return None


def _was_sent(uow: UnitOfWork, request_id: UUID, sent: TrackingLinkSent, after: datetime) -> bool:
    mine = select(Event.body, Event.personal).where(
        Event.stream == request_stream(request_id), Event.kind == sent.kind, Event.at > after
    )
    return any(data_of(event).get("to") == sent.to for event in uow.session.execute(mine))


def shown_address(person: Person) -> str:
    """Return enough of an address to recognise it by."""
    return f"…{person.phone[-4:]}" if person.phone else person.email
