"""Who outside is told of events, for administrators: the list, a new one, and each with what was sent."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.events import words_of
from app.kernel.paging import page_of
from app.kernel.phrases import Phrase
from app.outbox.commands.causes import OF_THE_HOUSE
from app.outbox.commands.recipients import channel_template
from app.outbox.pages import webhook_form, words
from app.outbox.pages.webhook_form import Sent
from app.outbox.reads import outbox
from app.outbox.reads.standing import providers, standings
from app.outbox.tables import DeliveryState, Subscription
from app.registers.commands import registry
from app.registers.reads.customers import zone_of_customer
from app.web.context import transaction
from app.web.pages import kept, lists, once
from app.web.pages.forms import see
from app.web.wording import say

PAGE_SIZE = 25


def webhooks() -> str:
    """Show who is told of what."""
    with transaction(write=False) as uow:
        return render_template(
            "webhooks.html", standings=standings(uow), unset=_unset(uow), words=words, now=uow.now
        )


def _unset(uow: UnitOfWork) -> list[str]:
    """Return the house's own channels that lead nowhere in this installation."""
    return [channel for channel in OF_THE_HOUSE if not channel_template(uow, channel)]


def new_webhook() -> str:
    """Show the form of a new one."""
    with transaction(write=False) as uow:
        return _new(uow, Sent({"channel": "webhook", "locale": "en"}))


def create_webhook() -> Response:
    """Make it; the secret of a webhook is in this answer and nowhere else."""
    said = webhook_form.sent()
    try:
        with transaction() as uow:
            once.reserve(uow)
            row = registry.create(uow, "subscription", webhook_form.read(said))
            once.led_to(uow, url_for("pages.webhook", subscription_id=row.id))
            return make_response(show(uow, row, secret=row.plain_secret or ""))
    except once.SentBefore as before:
        flash(say(Phrase("It is made. If you have not seen its secret, make a new one below.")), "bad")
        return see(before.address)
    except (errors.Invalid, errors.Conflict) as refused:
        with transaction(write=False) as uow:
            return make_response(_new(uow, said, refused), refused.status)


def _new(uow: UnitOfWork, said: Sent, refused: errors.OneHourError | None = None) -> str:
    form = webhook_form.shown(said, wrong_of(refused))
    return render_template(
        "webhook_new.html",
        form=form,
        inputs=webhook_form.inputs(uow, form, providers(uow)),
        families=webhook_form.families(),
        kinds=said.kinds,
        once=once.fresh(uow),
    )


def wrong_of(refused: errors.OneHourError | None) -> dict[str, list[str]]:
    """Return what is wrong by field; what belongs to no field stands above all."""
    if refused is None:
        return {}
    if not isinstance(refused, errors.Invalid):
        return {"": [kept.why_not(refused)]}
    kinds = {path: texts for path, texts in refused.errors.items() if path.partition(".")[0] == "kinds"}
    shown = {path: texts for path, texts in refused.errors.items() if path not in kinds}
    return shown | ({"": [say(Phrase("Choose at least one kind of event."))]} if kinds else {})


def webhook(subscription_id: UUID) -> str:
    """Show one with what was sent for it."""
    with transaction(write=False) as uow:
        return show(uow, uow.get(Subscription, subscription_id))


def save_webhook(subscription_id: UUID) -> Response:
    """Change it."""
    said = webhook_form.sent()
    try:
        with transaction() as uow:
            row = uow.get(Subscription, subscription_id)
            if said.values["version"] != str(row.version):
                raise errors.VersionConflict("subscription", subscription_id)
            values = webhook_form.read(said, channel=row.channel)
            if row.channel in OF_THE_HOUSE:
                values["kinds"] = row.kinds
            registry.update(uow, "subscription", row, values)
    except (errors.Invalid, errors.Conflict) as refused:
        with transaction(write=False) as uow:
            row = uow.get(Subscription, subscription_id)
            return make_response(show(uow, row, said=said, refused=refused), refused.status)
    flash(say(Phrase("Saved.")), "good")
    return see(url_for("pages.webhook", subscription_id=subscription_id))


def show(
    uow: UnitOfWork,
    row: Subscription,
    *,
    secret: str = "",
    said: Sent | None = None,
    refused: errors.OneHourError | None = None,
) -> str:
    """Return the page of one; `secret` is shown in this answer alone."""
    uow.session.flush()
    said = said or webhook_form.of(row)
    said = Sent({**said.values, "version": str(row.version), "channel": row.channel}, said.kinds)
    form = webhook_form.shown(said, wrong_of(refused))
    state = lists.one_of("state", list(DeliveryState))
    wanted = {"subscription_id": row.id} | ({"state": state} if state else {})
    return render_template(
        "webhook.html",
        row=row,
        standing=next(one for one in standings(uow) if one.row.id == row.id),
        form=form,
        inputs=webhook_form.inputs(uow, form, providers(uow)),
        families=webhook_form.families(),
        kinds=said.kinds,
        version=row.version,
        secret=secret,
        of_the_house=row.channel in OF_THE_HOUSE,
        unset=_unset(uow),
        said_of=words_of,
        state=state,
        page=page_of(uow, outbox.deliveries(wanted), lists.page_number(), PAGE_SIZE),
        once=once.fresh(uow),
        words=words,
        now=uow.now,
        zone=zone_of_customer(uow, None),
    )


def register(site: Blueprint) -> None:
    """Add the addresses."""
    one = "/webhooks/<uuid:subscription_id>"
    site.add_url_rule("/webhooks", view_func=webhooks, methods=["GET"])
    site.add_url_rule("/webhooks", "webhook_create", create_webhook, methods=["POST"])
    site.add_url_rule("/webhooks/new", "webhook_new", new_webhook)
    site.add_url_rule(one, view_func=webhook, methods=["GET"])
    site.add_url_rule(one, "webhook_save", save_webhook, methods=["POST"])
