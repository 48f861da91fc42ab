"""Which events are told to whom in notices: each kind says so itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from sqlalchemy import or_, select

from app.kernel import UnitOfWork
from app.kernel.events import EVENTS, Notice
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from app.outbox.tables import Channel

OF_THE_HOUSE = (Channel.CUSTOMERS, Channel.ENGINEERS, Channel.PROVIDERS)
"""The channels on which the installation tells what the kinds say; the others pass events on as such."""

_TOLD = {
    Channel.CUSTOMERS: "to_customer",
    Channel.ENGINEERS: "to_engineer",
    Channel.PROVIDERS: "to_provider",
}

USEFUL_TO_STAFF = timedelta(hours=12)


def notices_on(channel: Channel) -> Mapping[str, Notice]:
    """Return the notices of a channel of the house by the kind that causes them."""
    found = {kind: getattr(event, _TOLD[channel]) for kind, event in EVENTS.all().items()}
    return {kind: notice for kind, notice in found.items() if notice is not None}


def is_urgent_to_staff(kind: str) -> bool:
    """Tell whether the office's channels pass a kind on in quiet hours too."""
    event = EVENTS.get(kind)
    return event is not None and event.urgent_to_staff


def overtaken_by(uow: UnitOfWork, event: Event, notice: Notice) -> str | None:
    """Return what happened since an event and makes its notice untrue; None as long as it holds."""
    later = select(Event).where(
        Event.stream == event.stream, Event.number > event.number, Event.kind.in_(notice.untrue_after)
    )
    if event.visit_id is not None:
        later = later.where(or_(Event.visit_id == event.visit_id, Event.visit_id.is_(None)))
    named = data_of(event).get(notice.same) if notice.same else None
    for one in uow.session.scalars(later.order_by(Event.number)):
        if notice.same is None or data_of(one).get(notice.same) == named:
            return one.kind
    return None


def last_before(uow: UnitOfWork, event: Event, among: Collection[str]) -> str | None:
    """Return the last kind, of those in `among`, that happened to the event's visit before it."""
    before = select(Event.kind).where(
        Event.stream == event.stream,
        Event.number < event.number,
        Event.visit_id == event.visit_id,
        Event.kind.in_(among),
    )
    return uow.session.scalars(before.order_by(Event.number.desc()).limit(1)).first()
