"""Who answers for whom here: managers for their own teams, a person and a provider for their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.kernel import Principal, Role, UnitOfWork, visibility
from app.kernel.errors import NotFound
from app.kernel.visibility import SEES_ALL, Clause, of, through
from app.registers.tables import Engineer
from app.teams.reads.managed import managed_engineers
from app.teams.tables import Part, Team, TeamPlace


def answers_for(uow: UnitOfWork, engineer_id: UUID) -> bool:
    """Tell whether the caller may write down what concerns this engineer; only managers have limits."""
    own = managed_engineers(uow, uow.principal)
    return own is None or engineer_id in own


def require_answerable(uow: UnitOfWork, engineer_id: UUID) -> Engineer:
    """Return the engineer where the caller may see him and answers for him.

    Raises:
        NotFound: he may not, or there is none.
    """
    engineer = visibility.visible(uow, Engineer, engineer_id)
    if not answers_for(uow, engineer_id):
        raise NotFound("Engineer", engineer_id)
    return engineer


def of_own_people(column: Any) -> visibility.Rule:
    """Return who sees rows that hang on an engineer by `column`.

    Managers see those of whoever is or was in a team that they manage; who manages none sees all.  Days are
    not looked at: what may be written is (`answers_for`).
    """

    def rule(principal: Principal) -> Clause:
        if principal.role is Role.MANAGER and principal.user_id is not None:
            mine = (
                select(TeamPlace.team_id)
                .join(Team, Team.id == TeamPlace.team_id)
                .where(TeamPlace.user_id == principal.user_id, TeamPlace.part == Part.MANAGER, Team.active)
            )
            people = select(TeamPlace.engineer_id).where(
                TeamPlace.team_id.in_(mine), TeamPlace.part == Part.MEMBER
            )
            own: Clause = ~mine.exists() | column.in_(people)
            return own
        if principal.role in SEES_ALL:
            return through(principal, column, select(Engineer.id))
        return through(principal, column, select(Engineer.id).where(of(Engineer)(principal)))

    return rule
