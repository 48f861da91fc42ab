"""The grade that the rubric in force proposes for an engineer and a year; a person decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.registers.tables import Engineer, Territory
from app.requests.tables import Visit
from app.stars.reads.figures import figures_of
from app.stars.reads.rubrics import in_force
from app.stars.reads.work import Span
from app.stars.rules.grade import Grade, grade
from app.stars.rules.grade_reasons import MOST_STARS, Circumstances
from app.stars.rules.rubric import Graded, Rubric

YEARS = 3
_QUARTERS = (1, 4, 7, 10)
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for a year; `is_over` says whether all of it is known."""

    engineer: Engineer
    year: int
    years: Sequence[int]
    is_over: bool
    rubric: Rubric
    visits: int
    grade: Grade


def proposal(uow: UnitOfWork, engineer_id: UUID, year: int | None = None) -> Proposal:
    """Return it for one of the last years, by the clock of the engineer's territory; this one if None.

    Raises:
        NotFound: there is no such engineer.
        Invalid: the year is none of them.
    """
    engineer = uow.get(Engineer, engineer_id)
    zone = ZoneInfo(uow.get(Territory, engineer.territory_id).time_zone)
    this = uow.now.astimezone(zone).year
    years = [this - n for n in range(YEARS)]
    year = this if year is None else year
    if year not in years:
        raise Invalid({"year": Phrase("must be from %(least)g to %(most)g", least=years[-1], most=this)})
    rubric, span = in_force(uow, Graded.ENGINEER), _span(uow, zone, year, 1, _MONTHS)
    figures, visits = figures_of(uow, span, engineer_id), _visits(uow, span, engineer_id)
    around = Circumstances(visits=visits)
    found = grade(rubric, figures, around)
    if found.total >= _points_for(rubric, MOST_STARS):  # only five stars ask what each quarter came to
        quarters = _quarters(uow, rubric, zone, year, engineer_id)
        found = grade(rubric, figures, replace(around, quarters=quarters))
    return Proposal(engineer, year, years, year < this, rubric, visits, found)


def _points_for(rubric: Rubric, stars: int) -> float:
    return next(cut.points for cut in rubric.cuts if cut.stars == stars)


def _quarters(uow: UnitOfWork, rubric: Rubric, zone: ZoneInfo, year: int, engineer_id: UUID) -> list[float]:
    found = []
    for month in _QUARTERS:
        span = _span(uow, zone, year, month, month + 2)
        if span.from_at < span.to_at and (figures := figures_of(uow, span, engineer_id)):
            found.append(grade(rubric, figures).total)
    return found


def _span(uow: UnitOfWork, zone: ZoneInfo, year: int, first: int, last: int) -> Span:
    """Return whole months, as far as they have passed."""
    end = datetime(year + last // _MONTHS, last % _MONTHS + 1, 1, tzinfo=zone)
    return Span(datetime(year, first, 1, tzinfo=zone), min(end, uow.now))


def _visits(uow: UnitOfWork, span: Span, engineer_id: UUID) -> int:
    came = select(func.count()).where(
        Visit.engineer_id == engineer_id,
        Visit.on_site_at >= span.from_at,
        Visit.on_site_at < span.to_at,
        Visit.completed_at.is_not(None),
    )
    return uow.session.scalar(came) or 0
