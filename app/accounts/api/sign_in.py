"""Signing in over HTTP: the try is counted, then the password is looked at, then a token is issued.

Three transactions: counting has to outlive a refusal, and the slow comparison of passwords must not
hold anybody's lock.
"""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.wrappers import Response

from app.accounts.commands import accounts, attempts
from app.accounts.tables import AccessToken, User
from app.kernel import unit_of_work
from app.kernel.errors import Invalid, NotAuthenticated
from app.kernel.phrases import Phrase
from app.web import cookies
from app.web.context import principal, runtime
from app.web.limits import client_address

DEVICE_LIFETIME_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The token's text, shown this once, its row, whose it is, and what makes the device known."""

    text: str
    token: AccessToken
    user: User
    device: str

    def remember_device(self, answer: Response) -> None:
        """Have the browser be known again, so that guesses made elsewhere do not concern it."""
        cookies.put(answer, cookies.DEVICE, self.device, runtime().settings, lifetime_s=DEVICE_LIFETIME_S)


def sign_in(login: str, password: str, kind: str, label: str) -> SignedIn:
    """Open an account with its password and issue a token of `kind`.

    Raises:
        NotAuthenticated: unknown login, wrong password or closed account; which is not told.
        SignInDelayed: too many wrong passwords for this account from here.
    """
    source = prove(login, password)
    with unit_of_work(runtime(), principal()) as uow:
        user = accounts.user_by_login(uow, login)
        accounts.renew_hash(uow, user, password)
        attempts.forgive(uow, login, source)
        text, row = accounts.issue_token(uow, user, kind, label, seen_from=client_address())
        return SignedIn(text, row, user, attempts.device_token(uow, login))


def prove(login: str, password: str) -> str:
    """Count a try and compare the password; return the source that the try came from.

    Raises:
        NotAuthenticated, SignInDelayed: as `sign_in`.
    """
    settings = runtime().settings
    device = cookies.read(cookies.DEVICE, settings)
    source = attempts.source_of(settings, login, client_address(), device)
    with unit_of_work(runtime(), principal()) as uow:
        attempts.charge(uow, login, source)
    with unit_of_work(runtime(), principal(), write=False) as uow:
        accounts.sign_in(uow, login, password)
    return source


def change_own_password(current: str, new: str) -> None:
    """Give the caller's account another password; every other session and token of it ends.

    Raises:
        Invalid: the present password is wrong, or the new one is the same or breaks a rule; names the field.
        SignInDelayed: too many wrong passwords for this account from here.
    """
    who = principal()
    if who.user_id is None:
        raise NotAuthenticated
    with unit_of_work(runtime(), who, write=False) as uow:
        login = uow.get(User, who.user_id).login
    try:
        source = prove(login, current)
    except NotAuthenticated as bad:
        raise Invalid({"current_password": Phrase("is wrong")}) from bad
    if new == current:
        raise Invalid({"new_password": Phrase("is the present password; choose another")})
    with unit_of_work(runtime(), who) as uow:
        attempts.forgive(uow, login, source)
        accounts.change_password(uow, who.user_id, new, keep=who.token_id)
