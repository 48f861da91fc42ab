"""What an administrator does with one subscription: testing, resuming, a new secret, trying again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, make_response, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.outgoing import SendFailed
from app.kernel.phrases import Phrase
from app.kernel.sealing import SealBroken
from app.outbox.commands import subscriptions
from app.outbox.commands.composing import Unsendable, compose_test
from app.outbox.pages import words
from app.outbox.pages.webhooks import show
from app.outbox.tables import Delivery, Subscription
from app.registers.commands import registry
from app.web.context import runtime, transaction
from app.web.pages import kept, once
from app.web.pages.forms import see
from app.web.wording import say


def test(subscription_id: UUID) -> Response:
    """Send a message that says nothing, and show what the receiver answered."""
    try:
        with transaction(write=False) as uow:
            message = compose_test(uow, uow.get(Subscription, subscription_id))
        status = message.send(runtime().outgoing)
    except SendFailed as failed:
        answered = say(Phrase("It answered %(status)s.", status=failed.status)) if failed.status else ""
        why = say(failed.why)
        flash(f"{say(Phrase('The receiver did not take it: %(why)s.', why=why))} {answered}", "bad")
    except (Unsendable, SealBroken) as nothing:
        flash(say(Phrase("There is nothing to send: %(why)s.", why=words.why_not(str(nothing)))), "bad")
    else:
        took = Phrase("The receiver took it and answered %(status)s.", status=status)
        flash(say(took if status else Phrase("The channel took it.")), "good")
    return _back(subscription_id)


def resume(subscription_id: UUID) -> Response:
    """Let messages go out again; a second press changes nothing."""
    return _done(subscription_id, subscriptions.resume, lambda _: Phrase("Messages go out again, in order."))


def replay_all(subscription_id: UUID) -> Response:
    """Try all again that were given up."""

    def said(number: int) -> Phrase:
        return Phrase.counted("%(num)s message is tried again.", "%(num)s messages are tried again.", number)

    return _done(subscription_id, subscriptions.replay_dead, said)


def replay_one(subscription_id: UUID, delivery_id: UUID) -> Response:
    """Try one again that was given up."""

    def act(uow: UnitOfWork, key: UUID) -> object:
        if uow.get(Delivery, delivery_id).subscription_id != key:
            raise errors.NotFound("delivery", delivery_id)
        return subscriptions.replay(uow, delivery_id)

    return _done(subscription_id, act, lambda _: Phrase("The message is tried again."))


def rotate(subscription_id: UUID) -> Response:
    """Make a new secret, which this answer shows; the one before signs beside it for a day."""
    try:
        with transaction() as uow:
            once.reserve(uow)
            row = subscriptions.rotate_secret(uow, subscription_id)
            once.led_to(uow, _address(subscription_id))
            return make_response(show(uow, row, secret=row.plain_secret or ""))
    except once.SentBefore:
        flash(say(Phrase("The secret is made. If you have not seen it, make a new one.")), "bad")
    except (errors.Conflict, errors.Invalid) as refused:
        kept.keep(refused, said=say(refused.detail))
    return _back(subscription_id)


def switch(subscription_id: UUID, *, active: bool) -> Response:
    """Open or close it."""

    def act(uow: UnitOfWork, key: UUID) -> object:
        return registry.update(uow, "subscription", uow.get(Subscription, key), {"active": active})

    return _done(subscription_id, act, lambda _: Phrase("Saved."))


def open_one(subscription_id: UUID) -> Response:
    """Have it told of events again, from now on."""
    return switch(subscription_id, active=True)


def close(subscription_id: UUID) -> Response:
    """Have it told of nothing any more."""
    return switch(subscription_id, active=False)


def _done(
    subscription_id: UUID, act: Callable[[UnitOfWork, UUID], Any], said: Callable[[Any], Phrase]
) -> Response:
    try:
        with transaction() as uow:
            came = act(uow, subscription_id)
    except errors.Conflict as refused:
        kept.keep(refused, said=say(refused.detail))
    else:
        flash(say(said(came)), "good")
    return _back(subscription_id)


def _address(subscription_id: UUID) -> str:
    return url_for("pages.webhook", subscription_id=subscription_id)


def _back(subscription_id: UUID) -> Response:
    return see(_address(subscription_id))


def register(site: Blueprint) -> None:
    """Add the addresses."""
    one = "/webhooks/<uuid:subscription_id>"
    acts = {
        "test": test,
        "resume": resume,
        "replay": replay_all,
        "rotate": rotate,
        "open": open_one,
        "close": close,
    }
    for verb, act in acts.items():
        site.add_url_rule(f"{one}/{verb}", f"webhook_{verb}", act, methods=["POST"])
    again = f"{one}/deliveries/<uuid:delivery_id>/replay"
    site.add_url_rule(again, "webhook_replay_one", replay_one, methods=["POST"])
