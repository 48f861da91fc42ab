"""Teams with their people, for the office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from app.accounts.tables import User
from app.kernel import Role, UnitOfWork
from app.kernel.local_dates import local_date
from app.registers.tables import Engineer, Provider, Territory
from app.teams.reads.own_work import holds_on
from app.teams.tables import Part, Team, TeamPlace


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place with the name of who has it; `now` while it holds, `ended` once it is over."""

    place: TeamPlace
    name: str
    now: bool
    ended: bool


@dataclass(frozen=True, slots=True)
class TeamFile:
    """A team; `places` by part, those that hold first; `today` by the clock of its territory."""

    team: Team
    territory: str
    provider: str
    places: Sequence[PlaceLine]
    today: date

    def of(self, part: str) -> list[PlaceLine]:
        """Return the places of one part."""
        return [one for one in self.places if one.place.part == part]


def team_files(uow: UnitOfWork) -> list[TeamFile]:
    """Return every team, the open ones first."""
    teams = uow.session.scalars(select(Team).order_by(Team.active.desc(), Team.name)).all()
    return [team_file(uow, team) for team in teams]


def team_file(uow: UnitOfWork, team: Team) -> TeamFile:
    """Return one team."""
    provider = uow.get(Provider, team.provider_id).name if team.provider_id else ""
    rows = uow.session.execute(
        select(TeamPlace, User, Engineer)
        .outerjoin(User, User.id == TeamPlace.user_id)
        .outerjoin(Engineer, Engineer.id == TeamPlace.engineer_id)
        .where(TeamPlace.team_id == team.id)
        .order_by(TeamPlace.from_on, TeamPlace.id)
    ).all()
    territory = uow.get(Territory, team.territory_id)
    today = local_date(uow.now, territory.time_zone)
    places = [_line(place, user, engineer, today) for place, user, engineer in rows]
    places.sort(key=lambda one: (one.ended, not one.now, one.name))
    return TeamFile(team, territory.name, provider, places, today)


def _line(place: TeamPlace, user: User | None, engineer: Engineer | None, today: date) -> PlaceLine:
    name = f"{engineer.number} {engineer.name}" if engineer else user.name if user else ""
    ended = place.until_on is not None and place.until_on < today
    return PlaceLine(place, name, holds_on(place.from_on, place.until_on, today), ended)


def who_fits(uow: UnitOfWork, team: Team, part: str) -> list[tuple[UUID, str]]:
    """Return who may have this part: accounts of the role, or engineers of the territory and the provider."""
    if part == Part.MEMBER:
        mine = select(Engineer).where(Engineer.active, Engineer.territory_id == team.territory_id)
        if team.provider_id:
            mine = mine.where(Engineer.provider_id == team.provider_id)
        rows = uow.session.scalars(mine.order_by(Engineer.number))
        return [(row.id, f"{row.number} {row.name}") for row in rows]
    roles = or_(User.role == part, User.role == Role.ADMIN)
    people = uow.session.scalars(select(User).where(User.active, roles).order_by(User.name))
    return [(row.id, row.name) for row in people]


def providers(uow: UnitOfWork) -> list[tuple[str, str]]:
    """Return the service providers to choose from."""
    rows = uow.session.scalars(select(Provider).where(Provider.active).order_by(Provider.name))
    return [(str(row.id), row.name) for row in rows]
