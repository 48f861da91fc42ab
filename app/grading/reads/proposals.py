"""What the figures propose for an engineer or a service provider, read to be frozen or shown beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.grading.rules.decision import GradeDoubt
from app.grading.rules.frozen import frozen
from app.kernel import UnitOfWork
from app.qualifications.reads.probations import held_at_end
from app.registers.tables import Leave
from app.stars.reads.facts import zone_of_all
from app.stars.reads.grades import YearProposed, proposed_for
from app.stars.reads.standings import Months, quarters_of, whole_year
from app.stars.rules.figures import Subject
from app.stars.rules.grade import Grade
from app.stars.rules.rubric import Rubric

LONG_ABSENCE = timedelta(days=183)
"""Away for more than half of the year: nothing that is measured says what the year was like."""


def facts_of_year(
    uow: UnitOfWork, subject: Subject, key: UUID, year: int, rubric: Rubric | None = None
) -> dict[str, Any]:
    """Return what is frozen of somebody's year; by the rubric in force, where none is named."""
    found = proposed_for(uow, subject, key, whole_year(year), year, rubric)
    on_probation = _probation(uow, subject, key, year)
    return as_facts(found, away=_away(uow, subject, key, year), probation=on_probation)


def as_facts(
    found: YearProposed, *, away: timedelta = timedelta(), probation: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return a proposal as data; `probation` says since when, planned until when and why."""
    months = found.months
    return frozen(
        found.rubric,
        found.grade,
        visits=found.visits,
        quarters=found.quarters,
        around={
            "months": [str(months.first), str(months.last)] if months else None,
            "few_cards": found.few_cards,
            "bonuses": {str(kind): count for kind, count in sorted(found.bonuses.items())},
            "days_away": away.days,
            "probation": probation,
        },
    )


def doubt_of(facts: dict[str, Any]) -> GradeDoubt | None:
    """Return why the facts themselves say that somebody is not graded."""
    if facts.get("probation"):
        return GradeDoubt.PROBATION
    return GradeDoubt.LONG_ABSENT if facts["days_away"] > LONG_ABSENCE.days else None


def quarters_proposed(
    uow: UnitOfWork, subject: Subject, key: UUID, year: int
) -> Sequence[tuple[Months, Grade]]:
    """Return the preview of each quarter of which something was measured."""
    found = []
    for months in quarters_of(year):
        one = proposed_for(uow, subject, key, months, year, None, quarters=False)
        if one.grade.stars is not None:
            found.append((months, one.grade))
    return found


def _away(uow: UnitOfWork, subject: Subject, key: UUID, year: int) -> timedelta:
    """Return how long an engineer was on leave in a year, as the register says."""
    if subject is not Subject.ENGINEER:
        return timedelta()
    months, zone = whole_year(year), zone_of_all(uow)
    begin, end = months.first.span(zone)[0], months.last.span(zone)[1]
    rows = uow.session.execute(
        select(Leave.starts_at, Leave.ends_at).where(
            Leave.engineer_id == key, Leave.starts_at < end, Leave.ends_at > begin
        )
    )
    return sum((min(until, end) - max(since, begin) for since, until in rows), timedelta())


def _probation(uow: UnitOfWork, subject: Subject, key: UUID, year: int) -> dict[str, str] | None:
    """Return the probation that an engineer was on as the year ended."""
    if subject is not Subject.ENGINEER:
        return None
    row = held_at_end(uow, key, date(year, 12, 31))
    if row is None:
        return None
    days = {"from_on": row.from_on.isoformat(), "planned_until": row.planned_until.isoformat()}
    return {**days, "reason": row.reason}
