"""From the feed to deliveries: one for each recipient and cause, in the transaction that moves the cursor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select, update

from app.calendar.rules.quiet_hours import QuietHours
from app.dispatching.reads.decided import held_until
from app.kernel import Principal, Role, UnitOfWork, feed
from app.kernel import event_kinds as kinds
from app.kernel.events import Notice
from app.kernel.feed import Cursor
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from app.kernel.upserts import insert_or_ignore
from app.outbox.commands.causes import (
    OF_THE_HOUSE,
    USEFUL_TO_STAFF,
    is_urgent_to_staff,
    last_before,
    notices_on,
)
from app.outbox.commands.facts import request_of
from app.outbox.commands.recipients import Person, channel_template, person_for, zone_of
from app.outbox.commands.texts import GENERIC
from app.outbox.reads import audience
from app.outbox.tables import Channel, Delivery, DeliveryState, Subscription

PAGE = 200
"""Events that one transaction reads on."""

LONGEST_GAP = 1000
"""Ids by which a cursor may fall behind while nothing concerns it: what a later look has to pass over."""

NO_CHANNEL = "no channel"


@dataclass(frozen=True, slots=True)
class Draft:
    """A delivery to be; `skipped` says why it will not be sent."""

    event: Event
    recipient: str
    template: str
    order_key: str | None
    due_at: datetime
    expires_at: datetime | None
    skipped: str | None = None


def is_open(subscription: Subscription) -> bool:
    """Tell whether messages go out now."""
    return subscription.active and subscription.paused_at is None


def cursor_of(subscription: Subscription) -> Cursor:
    """Return the place up to which the feed was read."""
    return Cursor(subscription.cursor_tx, subscription.cursor_id)


def is_behind(uow: UnitOfWork, subscription: Subscription, newest: Cursor) -> bool:
    """Tell whether the feed holds something that this subscription has to read."""
    if newest.id - subscription.cursor_id > LONGEST_GAP:
        return True
    return bool(feed.after(uow, cursor_of(subscription), 1, kinds.asked_for(subscription.kinds)))


def fan_out(uow: UnitOfWork, subscription: Subscription) -> bool:
    """Make the deliveries of one page of events and move the cursor behind it; True where more may follow.

    The caller holds the subscription's row lock.  Page and cursor are one transaction, so nothing is
    skipped and nothing is made twice, whenever a worker dies.
    """
    end = feed.newest(uow)
    events = feed.after(uow, cursor_of(subscription), PAGE, kinds.asked_for(subscription.kinds))
    drafts = list(_drafts(uow, subscription, events)) if events else []
    if drafts:
        _insert(uow, subscription, drafts)
    full = len(events) == PAGE
    last = Cursor.of(events[-1]) if events else cursor_of(subscription)
    _move(uow, subscription, last if full else max(end, last))
    return full


def _move(uow: UnitOfWork, subscription: Subscription, to: Cursor) -> None:
    # A plain update: the version is the administrator's.
    uow.session.execute(
        update(Subscription)
        .where(Subscription.id == subscription.id)
        .values(cursor_tx=to.tx_id, cursor_id=to.id)
        .execution_options(synchronize_session=False)
    )


def _insert(uow: UnitOfWork, subscription: Subscription, drafts: Sequence[Draft]) -> None:
    rows = [_row(uow, subscription.id, draft) for draft in drafts]
    insert_or_ignore(uow, Delivery, rows)


def _row(uow: UnitOfWork, subscription_id: UUID, draft: Draft) -> dict[str, Any]:
    return {
        "id": uow.new_id(),
        "subscription_id": subscription_id,
        "event_id": draft.event.id,
        "event_tx": draft.event.tx_id,
        "recipient": draft.recipient,
        "template": draft.template,
        "order_key": draft.order_key,
        "state": DeliveryState.SKIPPED if draft.skipped else DeliveryState.WAITING,
        "attempts": 0,
        "due_at": draft.due_at,
        "expires_at": draft.expires_at,
        "created_at": uow.now,
        "done_at": uow.now if draft.skipped else None,
        "last_error": draft.skipped,
    }


def _drafts(uow: UnitOfWork, subscription: Subscription, events: Sequence[Event]) -> Iterator[Draft]:
    channel = Channel(subscription.channel)
    if channel not in OF_THE_HOUSE:
        yield from _told(uow, subscription, events)
        return
    notices = notices_on(channel)
    said: set[tuple[str, str, str]] = set()
    for event in events:
        person = person_for(uow, subscription.channel, event)
        cause = notices[event.kind]
        if person is None or not cause.when(data_of(event), partial(last_before, uow, event)):
            continue
        draft = _notice(uow, subscription, event, cause, person)
        same = (draft.recipient, draft.template, event.stream)
        if cause.at_most_every is not None and (same in said or _said(uow, subscription, cause, draft)):
            continue
        said.add(same)
        yield draft


def _notice(
    uow: UnitOfWork, subscription: Subscription, event: Event, cause: Notice, person: Person
) -> Draft:
    due_at = held = max(held_until(uow, event) or uow.now, uow.now)
    if person.quiet is not None and not cause.urgent:
        due_at = max(person.quiet.released_at(uow.now, person.zone), held)
    return Draft(
        event,
        person.key,
        cause.template,
        # What waits for the morning must not hold up what cannot.
        event.stream if due_at == held else None,
        due_at,
        max(event.at, due_at) + cause.useful if due_at > uow.now else event.at + cause.useful,
        None if channel_template(uow, subscription.channel) else NO_CHANNEL,
    )


def _said(uow: UnitOfWork, subscription: Subscription, cause: Notice, draft: Draft) -> bool:
    """Whether the same was said lately about the same request."""
    earlier = (
        select(Delivery.id)
        .join(Event, Event.id == Delivery.event_id)
        .where(
            Delivery.subscription_id == subscription.id,
            Delivery.recipient == draft.recipient,
            Delivery.template == draft.template,
            Event.stream == draft.event.stream,
            Event.at > draft.event.at - (cause.at_most_every or cause.useful),
        )
    )
    return bool(uow.session.scalar(select(exists(earlier))))


def _told(uow: UnitOfWork, subscription: Subscription, events: Sequence[Event]) -> Iterator[Draft]:
    """Events as such, to a partner's webhook or a channel of people."""
    reader = reader_of(subscription)
    for event, happening in zip(events, audience.happenings(uow, events), strict=True):
        if audience.shown(reader, happening) is None or not _in_territory(uow, subscription, event):
            continue
        if subscription.channel == Channel.WEBHOOK:
            yield Draft(event, "", GENERIC, event.stream, uow.now, None)
        else:
            yield _to_staff(uow, subscription, event)


