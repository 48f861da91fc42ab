"""Whom a manager answers for: the members of the teams that he manages today.

Who manages no team answers for all: a company without teams has managers too.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.kernel import Principal, Role, UnitOfWork
from app.kernel.local_dates import local_date
from app.registers.tables import Territory
from app.teams.reads.own_work import holds_on
from app.teams.tables import Part, Team, TeamPlace


def managed_territories(uow: UnitOfWork, who: Principal) -> frozenset[UUID] | None:
    """Return the territories of his teams; None: of all."""
    teams = _managed(uow, who)
    return None if teams is None else frozenset(territory_id for _, territory_id in teams)


def managed_engineers(uow: UnitOfWork, who: Principal) -> frozenset[UUID] | None:
    """Return who belongs to his teams today; None: everybody."""
    teams = _managed(uow, who)
    if teams is None:
        return None
    places = (
        select(TeamPlace.engineer_id, Territory.time_zone, TeamPlace.from_on, TeamPlace.until_on)
        .join(Team, Team.id == TeamPlace.team_id)
        .join(Territory, Territory.id == Team.territory_id)
        .where(TeamPlace.team_id.in_([key for key, _ in teams]), TeamPlace.part == Part.MEMBER)
    )
    return frozenset(
        engineer_id
        for engineer_id, zone, from_on, until_on in uow.session.execute(places)
        if engineer_id is not None and holds_on(from_on, until_on, local_date(uow.now, zone))
    )


def _managed(uow: UnitOfWork, who: Principal) -> Sequence[tuple[UUID, UUID]] | None:
    if who.role is not Role.MANAGER or who.user_id is None:
        return None
    places = (
        select(Team.id, Team.territory_id, Territory.time_zone, TeamPlace.from_on, TeamPlace.until_on)
        .join(TeamPlace, TeamPlace.team_id == Team.id)
        .join(Territory, Territory.id == Team.territory_id)
        .where(TeamPlace.user_id == who.user_id, TeamPlace.part == Part.MANAGER, Team.active)
    )
    teams = [
        (team_id, territory_id)
        for team_id, territory_id, zone, from_on, until_on in uow.session.execute(places)
        if holds_on(from_on, until_on, local_date(uow.now, zone))
    ]
    return teams or None
