"""Customers, where they are, and which machines stand there."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.kernel.base import Base, Versioned, WithId, prose
from app.registers.rules.doubles import address_key, name_key
from app.registers.tables.external_ids import HasExternalId
from app.registers.tables.numbers import HasNumbers

# Where a collation orders texts, beginnings are looked up in an index that compares characters.
_BEGINNINGS = "varchar_pattern_ops"
_MERGED = text("survivor_id IS NOT NULL")


class Customer(WithId, HasNumbers, HasExternalId, Versioned, Base):
    """Who asks for repair (客户).

    `name_key` is the name as doubles are looked for.  A customer who was found to be another on record has
    been merged: `merged_into_id` is that one, `survivor_id` the last of the chain, whom everybody reads.
    `min_stars` are the least that the customer wants for every request, whatever contract and fault say.
    """

    __tablename__ = "customers"
    __table_args__ = (
        Index("ix_customers_created_at_id", "created_at", "id"),
        Index("ix_customers_survivor_id", "survivor_id", postgresql_where=_MERGED, sqlite_where=_MERGED),
        Index("ix_customers_name_key_id", "name_key", "id", postgresql_ops={"name_key": _BEGINNINGS}),
    )

    name: Mapped[str] = mapped_column(String(200), index=True)
    name_key: Mapped[str] = mapped_column(String(200), default="", index=True)
    phone: Mapped[str | None] = mapped_column(String(40), index=True)
    email: Mapped[str | None] = mapped_column(String(200))
    locale: Mapped[str] = mapped_column(String(10), default="zh_CN")
    quiet_hours: Mapped[str | None] = mapped_column(String(11))
    special_needs: Mapped[str] = prose(4000, default="")
    min_stars: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("customers.id"), index=True)
    survivor_id: Mapped[UUID | None] = mapped_column(ForeignKey("customers.id"))
    merged_at: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True)

    @validates("name")
    def _compare_by(self, _column: str, name: str) -> str:
        self.name_key = name_key(name)
        return name


class Site(WithId, HasExternalId, Versioned, Base):
    """A place where a customer's machines stand; `address_key` is the address as doubles are looked for.

    Without `lat` and `lon` it is not known where it is: its visits wait until somebody says so.
    """

    __tablename__ = "sites"
    __table_args__ = (
        Index("ix_sites_lat_lon", "lat", "lon"),
        Index("ix_sites_name_id", "name", "id"),
        Index("ix_sites_address_key_id", "address_key", "id", postgresql_ops={"address_key": _BEGINNINGS}),
    )

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"), index=True)
    territory_id: Mapped[UUID | None] = mapped_column(ForeignKey("territories.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(300), default="")
    address_key: Mapped[str] = mapped_column(String(300), default="", index=True)
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    access_notes: Mapped[str] = prose(4000, default="")
    time_zone: Mapped[str | None] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(default=True)

    @validates("address")
    def _compare_by(self, _column: str, address: str) -> str:
        self.address_key = address_key(address)
        return address


class Asset(WithId, HasExternalId, Versioned, Base):
    """A machine; its QR code opens a repair request."""

    __tablename__ = "assets"
    __table_args__ = (
        Index(
            "ix_assets_serial_number_id", "serial_number", "id", postgresql_ops={"serial_number": _BEGINNINGS}
        ),
    )

    site_id: Mapped[UUID] = mapped_column(ForeignKey("sites.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    model: Mapped[str] = mapped_column(String(120))
    serial_number: Mapped[str] = mapped_column(String(120), index=True)
    qr_code: Mapped[str | None] = mapped_column(String(64), unique=True)
    warranty_ends_on: Mapped[date | None]
    active: Mapped[bool] = mapped_column(default=True)
