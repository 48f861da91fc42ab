"""Whose team somebody is in today, as a text: progress and calibration are shown by team."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.local_dates import local_date
from app.registers.tables import Territory
from app.teams.reads.own_work import holds_on
from app.teams.tables import Part, Team, TeamPlace


def teams_of_engineers(uow: UnitOfWork) -> Mapping[UUID, str]:
    """Return the names of the teams of each engineer; nobody who has none."""
    places = (
        select(
            *(TeamPlace.engineer_id, Team.name, Territory.time_zone),
            *(TeamPlace.from_on, TeamPlace.until_on),
        )
        .join(Team, Team.id == TeamPlace.team_id)
        .join(Territory, Territory.id == Team.territory_id)
        .where(TeamPlace.part == Part.MEMBER, TeamPlace.engineer_id.is_not(None), Team.active)
        .order_by(Team.name)
    )
    found: dict[UUID, list[str]] = {}
    for engineer_id, name, zone, from_on, until_on in uow.session.execute(places):
        if engineer_id is not None and holds_on(from_on, until_on, local_date(uow.now, zone)):
            found.setdefault(engineer_id, []).append(name)
    return {key: ", ".join(names) for key, names in found.items()}
