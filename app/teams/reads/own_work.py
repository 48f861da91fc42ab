"""Whose work somebody sees unless he asks for more: that of his teams' territories; without a team, all.

This is where lists begin, not what anybody may see: that is `app.kernel.visibility`.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.kernel import Principal, UnitOfWork
from app.kernel.local_dates import local_date
from app.registers.tables import Territory
from app.teams.tables import Part, Team, TeamPlace

LEADING = (Part.MANAGER, Part.DISPATCHER)


def own_territories(uow: UnitOfWork, who: Principal) -> tuple[UUID, ...]:
    """Return the territories of the teams that the caller manages or dispatches today; none: no such team."""
    if who.user_id is None:
        return ()
    mine = (
        select(Team.territory_id, Territory.time_zone, TeamPlace.from_on, TeamPlace.until_on)
        .join(TeamPlace, TeamPlace.team_id == Team.id)
        .join(Territory, Territory.id == Team.territory_id)
        .where(TeamPlace.user_id == who.user_id, TeamPlace.part.in_(LEADING), Team.active)
    )
    found = {
        territory_id
        for territory_id, zone, from_on, until_on in uow.session.execute(mine)
        if holds_on(from_on, until_on, local_date(uow.now, zone))
    }
    return tuple(sorted(found))


def holds_on(from_on: date, until_on: date | None, day: date) -> bool:
    """Tell whether a place holds on a day."""
    return from_on <= day and (until_on is None or day <= until_on)
