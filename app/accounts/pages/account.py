"""One's own account: password, language, and the places where it is signed in."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.api.sign_in import change_own_password
from app.accounts.commands import accounts, passwords
from app.accounts.errors import SignInDelayed
from app.accounts.pages import preferences
from app.accounts.tables import User
from app.kernel import UnitOfWork
from app.kernel.errors import Invalid, NotAuthenticated
from app.kernel.phrases import Phrase
from app.registers.reads.customers import zone_of_customer
from app.web.context import principal, runtime, transaction
from app.web.languages import COOKIE, LOCALES
from app.web.limits import sign_in_limit
from app.web.pages import kept
from app.web.pages.forms import see
from app.web.policy import OFFICE
from app.web.wording import say

_YEAR_S = 365 * 24 * 3600
_MAX_FIELD = 200


def account() -> str:
    """Show the account; no password that was typed is ever shown again."""
    return _page([])


def change_password() -> Response:
    """Change the own password; the present one is asked for, and every other session ends."""
    new = request.form.get("new_password", "")
    try:
        check_again(new)
        change_own_password(request.form.get("current_password", "")[:_MAX_FIELD], new)
    except Invalid as refused:
        return make_response(_page(list(kept.wrong_fields(refused).values())), refused.status)
    except SignInDelayed as refused:
        answer = make_response(_page([say(refused.detail)]), refused.status)
        answer.headers["Retry-After"] = str(refused.retry_after_s)
        return answer
    flash(say(Phrase("The password is changed. Everywhere else this account is signed out.")), "good")
    return _back()


def check_again(new: str) -> None:
    """Refuse a password that was typed differently the second time.

    Raises:
        Invalid: it was; names `new_password`.
    """
    if new != request.form.get("new_again", ""):
        raise Invalid({"new_password": Phrase("was typed differently the second time")})


def choose_language() -> Response:
    """Set the account's language, and this browser's."""
    wanted = request.form.get("locale", "")
    answer = _back()
    if wanted in LOCALES:
        with transaction() as uow:
            accounts.set_locale(uow, _user_id(), wanted)
        secure = runtime().settings.secure_cookies
        answer.set_cookie(COOKIE, wanted, max_age=_YEAR_S, samesite="Lax", secure=secure)
    return answer


def end_others() -> Response:
    """Sign the account out everywhere but here."""
    with transaction() as uow:
        accounts.revoke_all(uow, _user_id(), keep=principal().token_id)
    flash(say(Phrase("Signed out everywhere else.")), "good")
    return _back()


def end_session(token_id: UUID) -> Response:
    """End one session or token of the account; a second press changes nothing."""
    with transaction() as uow:
        accounts.revoke(uow, token_id)
    flash(say(Phrase("Signed out there.")), "good")
    return _back()


def _page(wrong: list[str]) -> str:
    who = principal()
    with transaction(write=False) as uow:
        user = _user(uow)
        return render_template(
            "account.html",
            user=user,
            wrong=wrong,
            tokens=accounts.tokens_of(uow, ("session", "bearer"), user.id),
            here_id=who.token_id,
            themes=preferences.THEMES,
            calls_for_help=who.role in OFFICE,
            now=uow.now,
            zone=zone_of_customer(uow, None),
            least=passwords.MIN_PASSWORD,
            most=passwords.MAX_PASSWORD,
        )


def _user(uow: UnitOfWork) -> User:
    return uow.get(User, _user_id())


def _user_id() -> UUID:
    user_id = principal().user_id
    if user_id is None:
        raise NotAuthenticated
    return user_id


def _back() -> Response:
    return see(url_for("pages.account"))


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/account", view_func=account)
    site.add_url_rule(
        "/account/password", "account_password", sign_in_limit(change_password), methods=["POST"]
    )
    site.add_url_rule("/account/sessions/end", "account_end_others", end_others, methods=["POST"])
    site.add_url_rule("/account/language", "account_language", choose_language, methods=["POST"])
    site.add_url_rule(
        "/account/sessions/<uuid:token_id>/end", "account_end_session", end_session, methods=["POST"]
    )
