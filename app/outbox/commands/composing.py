"""From a delivery to what is sent: a signed POST, or a text for one person's channel."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.dispatching.reads.decided import was_undone
from app.kernel import UnitOfWork
from app.kernel.outgoing import Outgoing
from app.kernel.sealing import unseal
from app.kernel.tables import Event
from app.outbox.commands import texts
from app.outbox.commands.causes import notices_on, overtaken_by
from app.outbox.commands.facts import facts_of, request_of
from app.outbox.commands.fan_out import NO_CHANNEL, reader_of
from app.outbox.commands.recipients import NoAddress, channel_template, filled, person_for, zone_of
from app.outbox.commands.signing import signed_headers
from app.outbox.commands.texts import Text
from app.outbox.reads import audience
from app.outbox.tables import Channel, Delivery, Subscription
from app.requests.rules.promise import ArrivalVerdict
from app.requests.tables import Visit

UNTRUE, NOBODY, UNDONE_DECISION = (
    "no longer true",
    "concerns nobody any more",
    "the dispatcher's decision was undone",
)
KEY_HEADER = "Idempotency-Key"

PROMISED, UNPLACED = "request_promised", "request_promised_unplaced"
"""Told when a promise is given: somebody comes by then; or it is not known yet who could."""

ARRIVED, ARRIVED_UNSURE, DELAYED = "arrived", "arrived_unsure", "delayed"


class Unsendable(Exception):
    """There is nothing to send, or nowhere to send it; the text says why."""


@dataclass(frozen=True, slots=True)
class Post:
    """A signed POST."""

    url: str
    headers: dict[str, str]
    body: bytes

    def send(self, outgoing: Outgoing) -> int | None:
        """Send it; returns the receiver's status.

        Raises:
            SendFailed: it was not taken.
        """
        return outgoing.post(self.url, self.headers, self.body)


@dataclass(frozen=True, slots=True)
class Note:
    """A text for a channel."""

    url: str
    text: Text

    def send(self, outgoing: Outgoing) -> int | None:
        """Send it; channels tell no status.

        Raises:
            SendFailed: it was not taken.
        """
        outgoing.notify(self.url, self.text.title, self.text.body)
        return None


def message_id(delivery: Delivery) -> str:
    """Return the idempotency key: the same for every try of one delivery, replays included."""
    return f"msg_{delivery.id.hex}"


def compose(uow: UnitOfWork, subscription: Subscription, delivery: Delivery) -> Post | Note:
    """Return what is to be sent for a delivery.

    Raises:
        Unsendable: it concerns nobody any more, is no longer true, or has no channel or address.
        SealBroken: the address or the secret was sealed with another key.
    """
    event = uow.get(Event, delivery.event_id)
    match subscription.channel:
        case Channel.WEBHOOK:
            return _post(uow, subscription, message_id(delivery), _payload(uow, subscription, event))
        case Channel.APPRISE:
            return _note(uow, subscription, event, message_id(delivery))
    return _notice(uow, subscription, event, delivery)


def compose_test(uow: UnitOfWork, subscription: Subscription) -> Post | Note:
    """Return a message that only shows that the receiver can be reached.

    Raises:
        Unsendable: these are the installation's own notices, whose channel is a setting.
        SealBroken: the address or the secret was sealed with another key.
    """
    key = f"msg_{uow.new_id().hex}"
    match subscription.channel:
        case Channel.WEBHOOK:
            body = {"type": "subscription.test", "timestamp": uow.now.isoformat(), "data": {}}
            return _post(uow, subscription, key, body)
        case Channel.APPRISE:
            url = unseal(uow.settings, subscription.target).replace("{key}", key)
            return Note(url, texts.render(texts.TEST, subscription.locale, {}))
    raise Unsendable("has no receiver of its own")


def _payload(uow: UnitOfWork, subscription: Subscription, event: Event) -> dict[str, Any]:
    shown = audience.shown(reader_of(subscription), audience.happenings(uow, [event])[0])
    if shown is None:
        raise Unsendable("no longer for this receiver")
    return {"type": event.kind, "timestamp": event.at.isoformat(), "data": shown}


def _post(uow: UnitOfWork, subscription: Subscription, key: str, payload: dict[str, Any]) -> Post:
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "OneHour-Webhooks/1",
        KEY_HEADER: key,
        **signed_headers(secrets_in_force(uow, subscription), key, uow.now, body),
    }
    return Post(unseal(uow.settings, subscription.target), headers, body)


def secrets_in_force(uow: UnitOfWork, subscription: Subscription) -> list[str]:
    """Return the secrets to sign with, the newest first; two while a rotation overlaps."""
    sealed = [subscription.secret]
    if subscription.previous_secret_until is not None and subscription.previous_secret_until > uow.now:
        sealed.append(subscription.previous_secret)
    return [unseal(uow.settings, one) for one in sealed if one]


def _note(uow: UnitOfWork, subscription: Subscription, event: Event, key: str) -> Note:
    template = event.kind.replace(".", "_")
    facts = facts_of(uow, event, template, subscription.locale, zone_of(uow, subscription))
    url = unseal(uow.settings, subscription.target).replace("{key}", key)
    return Note(url, texts.render(template, subscription.locale, facts))


def _notice(uow: UnitOfWork, subscription: Subscription, event: Event, delivery: Delivery) -> Note:
    person = person_for(uow, subscription.channel, event)
    template = channel_template(uow, subscription.channel)
    if person is None or not template:
        raise Unsendable(NO_CHANNEL if person else NOBODY)
    if was_undone(uow, event):
        raise Unsendable(UNDONE_DECISION)
    cause = notices_on(Channel(subscription.channel)).get(event.kind)
    if cause is not None and cause.untrue_after and (by := overtaken_by(uow, event, cause)):
        raise Unsendable(f"{UNTRUE}: {by}")
    try:
        url = filled(template, person, message_id(delivery))
    except NoAddress as lacking:
        raise Unsendable(str(lacking)) from lacking
    to_contact = subscription.channel == Channel.CUSTOMERS
    template = _as_it_stands(uow, event, delivery.template)
    facts = facts_of(uow, event, template, person.locale, person.zone, to_contact=to_contact)
    return Note(url, texts.render(template, person.locale, facts))


def _as_it_stands(uow: UnitOfWork, event: Event, template: str) -> str:
    """Return the template, or the one that says no more than is known while it goes out.

    Raises:
        Unsendable: whoever was late is in time again.
    """
    request = request_of(uow, event)
    if request is None or template not in (PROMISED, ARRIVED, DELAYED):
        return template
    visits = list(uow.session.scalars(select(Visit).where(Visit.request_id == request.id)))
    if template == ARRIVED:
        doubted = any(
            one.id == event.visit_id and one.arrival_verdict == ArrivalVerdict.DOUBTFUL for one in visits
        )
        return ARRIVED_UNSURE if doubted else template
    late = any(one.eta_at is not None and one.eta_at > request.due_at for one in visits)
    if template == DELAYED and not late and any(one.eta_at for one in visits):
        raise Unsendable(f"{UNTRUE}: in time again")
    nobody = any(one.engineer_id is None and one.unassigned_reasons for one in visits)
    return UNPLACED if template == PROMISED and (late or nobody) else template
