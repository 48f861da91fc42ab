"""Accounts, their tokens and invitations, and wrong passwords counted."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, Versioned, WithId


class Theme(StrEnum):
    """How pages are coloured; blank is as the reader's system has it."""

    SYSTEM = ""
    LIGHT = "light"
    DARK = "dark"


class User(WithId, Versioned, Base):
    """An account; what it owns is named by the id that fits its role.

    `sound` and `desktop` are by what pages may call the account's owner when something needs him.
    """

    __tablename__ = "users"

    login: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20), index=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    locale: Mapped[str | None] = mapped_column(String(10))
    theme: Mapped[str] = mapped_column(String(6), default="", server_default=text("''"))
    sound: Mapped[bool] = mapped_column(default=False, server_default=false())
    desktop: Mapped[bool] = mapped_column(default=False, server_default=false())
    active: Mapped[bool] = mapped_column(default=True)
    engineer_id: Mapped[UUID | None] = mapped_column(ForeignKey("engineers.id"), unique=True)
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customers.id"), index=True)
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("providers.id"), index=True)


class TokenKind(StrEnum):
    """What a token is for: a browser, a program of the account's own, or another system."""

    SESSION = "session"
    BEARER = "bearer"
    API_KEY = "api_key"


class AccessToken(WithId, Base):
    """A page session, a bearer token or an integration's API key; only the hash is kept.

    `seen_at` and `seen_from` are when and from which address it was last used, to some minutes.
    """

    __tablename__ = "access_tokens"
    __table_args__ = (UniqueConstraint("token_hash"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    label: Mapped[str] = mapped_column(String(120), default="")
    token_hash: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    seen_from: Mapped[str] = mapped_column(String(64), default="", server_default=text("''"))


class Invitation(WithId, Base):
    """A link by which the owner of an account sets its password, once and until `expires_at`.

    The link's text is signed, not kept.  `phone` and `email` are where it is sent, if the office said so.
    """

    __tablename__ = "invitations"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    made_by: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """Tries from one place at one account since the last that succeeded.

    `account` is a keyed digest of the login as typed, known or not: a password that was typed into the
    wrong field is not kept.  `source` is the address, or the device that the account was opened on.
    """

    __tablename__ = "sign_in_attempts"

    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    source: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int]
    tried_at: Mapped[datetime] = mapped_column(index=True)
    blocked_until: Mapped[datetime | None]
