"""Places where engineers fetch parts and the five ones."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, Versioned, WithId
from app.registers.tables.external_ids import HasExternalId
from app.registers.tables.numbers import HasNumbers


class Depot(WithId, HasNumbers, HasExternalId, Versioned, Base):
    """A depot (备件库) of a territory, or of the service provider whose people alone use it.

    `opening_hours` as a contract's coverage, in the local time of the territory; None is around the clock.
    """

    __tablename__ = "depots"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    territory_id: Mapped[UUID | None] = mapped_column(ForeignKey("territories.id"), index=True)
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("providers.id"), index=True)
    address: Mapped[str] = mapped_column(String(300), default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    phone: Mapped[str | None] = mapped_column(String(40))
    opening_hours: Mapped[dict[str, Any] | None]
    active: Mapped[bool] = mapped_column(default=True)