def _to_staff(uow: UnitOfWork, subscription: Subscription, event: Event) -> Draft:
    quiet = QuietHours.parse(subscription.quiet_hours)
    due_at = uow.now
    if quiet is not None and not is_urgent_to_staff(event.kind):
        due_at = quiet.released_at(uow.now, zone_of(uow, subscription))
    order_key = event.stream if due_at == uow.now else None
    expires_at = max(event.at, due_at) + USEFUL_TO_STAFF if due_at > uow.now else event.at + USEFUL_TO_STAFF
    return Draft(event, "", GENERIC, order_key, due_at, expires_at)


def reader_of(subscription: Subscription) -> Principal:
    """Return as whom the subscription reads: a provider its own people's events, else all of them."""
    if subscription.provider_id is not None:
        return Principal(Role.PROVIDER, subscription.name, provider_id=subscription.provider_id)
    return Principal(Role.ADMIN, subscription.name)


def _in_territory(uow: UnitOfWork, subscription: Subscription, event: Event) -> bool:
    if subscription.territory_id is None:
        return True
    if event.stream.startswith(("enquiry:", "call:")) and subscription.channel != Channel.WEBHOOK:
        return True  # a question or complaint belongs to no territory, and people are to hear of it somewhere
    request = request_of(uow, event)
    return request is not None and request.territory_id == subscription.territory_id
