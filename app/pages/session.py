"""Signing in and out, and choosing the language."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import NotAuthenticated
from app.pages import i18n
from app.pages.forms import local_address, see, verify_token
from app.runtime import Role
from app.services import accounts
from app.web.auth import COOKIE
from app.web.context import principal, runtime, transaction
from app.web.limits import sign_in_limit

_YEAR_S = 365 * 24 * 3600
_MAX_FIELD = 200


def _after() -> str:
    return local_address(request.values.get("next"), url_for("pages.today"))


def login_form() -> str | AnyResponse:
    """Show the form; who is signed in already goes on."""
    if principal().role is not Role.ANONYMOUS:
        return see(_after())
    return render_template("login.html", next=_after(), wrong=False, login="")


def login() -> str | AnyResponse:
    """Open a session and go where the caller wanted to be."""
    verify_token()
    name, password = request.form.get("login", ""), request.form.get("password", "")
    try:
        with transaction() as uow:
            user = accounts.sign_in(uow, name[:_MAX_FIELD], password[:_MAX_FIELD])
            text, _ = accounts.issue_token(uow, user, "session", "browser")
    except NotAuthenticated:
        page = render_template("login.html", next=_after(), wrong=True, login=name[:_MAX_FIELD])
        return make_response(page, 401)
    if user.locale in i18n.LOCALES:
        session["locale"] = user.locale
    answer = see(_after())
    settings = runtime().settings
    answer.set_cookie(
        COOKIE,
        text,
        max_age=settings.session_hours * 3600,
        httponly=True,
        secure=settings.secure_cookies,
        samesite="Lax",
    )
    return answer


def logout() -> AnyResponse:
    """End the session here and on the server."""
    if cookie := request.cookies.get(COOKIE):
        with transaction() as uow:
            accounts.revoke_text(uow, cookie)
    session.clear()
    answer = see(url_for("pages.login_form"))
    answer.delete_cookie(COOKIE)
    return answer


def choose_locale() -> AnyResponse:
    """Remember the language in this browser; a choice goes before what the account says."""
    answer: Response | AnyResponse = see(_after())
    wanted = request.form.get("locale", "")
    if wanted in i18n.LOCALES:
        answer.set_cookie(
            i18n.COOKIE, wanted, max_age=_YEAR_S, samesite="Lax", secure=runtime().settings.secure_cookies
        )
    return answer


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/login", view_func=login_form, methods=["GET"])
    site.add_url_rule("/login", view_func=sign_in_limit(login), methods=["POST"])
    site.add_url_rule("/logout", view_func=logout, methods=["POST"])
    site.add_url_rule("/locale", view_func=choose_locale, methods=["POST"])
