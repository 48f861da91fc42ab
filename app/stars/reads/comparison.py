"""Engineers and providers side by side, as last worked out; those alone that the caller answers for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.kernel import Principal, UnitOfWork
from app.registers.tables import Engineer, Provider
from app.stars.reads.standings import Months, stored_standings
from app.stars.rules.figures import Subject
from app.stars.rules.measured import Measure
from app.stars.rules.rubric import Direction, direction_of
from app.stars.tables import StarStanding
from app.teams.reads.managed import managed_engineers


@dataclass(frozen=True, slots=True)
class Compared:
    """One engineer or provider with the standing in each measure that something was observed for."""

    id: UUID
    number: str
    name: str
    stars: int
    is_provisional: bool
    standings: Mapping[Measure, StarStanding]

    @property
    def below(self) -> int:
        """In how many measures it stands below the others, more than chance would have it."""
        return sum(is_behind(one) for one in self.standings.values())


def is_behind(one: StarStanding) -> bool:
    """Whether a standing lies on the side that nobody wishes: of the time on site that is the upper one."""
    return one.apart == (1 if direction_of(one.measure) is Direction.LOWER else -1)


def is_ahead(one: StarStanding) -> bool:
    """Whether it lies on the good side."""
    return one.apart != 0 and not is_behind(one)


def engineers_compared(
    uow: UnitOfWork, who: Principal, months: Months, territory_id: UUID | None = None
) -> list[Compared]:
    """Return all engineers of whom something was observed, those behind in most measures first.

    A territory chooses whom to show: everybody is compared with everybody.
    """
    found, own = stored_standings(uow, Subject.ENGINEER, months), managed_engineers(uow, who)
    provisional = Engineer.stars_provisional_until.is_not(None)
    people = select(Engineer.id, Engineer.number, Engineer.name, Engineer.stars, provisional)
    if territory_id is not None:
        people = people.where(Engineer.territory_id == territory_id)
    every = [_compared(row, found) for row in uow.session.execute(people) if own is None or row.id in own]
    return sorted((one for one in every if one.standings), key=lambda one: (-one.below, one.number))


def providers_compared(uow: UnitOfWork, who: Principal, months: Months) -> list[Compared]:
    """Return all service providers likewise; a manager of teams answers for people, not for companies."""
    if managed_engineers(uow, who) is not None:
        return []
    found = stored_standings(uow, Subject.PROVIDER, months)
    rows = uow.session.execute(select(Provider.id, Provider.name, Provider.stars))
    every = [_compared((row.id, "", row.name, row.stars, False), found) for row in rows]
    return sorted((one for one in every if one.standings), key=lambda one: (-one.below, one.name))


def of_subject(uow: UnitOfWork, subject: Subject, key: UUID, months: Months) -> Compared:
    """Return one engineer or provider; without standings where nothing was observed."""
    found = stored_standings(uow, subject, months, key)
    if subject is Subject.PROVIDER:
        provider = uow.get(Provider, key)
        return _compared((key, "", provider.name, provider.stars, False), found)
    engineer = uow.get(Engineer, key)
    provisional = engineer.stars_provisional_until is not None
    return _compared((key, engineer.number, engineer.name, engineer.stars, provisional), found)


def _compared(row: Any, found: Mapping[UUID, list[StarStanding]]) -> Compared:
    key, number, name, stars, provisional = row
    standings = {Measure(one.measure): one for one in found.get(key, ())}
    return Compared(key, number, name, stars, provisional, standings)
