"""Engineers: who they are, what they can repair, when they work."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, String, Table, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.base import Base, Versioned, WithId, within
from app.registers.tables.external_ids import HasExternalId
from app.registers.tables.numbers import HasNumbers


class Provider(WithId, HasNumbers, HasExternalId, Versioned, Base):
    """A partner company whose engineers also serve (服务商)."""

    __tablename__ = "providers"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    stars: Mapped[int] = mapped_column(default=3)
    stars_reason: Mapped[str] = mapped_column(String(400), default="", server_default=text("''"))
    phone: Mapped[str | None] = mapped_column(String(40))
    active: Mapped[bool] = mapped_column(default=True)


class Skill(WithId, Versioned, Base):
    """What an engineer can repair; `code` is the engine's word for it.

    `aliases` are what companies call it besides, as `skill_words.joined` writes them.
    """

    __tablename__ = "skills"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_en: Mapped[str] = mapped_column(String(120))
    name_zh: Mapped[str] = mapped_column(String(120))
    aliases: Mapped[str] = mapped_column(String(400), default="", server_default=text("''"))


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


class Engineer(WithId, HasNumbers, HasExternalId, Versioned, Base):
    """A service engineer (服务工程师); `available` is the phone's own switch within a shift.

    `in_trade_since`: since when he has worked in the trade, wherever that was.
    `phone_silent_since`: since when offers lapse without a sign of life from the phone; nobody whose phone
    is silent is asked again before it is heard.
    `stars_provisional_until`: the stars are a newcomer's, and by then somebody shall grade or confirm them;
    None: somebody has.
    """

    __tablename__ = "engineers"

    number: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str | None] = mapped_column(String(40))
    stars: Mapped[int] = mapped_column(default=3)
    stars_reason: Mapped[str] = mapped_column(String(400), default="", server_default=text("''"))
    stars_provisional_until: Mapped[date | None]
    territory_id: Mapped[UUID] = mapped_column(ForeignKey("territories.id"), index=True)
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("providers.id"), index=True)
    depot_id: Mapped[UUID | None] = mapped_column(ForeignKey("depots.id"), index=True)
    base_lat: Mapped[float]
    base_lon: Mapped[float]
    active: Mapped[bool] = mapped_column(default=True)
    available: Mapped[bool] = mapped_column(default=True)
    unavailable_reason: Mapped[str | None] = mapped_column(String(200))
    phone_silent_since: Mapped[datetime | None]
    photo_sha256: Mapped[str | None] = mapped_column(String(64))
    in_trade_since: Mapped[date | None]
    education: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))

    skills: Mapped[list[Skill]] = relationship(secondary=engineer_skills, order_by=Skill.code)


class Shift(WithId, HasExternalId, Versioned, Base):
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


class Leave(WithId, Versioned, Base):
    """A span in which an engineer is away; shifts under it stay written, and nobody plans with them."""

    __tablename__ = "leaves"
    __table_args__ = (Index("ix_leaves_span", "starts_at", "ends_at"),)

    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
