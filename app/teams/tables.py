"""Teams, and who has which part in them from when until when."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, Versioned, WithId


class Part(StrEnum):
    """What somebody is in a team: managers and dispatchers are accounts, members are engineers."""

    MANAGER = "manager"
    DISPATCHER = "dispatcher"
    MEMBER = "member"


class Team(WithId, Versioned, Base):
    """A crew in one territory; of one service provider where it is meant to be that one's people."""

    __tablename__ = "teams"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    territory_id: Mapped[UUID] = mapped_column(ForeignKey("territories.id"), index=True)
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("providers.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)


class TeamPlace(WithId, Versioned, Base):
    """A part that somebody has in a team, `from_on` and `until_on` included; None has no end."""

    __tablename__ = "team_places"

    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id"), index=True)
    part: Mapped[str] = mapped_column(String(10))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    engineer_id: Mapped[UUID | None] = mapped_column(ForeignKey("engineers.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
