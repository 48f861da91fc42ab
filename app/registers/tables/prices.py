"""The price list: parts, and what else may be charged."""

from __future__ import annotations

from sqlalchemy import String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, within

MOST_CENTS = 100_000_000


class Part(Base):
    """A part of the price list; money is in the currency's smallest unit.

    More than `limit_per_visit` of it on one visit waits for the office.
    """

    __tablename__ = "parts"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_en: Mapped[str] = mapped_column(String(120))
    name_zh: Mapped[str] = mapped_column(String(120))
    unit_price_cents: Mapped[int] = within(0, MOST_CENTS)
    limit_per_visit: Mapped[int] = within(0, 999, default=5, server_default=text("5"))


class ChargeKind(Base):
    """What may be charged besides parts; above `limit_cents` a charge waits for the office.

    `unit_price_cents` is what a phone proposes.  A kind that is not `active` is charged no more.
    """

    __tablename__ = "charge_kinds"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_en: Mapped[str] = mapped_column(String(120))
    name_zh: Mapped[str] = mapped_column(String(120))
    unit_price_cents: Mapped[int] = within(0, MOST_CENTS)
    limit_cents: Mapped[int] = within(0, MOST_CENTS)
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
