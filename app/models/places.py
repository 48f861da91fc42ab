"""Customers, their sites, machines and contracts, and the territories that are planned as one."""

from __future__ import annotations

import datetime as dt
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.models.base import Base, Versioned, WithId
from app.models.numbers import HasNumbers
from dispatch.doubles import address_key, name_key

AUTO_CALENDAR, NO_CALENDAR, TERRITORY_CALENDAR = "auto", "none", "territory"
"""What stands for a calendar beside a country's code: that of the time zone's country, none at all, and (of
a contract) the territory's."""


class Territory(WithId, Versioned, Base):
    """An area that is planned as one, with the settings of its promise.

    `boundary` is a ring of [lat, lon]; without one the territory is the circle of `radius_m`.  `area_code`
    (`010`) is what a telephone number of the place lacks when it is said without one; blank: none.
    `hotline_phone` is whom its customers call, as it is printed; blank: the installation's hotline.  The
    `…_after_s` are the danger ladder's: seconds after the step before until a rung falls due.
    `holiday_calendar` is a country or subdivision ("CN", "US-NY"), `AUTO_CALENDAR` or `NO_CALENDAR`.
    """

    __tablename__ = "territories"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    time_zone: Mapped[str] = mapped_column(String(64), default="Asia/Shanghai")
    centre_lat: Mapped[float]
    centre_lon: Mapped[float]
    radius_m: Mapped[int] = mapped_column(default=30_000)
    boundary: Mapped[list[Any] | None]
    promise_s: Mapped[int] = mapped_column(default=3600)
    offer_timeout_s: Mapped[int] = mapped_column(default=180)
    freeze_s: Mapped[int] = mapped_column(default=300)
    geofence_m: Mapped[int] = mapped_column(default=200)
    duplicate_window_s: Mapped[int] = mapped_column(default=14_400)
    area_code: Mapped[str] = mapped_column(String(8), default="", server_default=text("''"))
    hotline_phone: Mapped[str] = mapped_column(String(40), default="", server_default=text("''"))
    circuity: Mapped[float] = mapped_column(default=1.3)
    speed_kmh: Mapped[float] = mapped_column(default=30.0)
    quiet_hours: Mapped[str] = mapped_column(
        String(11), default="22:00-07:00", server_default=text("'22:00-07:00'")
    )
    unassigned_after_s: Mapped[int] = mapped_column(default=120, server_default=text("120"))
    not_accepted_after_s: Mapped[int] = mapped_column(default=300, server_default=text("300"))
    not_departed_after_s: Mapped[int] = mapped_column(default=600, server_default=text("600"))
    position_stale_after_s: Mapped[int] = mapped_column(default=300, server_default=text("300"))
    eta_past_due_after_s: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    breached_after_s: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    alert_repeat_s: Mapped[int] = mapped_column(default=180, server_default=text("180"))
    holiday_calendar: Mapped[str] = mapped_column(
        String(12), default=AUTO_CALENDAR, server_default=text("'auto'")
    )
    active: Mapped[bool] = mapped_column(default=True)


class Customer(WithId, HasNumbers, Versioned, Base):
    """Who asks for repair (客户).

    `name_key` is the name as doubles are looked for.  A customer who was found to be another on record has
    been merged: `merged_into_id` is that one, `survivor_id` the last of the chain, whom everybody reads.
    """

    __tablename__ = "customers"

    name: Mapped[str] = mapped_column(String(200), index=True)
    name_key: Mapped[str] = mapped_column(String(200), default="", index=True)
    phone: Mapped[str | None] = mapped_column(String(40), index=True)
    email: Mapped[str | None] = mapped_column(String(200))
    locale: Mapped[str] = mapped_column(String(10), default="zh_CN")
    quiet_hours: Mapped[str | None] = mapped_column(String(11))
    special_needs: Mapped[str] = mapped_column(Text, default="")
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("customers.id"), index=True)
    survivor_id: Mapped[UUID | None] = mapped_column(ForeignKey("customers.id"), index=True)
    merged_at: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True)

    @validates("name")
    def _compare_by(self, _column: str, name: str) -> str:
        self.name_key = name_key(name)
        return name


class Site(WithId, Versioned, Base):
    """A place where a customer's machines stand; `address_key` is the address as doubles are looked for."""

    __tablename__ = "sites"
    __table_args__ = (Index("ix_sites_lat_lon", "lat", "lon"),)

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"), index=True)
    territory_id: Mapped[UUID | None] = mapped_column(ForeignKey("territories.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(300), default="")
    address_key: Mapped[str] = mapped_column(String(300), default="", index=True)
    lat: Mapped[float]
    lon: Mapped[float]
    access_notes: Mapped[str] = mapped_column(Text, default="")
    time_zone: Mapped[str | None] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(default=True)

    @validates("address")
    def _compare_by(self, _column: str, address: str) -> str:
        self.address_key = address_key(address)
        return address


class Asset(WithId, Versioned, Base):
    """A machine; its QR code opens a repair request."""

    __tablename__ = "assets"

    site_id: Mapped[UUID] = mapped_column(ForeignKey("sites.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    model: Mapped[str] = mapped_column(String(120))
    serial_number: Mapped[str] = mapped_column(String(120), index=True)
    qr_code: Mapped[str | None] = mapped_column(String(64), unique=True)
    warranty_ends_on: Mapped[date | None]
    active: Mapped[bool] = mapped_column(default=True)


class Contract(WithId, Versioned, Base):
    """What a customer was promised; `coverage` None means around the clock.

    Coverage hours follow `holiday_calendar`: the territory's, one of its own, or `NO_CALENDAR`, under which
    public holidays are days like others.
    """

    __tablename__ = "contracts"

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"), index=True)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    promise_s: Mapped[int] = mapped_column(default=3600)
    min_stars: Mapped[int] = mapped_column(default=1)
    priority: Mapped[int] = mapped_column(default=1)
    coverage: Mapped[dict[str, Any] | None]
    holiday_calendar: Mapped[str] = mapped_column(
        String(12), default=TERRITORY_CALENDAR, server_default=text("'territory'")
    )
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    notes: Mapped[str] = mapped_column(Text, default="")


class CalendarDay(WithId, Versioned, Base):
    """A date that differs from its calendar, for all of a territory or for one contract.

    `kind`: open (its own weekday's hours hold, whatever the calendar says), closed, or as (the hours of
    `as_weekday` hold: a make-up working day).
    """

    __tablename__ = "calendar_days"
    __table_args__ = (UniqueConstraint("territory_id", "date"), UniqueConstraint("contract_id", "date"))

    territory_id: Mapped[UUID | None] = mapped_column(ForeignKey("territories.id"))
    contract_id: Mapped[UUID | None] = mapped_column(ForeignKey("contracts.id", ondelete="CASCADE"))
    date: Mapped[dt.date]
    kind: Mapped[str] = mapped_column(String(8))
    as_weekday: Mapped[str | None] = mapped_column(String(3))
    note: Mapped[str] = mapped_column(String(200), default="")
