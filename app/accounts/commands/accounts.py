"""Accounts: passwords, sign-in, tokens that can be listed and revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.accounts import events
from app.accounts.commands import passwords
from app.accounts.hooks import PHONE_GONE
from app.accounts.tables import AccessToken, User
from app.kernel import Principal, Role, UnitOfWork, ledger
from app.kernel.errors import Invalid, NotAuthenticated, NotFound
from app.kernel.phrases import Phrase
from app.kernel.scopes import SCOPES
from app.registers.reads.customers import survivor_id


def token_hash(token: str) -> str:
    """Return what the database keeps of a token; tokens are random, so one round suffices."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(uow: UnitOfWork, login: str, password: str) -> User:
    """Return the account that the password opens.

    Raises:
        NotAuthenticated: unknown login, wrong password or closed account, which is not told; or the
            published password where others can reach this installation.
        TryAgain: too many passwords are being looked at.
    """
    user = uow.session.scalars(select(User).where(User.login == login.strip().lower())).first()
    kept = user.password_hash if user and user.active and user.password_hash else None
    if not passwords.fits(kept, password) or user is None:
        raise NotAuthenticated(Phrase("Login or password is wrong."))
    if password == passwords.PUBLISHED and not uow.settings.on_loopback:
        raise NotAuthenticated(Phrase("This password is public and opens nothing at a public address."))
    return user


def renew_hash(uow: UnitOfWork, user: User, password: str) -> None:
    """Keep the password that was just proved under the hasher's present cost, where an older one was used."""
    if user.password_hash and passwords.is_dated(user.password_hash):
        user.password_hash = passwords.hash_as_it_is(password)
        user.updated_at = uow.now


def change_password(uow: UnitOfWork, user_id: UUID, password: str, *, keep: UUID | None) -> None:
    """Give an account another password and end all its sessions and tokens but `keep`.

    The caller has proved the present password.

    Raises:
        Invalid: the password breaks a rule (see `app.accounts.commands.passwords`); names `new_password`.
    """
    user = uow.get(User, user_id)
    user.password_hash = passwords.hash_password(
        password, user.login, "new_password", uow.settings.company_name
    )
    user.updated_at = uow.now
    ledger.record(uow, f"user:{user.id}", events.PasswordChanged())
    revoke_all(uow, user.id, keep=keep)


def set_locale(uow: UnitOfWork, user_id: UUID, locale: str) -> None:
    """Have an account be spoken to in another language; the same again is no change."""
    user = uow.get(User, user_id)
    if user.locale != locale:
        user.locale, user.updated_at = locale, uow.now
        ledger.record(uow, f"user:{user.id}", events.LocaleChosen(locale=locale))


def set_preferences(uow: UnitOfWork, user_id: UUID, **chosen: str | bool) -> None:
    """Keep what an account's owner chose of `theme`, `sound` and `desktop`."""
    user = uow.get(User, user_id)
    for name, value in chosen.items():
        setattr(user, name, value)
    user.updated_at = uow.now


def issue_token(
    uow: UnitOfWork, user: User, kind: str, label: str = "", scopes: Sequence[str] = (), seen_from: str = ""
) -> tuple[str, AccessToken]:
    """Make a token of `kind` (session, bearer, api_key); the text is shown this once only."""
    lifetimes = {
        "session": timedelta(hours=uow.settings.session_hours),
        "bearer": timedelta(days=uow.settings.token_days),
    }
    lifetime = lifetimes.get(kind)
    text = f"oh_{secrets.token_urlsafe(32)}"
    row = AccessToken(
        id=uow.new_id(),
        user_id=user.id,
        kind=kind,
        label=label,
        token_hash=token_hash(text),
        scopes=sorted(scopes),
        created_at=uow.now,
        expires_at=uow.now + lifetime if lifetime else None,
        seen_at=None if kind == "api_key" else uow.now,
        seen_from=seen_from,
    )
    uow.session.add(row)
    ledger.record(uow, f"user:{user.id}", events.ISSUED[kind](token_id=row.id, label=label))
    return text, row


