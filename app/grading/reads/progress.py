"""How far a year has come: by team and state, and who is waited for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.grading.reads.grades import answered_for
from app.grading.reads.managers import managers_of_teams
from app.grading.reads.waiting import open_appeal
from app.grading.reads.waits import GradeWait, waits_of
from app.grading.rules.clocks import NoticeClocks
from app.grading.rules.states import GradeState, year_state
from app.grading.tables import GradeOfYear
from app.kernel import UnitOfWork
from app.kernel.errors import NotFound
from app.registers.tables import Engineer, Provider
from app.stars.reads.facts import zone_of_all
from app.stars.rules.months import month_of


@dataclass(frozen=True, slots=True)
class GradeInYear:
    """A grade in a list; `waits_until` is the first day on which it may be published, in notice."""

    row: GradeOfYear
    name: str
    staff_number: str
    waits_until: date | None
    appealed: bool


@dataclass(frozen=True, slots=True)
class TeamProgress:
    """The grades of a team by state, and the managers who are waited for while some are not scored."""

    team: str
    states: Mapping[str, int]
    managers: Sequence[str]

    @property
    def grades(self) -> int:
        """How many there are."""
        return sum(self.states.values())


@dataclass(frozen=True, slots=True)
class YearProgress:
    """A year as the caller sees it; `done` is which part of all steps is behind, from 0 to 1."""

    year: int
    years: Sequence[int]
    state: str
    states: Mapping[str, int]
    teams: Sequence[TeamProgress]
    open_appeals: int
    done: float
    lines: Sequence[GradeInYear]
    waits: Sequence[GradeWait]


FIRST_YEAR, LAST_YEAR = 2000, 2199
"""Years that anybody means; the database would not take every number either."""


def known_year(year: int) -> int:
    """Return the year of an address.

    Raises:
        NotFound: nobody means it.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound("grade", year)
    return year


def progress(uow: UnitOfWork, year: int | None = None) -> YearProgress:
    """Return it for the grades that the caller answers for; of the year that is due, if none is named."""
    this = month_of(uow.now, zone_of_all(uow)).year
    year = this - 1 if year is None else year
    mine = answered_for(uow, uow.principal)
    rows = uow.session.scalars(
        select(GradeOfYear)
        .where(GradeOfYear.year == year, mine)
        .order_by(GradeOfYear.team, GradeOfYear.subject, GradeOfYear.subject_id, GradeOfYear.number)
    ).all()
    # Of a correction that is under way, and of the version that it corrects, the one under way counts.
    newest = {(row.subject, row.subject_id): row for row in rows}
    appealed = set(uow.session.scalars(select(GradeOfYear.id).where(GradeOfYear.year == year, open_appeal())))
    names = names_of(uow)
    lines = [_line(row, names, appealed) for row in newest.values()]
    known = uow.session.scalars(select(GradeOfYear.year).where(mine).distinct())
    states = Counter(line.row.state for line in lines)
    steps = [list(GradeState).index(GradeState(line.row.state)) + 1 for line in lines]
    return YearProgress(
        year=year,
        years=sorted({*known, this, this - 1, year}, reverse=True),
        state=year_state(line.row.state for line in lines),
        states=states,
        teams=_by_team(uow, lines),
        open_appeals=sum(line.appealed for line in lines),
        done=sum(steps) / (len(GradeState) * len(lines)) if lines else 0.0,
        lines=sorted(lines, key=lambda line: (line.row.team, line.row.subject, line.name)),
        waits=waits_of(uow, list(newest.values())),
    )


def names_of(uow: UnitOfWork) -> Mapping[UUID, tuple[str, str]]:
    """Return what engineers and service providers are called, with the engineers' numbers."""
    engineers = uow.session.execute(select(Engineer.id, Engineer.name, Engineer.number))
    providers = uow.session.execute(select(Provider.id, Provider.name))
    return {key: (name, number) for key, name, number in engineers} | {
        key: (name, "") for key, name in providers
    }


def _line(row: GradeOfYear, names: Mapping[UUID, tuple[str, str]], appealed: set[UUID]) -> GradeInYear:
    in_notice = row.state == GradeState.NOTICED and row.noticed_on is not None
    until = NoticeClocks(row.noticed_on).publishable_on if in_notice and row.noticed_on else None
    name, number = names.get(row.subject_id, ("", ""))
    return GradeInYear(row, name, number, until, row.id in appealed)


def _by_team(uow: UnitOfWork, lines: Sequence[GradeInYear]) -> list[TeamProgress]:
    managers = managers_of_teams(uow)
    by: dict[str, Counter[str]] = {}
    for line in lines:
        by.setdefault(line.row.team, Counter())[line.row.state] += 1
    return [
        TeamProgress(team, states, [name for one in team.split(", ") for name in managers.get(one, ())])
        for team, states in sorted(by.items())
    ]
