"""Telephone numbers on rows, and by which digits they are found."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base


class HasNumbers:
    """What was said, word for word, and every number in it as `NumberRead.to_json` writes it.

    The row's `phone` is the first of them, as it is dialled.
    """

    phone_as_said: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    phone_numbers: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default=text("'[]'"))


class HasContactNumbers:
    """The same of whoever is to be called about something; `contact_phone` is the first number."""

    contact_phone_as_said: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    contact_numbers: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default=text("'[]'"))


class PhoneKey(Base):
    """One number of one row, its digits from the last to the first: the end of a number is a prefix here."""

    __tablename__ = "phone_keys"
    __table_args__ = (Index("ix_phone_keys_owner_digits", "owner", "digits"),)

    owner: Mapped[str] = mapped_column(String(12), primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    digits: Mapped[str] = mapped_column(String(40), primary_key=True)
