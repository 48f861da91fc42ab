"""Which engineers belong to which team of a territory over some days, and whose teams these are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from app.kernel import Principal, UnitOfWork
from app.kernel.local_dates import local_date
from app.registers.tables import Territory
from app.teams.reads.own_work import LEADING, holds_on
from app.teams.tables import Part, Team, TeamPlace


@dataclass(frozen=True, slots=True)
class Membership:
    """An engineer in a team, `from_on` and `until_on` included; None has no end."""

    team_id: UUID
    engineer_id: UUID
    from_on: date
    until_on: date | None


def teams_of(uow: UnitOfWork, territory_id: UUID) -> list[tuple[UUID, str]]:
    """Return the open teams of a territory by name."""
    found = select(Team.id, Team.name).where(Team.territory_id == territory_id, Team.active)
    return [(key, name) for key, name in uow.session.execute(found.order_by(Team.name))]


def memberships(uow: UnitOfWork, territory_id: UUID, first: date, last: date) -> Sequence[Membership]:
    """Return who belongs to an open team of a territory on some of these days, the earliest first."""
    found = (
        select(TeamPlace.team_id, TeamPlace.engineer_id, TeamPlace.from_on, TeamPlace.until_on)
        .join(Team, Team.id == TeamPlace.team_id)
        .where(
            Team.territory_id == territory_id,
            Team.active,
            TeamPlace.part == Part.MEMBER,
            TeamPlace.from_on <= last,
            or_(TeamPlace.until_on.is_(None), TeamPlace.until_on >= first),
        )
        .order_by(TeamPlace.from_on, TeamPlace.id)
    )
    rows = uow.session.execute(found)
    return [Membership(team, who, since, until) for team, who, since, until in rows if who is not None]


def led_teams(uow: UnitOfWork, who: Principal) -> list[tuple[UUID, UUID]]:
    """Return (team, territory) of the open teams that the caller manages or dispatches today."""
    if who.user_id is None:
        return []
    found = (
        select(Team.id, Team.territory_id, Territory.time_zone, TeamPlace.from_on, TeamPlace.until_on)
        .join(TeamPlace, TeamPlace.team_id == Team.id)
        .join(Territory, Territory.id == Team.territory_id)
        .where(TeamPlace.user_id == who.user_id, TeamPlace.part.in_(LEADING), Team.active)
        .order_by(Team.name)
    )
    return list(
        dict.fromkeys(
            (team_id, territory_id)
            for team_id, territory_id, zone, from_on, until_on in uow.session.execute(found)
            if holds_on(from_on, until_on, local_date(uow.now, zone))
        )
    )
