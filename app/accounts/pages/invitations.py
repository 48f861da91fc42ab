"""Where the link of an invitation leads: its owner sets the password, and nobody else can."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.commands import invitations, passwords
from app.accounts.pages import account
from app.accounts.tables import User
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.web.context import transaction
from app.web.form_sessions import check_form_token
from app.web.limits import sign_in_limit
from app.web.pages import kept
from app.web.pages.forms import see
from app.web.wording import say


def invitation(token: str) -> str:
    """Show the form, as long as the link is good."""
    with transaction(write=False) as uow:
        _, user = invitations.opened(uow, token)
        return _page(token, user, [])


def accept(token: str) -> Response:
    """Set the password; the link is used up."""
    check_form_token()
    new = request.form.get("new_password", "")
    try:
        account.check_again(new)
        with transaction() as uow:
            invitations.accept(uow, token, new)
    except Invalid as refused:
        with transaction(write=False) as uow:
            _, user = invitations.opened(uow, token)
            page = _page(token, user, list(kept.wrong_fields(refused).values()))
        return make_response(page, refused.status)
    flash(say(Phrase("Your password is set. Sign in with it.")), "good")
    return see(url_for("pages.login_form"))


def _page(token: str, user: User, wrong: list[str]) -> str:
    return render_template(
        "invitation.html",
        token=token,
        user=user,
        wrong=wrong,
        least=passwords.MIN_PASSWORD,
        most=passwords.MAX_PASSWORD,
    )


def register(site: Blueprint) -> None:
    """Add the addresses; guesses count as tries to sign in do."""
    at = "/invitations/<token>"
    site.add_url_rule(at, "invitation", sign_in_limit(invitation), methods=["GET"])
    site.add_url_rule(at, "invitation_accept", sign_in_limit(accept), methods=["POST"])
