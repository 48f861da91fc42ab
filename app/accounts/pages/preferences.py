"""What an account's owner chose for all its browsers: colours, and how pages call for attention."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app.accounts.commands import accounts
from app.accounts.tables import Theme
from app.kernel.errors import NotAuthenticated
from app.kernel.phrases import Phrase
from app.web import themes
from app.web.context import principal, runtime, transaction
from app.web.pages.forms import see

THEMES: Mapping[str, Phrase] = {
    Theme.SYSTEM: Phrase("As the system"),
    Theme.LIGHT: Phrase("Light"),
    Theme.DARK: Phrase("Dark"),
}


def choose_theme() -> Response:
    """Keep the colours for the account, and in this browser, which then has them before anybody signs in."""
    answer, wanted = see(url_for("pages.account")), request.form.get("theme", "")
    user_id = principal().user_id
    if user_id is None:
        raise NotAuthenticated
    if wanted in THEMES:
        with transaction() as uow:
            accounts.set_preferences(uow, user_id, theme=wanted)
        themes.keep(answer, wanted, secure=runtime().settings.secure_cookies)
    return answer


def choose_notify() -> Response:
    """Keep whether pages may play a sound or show a message on the desktop."""
    user_id = principal().user_id
    if user_id is None:
        raise NotAuthenticated
    with transaction() as uow:
        chosen = {name: name in request.form for name in ("sound", "desktop")}
        accounts.set_preferences(uow, user_id, **chosen)
    return see(url_for("pages.account"))


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/account/theme", "account_theme", choose_theme, methods=["POST"])
    site.add_url_rule("/account/notify", "account_notify", choose_notify, methods=["POST"])
