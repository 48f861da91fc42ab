"""What teams and places in them demand, as registers of the office."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from app.accounts.tables import User
from app.kernel import Role, UnitOfWork, locks
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.registers.commands.registry.rules import Rules
from app.registers.reads.registry import Register
from app.registers.tables import Engineer, Territory
from app.teams.tables import Part, Team, TeamPlace

ROLES_OF_PART = {
    Part.MANAGER: frozenset({Role.MANAGER, Role.ADMIN}),
    Part.DISPATCHER: frozenset({Role.DISPATCHER, Role.ADMIN}),
}


def prepare_place(uow: UnitOfWork, values: dict[str, Any], row: TeamPlace | None) -> dict[str, str]:
    """A place ends after it begins, is that of one who fits it, and does not overlap another of the same."""
    part, user_id, engineer_id, team_id, from_on, until_on = (
        values.get(name, getattr(row, name, None))
        for name in ("part", "user_id", "engineer_id", "team_id", "from_on", "until_on")
    )
    if until_on is not None and until_on < from_on:
        return {"until_on": Phrase("lies before the first day")}
    errors = _unfit(uow, part, user_id, engineer_id)
    if errors:
        return errors
    team = locks.row(uow, Team, team_id)  # two that are entered at one moment wait for each other here
    if engineer_id and team.provider_id and uow.get(Engineer, engineer_id).provider_id != team.provider_id:
        return {"engineer_id": Phrase("is not of this team's service provider")}
    same = select(TeamPlace).where(
        TeamPlace.team_id == team_id,
        TeamPlace.part == part,
        TeamPlace.user_id == user_id if user_id else TeamPlace.engineer_id == engineer_id,
        or_(TeamPlace.until_on.is_(None), TeamPlace.until_on >= from_on),
    )
    if until_on is not None:
        same = same.where(TeamPlace.from_on <= until_on)
    if row is not None:
        same = same.where(TeamPlace.id != row.id)
    if uow.session.scalars(same).first() is not None:
        return {"from_on": Phrase("overlaps a place that is there already")}
    return {}


def _unfit(uow: UnitOfWork, part: Any, user_id: Any, engineer_id: Any) -> dict[str, str]:
    if part == Part.MEMBER:
        if engineer_id is None or user_id is not None:
            return {"engineer_id": Phrase("is needed of a member, and no account")}
        return {}
    if user_id is None or engineer_id is not None:
        return {"user_id": Phrase("is needed of managers and dispatchers, and no engineer")}
    if uow.get(User, user_id).role not in ROLES_OF_PART[Part(part)]:
        return {"user_id": Phrase("does not have the role for this part")}
    return {}


def prepare_team(uow: UnitOfWork, values: dict[str, Any], row: Team | None) -> dict[str, str]:
    """A team that becomes a provider's has no other people."""
    provider_id = values.get("provider_id")
    if row is None or provider_id is None or provider_id == row.provider_id:
        return {}
    today = local_date(uow.now, uow.get(Territory, row.territory_id).time_zone)
    strange = (
        select(TeamPlace.id)
        .join(Engineer, Engineer.id == TeamPlace.engineer_id)
        .where(
            TeamPlace.team_id == row.id,
            or_(Engineer.provider_id.is_(None), Engineer.provider_id != provider_id),
            or_(TeamPlace.until_on.is_(None), TeamPlace.until_on >= today),
        )
    )
    if uow.session.scalars(strange).first() is not None:
        return {"provider_id": Phrase("the team has members who are not of this service provider")}
    return {}


REGISTER = Register("team", Team, ("name", "created_at"), ("name",))
PLACES = Register("team_place", TeamPlace, ("from_on", "created_at"))
RULES = Rules(
    references={"territory_id": "territory", "provider_id": "provider"},
    unique=("name",),
    prepare=prepare_team,
)
RULES_OF_PLACES = Rules(
    references={"team_id": "team", "user_id": "user", "engineer_id": "engineer"}, prepare=prepare_place
)
