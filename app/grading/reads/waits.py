"""What each year of grades waits for: step, who, how many grades, and since when it is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.grading.reads.managers import managers_of_teams
from app.grading.rules.states import GradeState
from app.grading.rules.waits import GradeStep, awaited
from app.grading.tables import GradeAppeal, GradeOfYear
from app.kernel import UnitOfWork
from app.kernel.local_dates import local_date
from app.stars.reads.facts import zone_of_all


@dataclass(frozen=True, slots=True)
class GradeWait:
    """Grades of a year that wait for one step; `names` are who scores them, empty where any manager may."""

    year: int
    step: GradeStep
    names: str
    count: int
    due_on: date
    is_late: bool


def waits_of(uow: UnitOfWork, rows: Sequence[GradeOfYear]) -> Sequence[GradeWait]:
    """Return what these grades wait for, what is due first before the rest."""
    zone = zone_of_all(uow)
    today, managers, appeals = local_date(uow.now, zone), managers_of_teams(uow), _open_appeals(uow)
    found: dict[tuple[int, GradeStep, str], list[date]] = {}
    for row in rows:
        one = awaited(row.state, local_date(row.updated_at, zone), row.noticed_on, appeals.get(row.id))
        if one is None:
            continue
        step, due_on = one
        names = [name for team in row.team.split(", ") for name in managers.get(team, ())]
        said = ", ".join(dict.fromkeys(names)) if step is GradeStep.SCORE else ""
        found.setdefault((row.year, step, said), []).append(due_on)
    waits = [
        GradeWait(*key, count=len(days), due_on=min(days), is_late=min(days) < today)
        for key, days in found.items()
    ]
    return sorted(waits, key=lambda wait: (wait.due_on, wait.year, wait.step, wait.names))


def all_waits(uow: UnitOfWork) -> Sequence[GradeWait]:
    """Return those of all years."""
    open_ones = select(GradeOfYear).where(GradeOfYear.state != GradeState.PUBLISHED)
    return waits_of(uow, uow.session.scalars(open_ones.order_by(GradeOfYear.id)).all())


def _open_appeals(uow: UnitOfWork) -> Mapping[UUID, date]:
    query = select(GradeAppeal.grade_id, GradeAppeal.answer_due_on).where(GradeAppeal.outcome.is_(None))
    return {row.grade_id: row.answer_due_on for row in uow.session.execute(query)}
