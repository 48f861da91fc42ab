"""API keys of integrations: what each may do, when it was last used, making one and revoking it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from app.accounts.api.auth import NewKey
from app.accounts.commands import accounts
from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.kernel.scopes import MEANINGS, SCOPES
from app.registers.reads.customers import zone_of_customer
from app.web.context import transaction
from app.web.pages import once
from app.web.pages.forms import see
from app.web.problems import flatten
from app.web.wording import say


def keys() -> str:
    """Show the keys that are good, and the form of a new one."""
    with transaction(write=False) as uow:
        return _page(uow)


def make_key() -> Response:
    """Make a key; its text is in this answer and nowhere else."""
    said: dict[str, object] = {
        "label": request.form.get("label", "").strip(),
        "scopes": request.form.getlist("scopes"),
    }
    try:
        body = NewKey().load(said)
        with transaction() as uow:
            once.reserve(uow)
            text, row = accounts.issue_api_key(uow, body["label"], body["scopes"])
            once.led_to(uow, url_for("pages.keys"))
            uow.session.flush()
            return make_response(_page(uow, text=text, made=row.label))
    except once.SentBefore as before:
        flash(
            say(Phrase("This key is made. If you have not seen it, revoke it and make another.")),
            "bad",
        )
        return see(before.address)
    except (ValidationError, Invalid) as refused:
        wrong = refused.errors if isinstance(refused, Invalid) else flatten(refused.messages)
        with transaction(write=False) as uow:
            return make_response(_page(uow, said=said, wrong=wrong), 422)


def revoke_key(token_id: UUID) -> Response:
    """Revoke it at once; a second press changes nothing."""
    with transaction() as uow:
        accounts.revoke(uow, token_id)
    flash(say(Phrase("The key is revoked. Whoever uses it is refused from now on.")), "good")
    return see(url_for("pages.keys"))


def _page(
    uow: UnitOfWork,
    *,
    text: str = "",
    made: str = "",
    said: dict[str, object] | None = None,
    wrong: dict[str, list[str]] | None = None,
) -> str:
    return render_template(
        "keys.html",
        keys=accounts.tokens_of(uow, ("api_key",)),
        scopes=[(scope, meaning_of(scope)) for scope in sorted(SCOPES)],
        meanings=MEANINGS.all(),
        words_of=say,
        text=text,
        made=made,
        said=said or {"label": "", "scopes": []},
        wrong=wrong or {},
        once=once.fresh(uow),
        now=uow.now,
        zone=zone_of_customer(uow, None),
    )


def meaning_of(scope: str) -> str:
    """Return what a scope allows, in words."""
    return MEANINGS.get(scope) or scope


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/api-keys", view_func=keys, methods=["GET"])
    site.add_url_rule("/api-keys", "key_make", make_key, methods=["POST"])
    site.add_url_rule("/api-keys/<uuid:token_id>/revoke", "key_revoke", revoke_key, methods=["POST"])
