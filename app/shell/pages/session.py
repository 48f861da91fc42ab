"""Signing in and out, and choosing the language."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request, session, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.api.sign_in import sign_in
from app.accounts.commands import accounts
from app.accounts.tables import User
from app.kernel import Role
from app.kernel.errors import NotAuthenticated
from app.shell.command_line import FIRST_ACCOUNT, typed_here
from app.web import cookies, themes
from app.web.context import principal, runtime, transaction
from app.web.form_sessions import check_form_token
from app.web.languages import COOKIE, LOCALES
from app.web.limits import sign_in_limit
from app.web.pages.forms import local_address, see

_YEAR_S = 365 * 24 * 3600
_MAX_FIELD = 200
_MAX_LABEL = 120


def _after() -> str:
    return local_address(request.values.get("next"), url_for("pages.home"))


def login_form() -> str | AnyResponse:
    """Show the form; who is signed in already goes on."""
    if principal().role is not Role.ANONYMOUS:
        return see(_after())
    return _page(wrong=False, login="")


def _page(*, wrong: bool, login: str) -> str:
    """The form; an installation without any account says how the first is made."""
    with transaction(write=False) as uow:
        empty = uow.session.scalars(select(User.id).limit(1)).first() is None
        line = typed_here(runtime().settings, FIRST_ACCOUNT) if empty else ""
        return render_template("login.html", next=_after(), wrong=wrong, login=login, line=line)


def login() -> str | AnyResponse:
    """Open a session and go where the caller wanted to be."""
    check_form_token()
    name, password = request.form.get("login", ""), request.form.get("password", "")
    try:
        done = sign_in(name[:_MAX_FIELD], password[:_MAX_FIELD], "session", _browser())
    except NotAuthenticated:
        return make_response(_page(wrong=True, login=name[:_MAX_FIELD]), 401)
    _end_session()
    if done.user.locale in LOCALES:
        session["locale"] = done.user.locale
    answer = see(_after())
    settings = runtime().settings
    cookies.put(answer, cookies.SESSION, done.text, settings, lifetime_s=settings.session_hours * 3600)
    done.remember_device(answer)
    themes.keep(answer, done.user.theme, secure=settings.secure_cookies)
    return answer


def _browser() -> str:
    """Name the browser as the list of sessions shows it."""
    agent = request.headers.get("User-Agent", "")
    return "".join(letter for letter in agent if letter.isprintable())[:_MAX_LABEL] or "browser"


def _end_session() -> None:
    """End what this browser had open, on the server and in its form tokens: nothing outlives a change."""
    if text := cookies.read(cookies.SESSION, runtime().settings):
        with transaction() as uow:
            accounts.revoke_text(uow, text)
    session.clear()


def logout() -> AnyResponse:
    """End the session here and on the server."""
    _end_session()
    answer = see(url_for("pages.login_form"))
    cookies.drop(answer, cookies.SESSION, runtime().settings)
    return answer


def choose_locale() -> AnyResponse:
    """Remember the language in this browser; a choice goes before what the account says."""
    answer: Response | AnyResponse = see(_after())
    wanted = request.form.get("locale", "")
    if wanted in LOCALES:
        answer.set_cookie(
            COOKIE, wanted, max_age=_YEAR_S, samesite="Lax", secure=runtime().settings.secure_cookies
        )
    return answer


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/login", view_func=login_form, methods=["GET"])
    site.add_url_rule("/login", view_func=sign_in_limit(login), methods=["POST"])
    site.add_url_rule("/logout", view_func=logout, methods=["POST"])
    site.add_url_rule("/locale", view_func=choose_locale, methods=["POST"])
    site.app_context_processor(lambda: {"typed_here": lambda line: typed_here(runtime().settings, line)})