def issue_api_key(uow: UnitOfWork, label: str, scopes: Sequence[str]) -> tuple[str, AccessToken]:
    """Make an integration's account with one API key.

    Raises:
        Invalid: an unknown scope, or none.
    """
    unknown = sorted(set(scopes).difference(SCOPES))
    if unknown or not scopes:
        raise Invalid(
            {
                "scopes": Phrase("unknown: %(names)s", names=", ".join(unknown))
                if unknown
                else Phrase("name at least one")
            }
        )
    key = uow.new_id()
    user = User(
        id=key,
        login=f"integration-{key.hex[-12:]}",
        name=label,
        role=Role.INTEGRATION,
        active=True,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(user)
    uow.session.flush()
    return issue_token(uow, user, "api_key", label, scopes)


def revoke(uow: UnitOfWork, token_id: UUID) -> None:
    """End a token now; a second time changes nothing."""
    row = uow.get(AccessToken, token_id)
    if row.revoked_at is None:
        row.revoked_at = uow.now
        ledger.record(uow, f"user:{row.user_id}", events.REVOKED[row.kind](token_id=row.id))
        _tell_phone_gone(uow, row)


def _tell_phone_gone(uow: UnitOfWork, row: AccessToken) -> None:
    if row.kind != "bearer":
        return
    uow.session.flush()
    if tokens_of(uow, ("bearer",), row.user_id):
        return
    if (engineer_id := uow.get(User, row.user_id).engineer_id) is not None:
        for told in PHONE_GONE:
            told(uow, engineer_id)


def revoke_all(uow: UnitOfWork, user_id: UUID, *, keep: UUID | None = None) -> None:
    """End every session and token of an account but `keep`, as when its password changes."""
    for row in tokens_of(uow, ("bearer", "session"), user_id):
        if row.id != keep:
            revoke(uow, row.id)


def revoke_text(uow: UnitOfWork, text: str) -> None:
    """End the token whose text this is (sign-out); an unknown one changes nothing."""
    row = uow.session.scalars(select(AccessToken).where(AccessToken.token_hash == token_hash(text))).first()
    if row is not None:
        revoke(uow, row.id)


def tokens_of(uow: UnitOfWork, kinds: Sequence[str], user_id: UUID | None = None) -> list[AccessToken]:
    """List live tokens, newest first."""
    query = select(AccessToken).where(AccessToken.kind.in_(kinds), AccessToken.revoked_at.is_(None))
    if user_id is not None:
        query = query.where(AccessToken.user_id == user_id)
    rows = uow.session.scalars(query.order_by(AccessToken.created_at.desc()))
    return [row for row in rows if not _expired(row, uow.now)]


def principal_of(uow: UnitOfWork, text: str, kinds: Sequence[str]) -> Principal:
    """Return whom the token stands for.

    Raises:
        NotAuthenticated: unknown, expired, revoked, of another kind, or the account is closed.
    """
    found = uow.session.execute(
        select(AccessToken, User)
        .join(User, User.id == AccessToken.user_id)
        .where(AccessToken.token_hash == token_hash(text), AccessToken.kind.in_(kinds))
    ).first()
    if found is None:
        raise NotAuthenticated(Phrase("The token is not valid."))
    token, user = found
    if token.revoked_at is not None or _expired(token, uow.now) or not user.active:
        raise NotAuthenticated(Phrase("The token is not valid."))
    return replace(
        _principal(uow, user), token_id=token.id, scopes=frozenset(token.scopes), seen_at=token.seen_at
    )


def acting(uow: UnitOfWork, user_id: UUID) -> Principal | None:
    """Return whom an account stands for that is not asking itself; None where it is closed."""
    user = uow.session.get(User, user_id)
    return _principal(uow, user) if user is not None and user.active else None


def _principal(uow: UnitOfWork, user: User) -> Principal:
    return Principal(
        role=Role(user.role),
        name=user.name,
        user_id=user.id,
        engineer_id=user.engineer_id,
        customer_id=survivor_id(uow, user.customer_id) if user.customer_id else None,
        provider_id=user.provider_id,
        locale=user.locale,
    )


def _expired(token: AccessToken, now: datetime) -> bool:
    return token.expires_at is not None and token.expires_at <= now


def user_by_login(uow: UnitOfWork, login: str) -> User:
    """Return an account by its login.

    Raises:
        NotFound: there is none.
    """
    user = uow.session.scalars(select(User).where(User.login == login.strip().lower())).first()
    if user is None:
        raise NotFound("user", login)
    return user
