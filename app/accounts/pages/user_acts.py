"""What an administrator does with one account: inviting, resetting, closing, ending its sessions."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, make_response, url_for
from werkzeug.wrappers import Response

from app.accounts.commands import accounts, invitations
from app.accounts.pages.users import show
from app.accounts.tables import AccessToken, Invitation, User
from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.registers.commands import registry
from app.web.context import runtime, transaction
from app.web.pages import kept, once
from app.web.pages.forms import see
from app.web.wording import say

_SIGNED_OUT = Phrase("Signed out there.")


def invite(user_id: UUID) -> Response:
    """Make a new link, which this answer shows; those before it open nothing any more."""
    return _with_link(user_id, invitations.invite)


def reset(user_id: UUID) -> Response:
    """Take the password away and show the link by which the owner sets another."""
    return _with_link(user_id, invitations.reset)


def _with_link(user_id: UUID, make: Callable[[UnitOfWork, UUID], Invitation]) -> Response:
    try:
        with transaction() as uow:
            once.reserve(uow)
            made = make(uow, user_id)
            once.led_to(uow, _address(user_id))
            link = invitations.address_of(runtime().settings, made)
            return make_response(show(uow, uow.get(User, user_id), link=link))
    except once.SentBefore as before:
        flash(say(Phrase("The link is made. If you have not seen it, make a new one.")), "bad")
        return see(before.address)
    except (errors.Conflict, errors.Invalid) as refused:
        kept.keep(refused)
        return see(_address(user_id))


def close(user_id: UUID) -> Response:
    """Close the account: it opens nothing any more, and stays on record."""
    return _set_active(user_id, Phrase("The account is closed and signed out everywhere."), active=False)


def reopen(user_id: UUID) -> Response:
    """Open it again, with the password that it had."""
    return _set_active(user_id, Phrase("The account is open again."), active=True)


def _set_active(user_id: UUID, said: Phrase, *, active: bool) -> Response:
    try:
        with transaction() as uow:
            registry.update(uow, "user", uow.get(User, user_id), {"active": active})
    except errors.Conflict as refused:
        kept.keep(refused)
    else:
        flash(say(said), "good")
    return see(_address(user_id))


def end_all(user_id: UUID) -> Response:
    """Sign the account out everywhere."""
    with transaction() as uow:
        accounts.revoke_all(uow, user_id)
    flash(say(Phrase("Signed out everywhere.")), "good")
    return see(_address(user_id))


def end_one(user_id: UUID, token_id: UUID) -> Response:
    """Sign it out in one place; a second press changes nothing."""
    with transaction() as uow:
        token = uow.get(AccessToken, token_id)
        if token.user_id != user_id:
            raise errors.NotFound("token", token_id)
        accounts.revoke(uow, token_id)
    flash(say(_SIGNED_OUT), "good")
    return see(_address(user_id))


def _address(user_id: UUID) -> str:
    return url_for("pages.user", user_id=user_id)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    one = "/users/<uuid:user_id>"
    acts = {"invite": invite, "reset": reset, "close": close, "open": reopen, "sessions/end": end_all}
    for verb, act in acts.items():
        name = f"user_{verb.replace('/', '_')}"
        site.add_url_rule(f"{one}/{verb}", name, act, methods=["POST"])
    site.add_url_rule(f"{one}/sessions/<uuid:token_id>/end", "user_session_end", end_one, methods=["POST"])
