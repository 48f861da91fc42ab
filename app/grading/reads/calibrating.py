"""A year's grades side by side over all teams, for the calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.grading.reads.progress import GradeInYear, progress
from app.grading.rules.calibration import Funnel, Placed, Scorer, funnel_of, scorers_of
from app.grading.rules.states import GradeAct
from app.grading.tables import GradeDeed, GradeOfYear
from app.kernel import UnitOfWork
from app.stars.rules.figures import Subject


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Engineers' grades with their places in the funnel; `funnel` is None where there are none."""

    year: int
    years: Sequence[int]
    people: Sequence[tuple[GradeInYear, Placed]]
    funnel: Funnel | None
    scorers: Sequence[Scorer]


def side_by_side(uow: UnitOfWork, year: int | None = None) -> SideBySide:
    """Return the engineers' grades of a year that the caller answers for, the most points first."""
    found = progress(uow, year)
    scored = _last_scored(uow, found.year)
    lines = [line for line in found.lines if line.row.subject == Subject.ENGINEER]
    people = [(line, _placed(line, scored.get(line.row.id))) for line in lines]
    people.sort(key=lambda one: (-one[1].total, one[0].name))
    placed = [one for _, one in people]
    return SideBySide(found.year, found.years, people, funnel_of(placed), scorers_of(placed))


def _placed(line: GradeInYear, scored: tuple[UUID | None, str] | None) -> Placed:
    row = line.row
    own = row.facts["total"]
    total = own if row.total is None else row.total
    by, scorer = scored or (None, "")
    return Placed(
        name=line.name,
        team=row.team,
        visits=row.facts["visits"],
        proposed=own,
        total=total,
        low=row.facts["low"] + total - own,
        high=row.facts["high"] + total - own,
        scored_by=by,
        scorer=scorer,
    )


def _last_scored(uow: UnitOfWork, year: int) -> dict[UUID, tuple[UUID | None, str]]:
    """Return who scored each grade of a year last."""
    deeds = (
        select(GradeDeed.grade_id, GradeDeed.by_user_id, GradeDeed.by_name)
        .join(GradeOfYear, GradeOfYear.id == GradeDeed.grade_id)
        .where(GradeOfYear.year == year, GradeDeed.kind == GradeAct.SCORE)
        .order_by(GradeDeed.at, GradeDeed.id)
    )
    return {grade_id: (by, name) for grade_id, by, name in uow.session.execute(deeds)}
