"""Engineers who are wanted, needed or not wanted at a customer, a site or a machine."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, Versioned, WithId, prose
from app.registers.tables.external_ids import HasExternalId


class NamedAs(StrEnum):
    """What an engineer is named as: rather this one, this one alone, anybody but this one."""

    PREFERRED = "preferred"
    REQUIRED = "required"
    EXCLUDED = "excluded"


class NamedEngineer(WithId, HasExternalId, Versioned, Base):
    """An engineer named (指定工程师) for one customer, one site or one machine: exactly one of the three.

    From `starts_on` to `ends_on`, both included, by the calendar of the engineer's territory; None is without
    end.  `asked_by` is who wanted it so.  What several entries come to says `app.dispatching.rules.named`.
    """

    __tablename__ = "named_engineers"

    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customers.id"), index=True)
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("sites.id"), index=True)
    asset_id: Mapped[UUID | None] = mapped_column(ForeignKey("assets.id"), index=True)
    reason: Mapped[str] = prose(500)
    asked_by: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
