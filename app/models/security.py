"""Tables of the gate: wrong passwords, counted per account and per place that they came from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


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
