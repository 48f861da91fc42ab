"""Accounts, their tokens, and wrong passwords counted."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, Versioned, WithId


class User(WithId, Versioned, Base):
    """An account; what it owns is named by the id that fits its role."""

    __tablename__ = "users"

    login: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20), index=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    locale: Mapped[str | None] = mapped_column(String(10))
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
    """A page session, a bearer token or an integration's API key; only the hash is kept."""

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
