"""The registers of the office: customers and their places, people, price lists, calendars."""

from __future__ import annotations

import datetime as dt
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.kernel.base import Base, Versioned, WithId, prose, within
from app.registers.rules.doubles import address_key, name_key

DAY_S = 86_400
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


class Provider(WithId, HasNumbers, Versioned, Base):
    """A partner company whose engineers also serve (服务商)."""

    __tablename__ = "providers"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    stars: Mapped[int] = mapped_column(default=3)
    phone: Mapped[str | None] = mapped_column(String(40))
    active: Mapped[bool] = mapped_column(default=True)


class Skill(WithId, Versioned, Base):
    """What an engineer can repair; `code` is the engine's word for it."""

    __tablename__ = "skills"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_en: Mapped[str] = mapped_column(String(120))
    name_zh: Mapped[str] = mapped_column(String(120))


class FaultType(Base):
    """A kind of fault: the skill it needs, how long it takes, the stars it demands."""

    __tablename__ = "fault_types"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_en: Mapped[str] = mapped_column(String(120))
    name_zh: Mapped[str] = mapped_column(String(120))
    skill_code: Mapped[str] = mapped_column(ForeignKey("skills.code"))
    expected_s: Mapped[int] = within(60, 8 * 3600)
    min_stars: Mapped[int] = mapped_column(default=1)


engineer_skills = Table(
    "engineer_skills",
    Base.metadata,
    Column("engineer_id", ForeignKey("engineers.id", ondelete="CASCADE"), primary_key=True),
    Column("skill_id", ForeignKey("skills.id"), primary_key=True),
)


class Engineer(WithId, HasNumbers, Versioned, Base):
    """A service engineer (服务工程师); `available` is the phone's own switch within a shift.

    `phone_silent_since`: since when offers lapse without a sign of life from the phone; nobody whose phone
    is silent is asked again before it is heard.
    """

    __tablename__ = "engineers"

    number: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str | None] = mapped_column(String(40))
    stars: Mapped[int] = mapped_column(default=3)
    territory_id: Mapped[UUID] = mapped_column(ForeignKey("territories.id"), index=True)
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("providers.id"), index=True)
    base_lat: Mapped[float]
    base_lon: Mapped[float]
    active: Mapped[bool] = mapped_column(default=True)
    available: Mapped[bool] = mapped_column(default=True)
    unavailable_reason: Mapped[str | None] = mapped_column(String(200))
    phone_silent_since: Mapped[datetime | None]
    photo_sha256: Mapped[str | None] = mapped_column(String(64))

    skills: Mapped[list[Skill]] = relationship(secondary=engineer_skills, order_by=Skill.code)


class Shift(WithId, Versioned, Base):
    """A span in which an engineer works; `breaks` are [[start, end], …] as ISO instants.

    `kind`: duty, or on_call (at home, and on the road `setout_s` seconds after a call).
    """

    __tablename__ = "shifts"
    __table_args__ = (Index("ix_shifts_span", "starts_at", "ends_at"),)

    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    breaks: Mapped[list[Any]] = mapped_column(default=list)
    kind: Mapped[str] = mapped_column(String(8), default="duty", server_default=text("'duty'"))
    setout_s: Mapped[int] = within(0, 4 * 3600, default=0, server_default=text("0"))


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
    radius_m: Mapped[int] = within(100, 500_000, default=30_000)
    boundary: Mapped[list[Any] | None]
    promise_s: Mapped[int] = within(300, 7 * DAY_S, default=3600)
    offer_timeout_s: Mapped[int] = within(10, 3600, default=180)
    freeze_s: Mapped[int] = within(0, 3600, default=300)
    geofence_m: Mapped[int] = within(20, 5000, default=200)
    duplicate_window_s: Mapped[int] = within(0, 7 * DAY_S, default=14_400)
    area_code: Mapped[str] = mapped_column(String(8), default="", server_default=text("''"))
    hotline_phone: Mapped[str] = mapped_column(String(40), default="", server_default=text("''"))
    circuity: Mapped[float] = within(1, 5, default=1.3)
    speed_kmh: Mapped[float] = within(1, 150, default=30.0)
    quiet_hours: Mapped[str] = mapped_column(
        String(11), default="22:00-07:00", server_default=text("'22:00-07:00'")
    )
    unassigned_after_s: Mapped[int] = within(0, DAY_S, default=120, server_default=text("120"))
    not_accepted_after_s: Mapped[int] = within(0, DAY_S, default=300, server_default=text("300"))
    not_departed_after_s: Mapped[int] = within(0, DAY_S, default=600, server_default=text("600"))
    position_stale_after_s: Mapped[int] = within(0, DAY_S, default=300, server_default=text("300"))
    eta_past_due_after_s: Mapped[int] = within(0, DAY_S, default=0, server_default=text("0"))
    breached_after_s: Mapped[int] = within(0, DAY_S, default=0, server_default=text("0"))
    alert_repeat_s: Mapped[int] = within(10, DAY_S, default=180, server_default=text("180"))
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
    special_needs: Mapped[str] = prose(4000, default="")
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
    access_notes: Mapped[str] = prose(4000, default="")
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
    promise_s: Mapped[int] = within(300, 7 * DAY_S, default=3600)
    min_stars: Mapped[int] = mapped_column(default=1)
    priority: Mapped[int] = within(1, 3, default=1)
    coverage: Mapped[dict[str, Any] | None]
    holiday_calendar: Mapped[str] = mapped_column(
        String(12), default=TERRITORY_CALENDAR, server_default=text("'territory'")
    )
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    notes: Mapped[str] = prose(2000, default="")


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


class ImportRun(Base):
    """A file that was imported: its first `written` rows stand, and are skipped when it comes again.

    `digest` is the SHA-256 of the file.  Where `written` is `rows` it came in whole, at `started_at`.
    """

    __tablename__ = "import_runs"

    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    written: Mapped[int]
    rows: Mapped[int]
    started_at: Mapped[datetime]
