"""Who manages each team today: those who are waited for while grades of it are not scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.accounts.tables import User
from app.kernel import UnitOfWork
from app.kernel.local_dates import local_date
from app.registers.tables import Territory
from app.teams.reads.own_work import holds_on
from app.teams.tables import Part, Team, TeamPlace


def managers_of_teams(uow: UnitOfWork) -> Mapping[str, Sequence[str]]:
    """Return the names of the managers by the name of the team."""
    places = (
        select(*(Team.name, User.name, Territory.time_zone), *(TeamPlace.from_on, TeamPlace.until_on))
        .join(Team, Team.id == TeamPlace.team_id)
        .join(Territory, Territory.id == Team.territory_id)
        .join(User, User.id == TeamPlace.user_id)
        .where(TeamPlace.part == Part.MANAGER, Team.active)
        .order_by(Team.name, User.name)
    )
    found: dict[str, list[str]] = {}
    for team, name, zone, from_on, until_on in uow.session.execute(places):
        if holds_on(from_on, until_on, local_date(uow.now, zone)):
            found.setdefault(team, []).append(name)
    return found
