"""The grade that the rubric in force proposes for an engineer and a year; a person decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import func, select

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.registers.tables import Engineer, Territory
from app.requests.tables import ServiceRequest, Visit
from app.stars.hooks import abilities_of
from app.stars.reads.facts import LEAST_CARDS
from app.stars.reads.rubrics import in_force
from app.stars.reads.standings import Months, measured, quarters_of, whole_year, year_worked_out
from app.stars.reads.trained import earned, last_day_of, of_training
from app.stars.rules.figures import Subject
from app.stars.rules.grade import Grade, grade
from app.stars.rules.grade_reasons import MOST_STARS, Circumstances
from app.stars.rules.measured import Measure, Measured
from app.stars.rules.months import Month, month_of, months_between
from app.stars.rules.rubric import BonusKind, Graded, Rubric
from app.stars.tables import StarContribution, StarMonth

YEARS = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for a year; `is_over` says whether all of it is known.

    months: those that the figures are of, None where nothing was worked out.  not_worked_out: the months of
    the year so far that there are no facts of, though there may be visits.  few_cards: too few customers
    scored for their score to count, and some did.
    """

    engineer: Engineer
    year: int
    years: Sequence[int]
    is_over: bool
    months: Months | None
    not_worked_out: Sequence[str]
    few_cards: bool
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
    zone = uow.get(Territory, engineer.territory_id).time_zone
    this = month_of(uow.now, zone)
    years = [this.year - n for n in range(YEARS)]
    year = this.year if year is None else year
    if year not in years:
        raise Invalid({"year": Phrase("must be from %(least)g to %(most)g", least=years[-1], most=this.year)})
    whole = whole_year(year)
    so_far = Months(whole.first, min(whole.last, this))
    found = proposed_for(uow, Subject.ENGINEER, engineer_id, so_far, year)
    missing = months_not_worked_out(uow, so_far, zone)
    return Proposal(
        *(engineer, year, years, year < this.year, found.months),
        *(missing, found.few_cards, found.rubric, found.visits, found.grade),
    )


@dataclass(frozen=True, slots=True)
class YearProposed:
    """What is proposed for an engineer or provider over some months; `quarters` where five stars ask."""

    months: Months | None
    few_cards: bool
    rubric: Rubric
    visits: int
    quarters: Sequence[float]
    grade: Grade
    bonuses: Mapping[BonusKind, int]


def proposed_for(
    uow: UnitOfWork,
    subject: Subject,
    key: UUID,
    so_far: Months,
    year: int,
    rubric: Rubric | None = None,
    *,
    quarters: bool = True,
) -> YearProposed:
    """Return it over the months that are worked out of `so_far`, by the rubric in force if none is named."""
    rubric = rubric or in_force(uow, Graded(subject))
    months = year_worked_out(uow, so_far)
    figures, few_cards = _figures(uow, months, subject, key)
    visits = _visits(uow, months, subject, key)
    around = Circumstances(visits=visits, bonuses=earned(uow, subject, key, months))
    found = grade(rubric, figures, around)
    points: Sequence[float] = ()
    # Of an engineer only five stars ask what each quarter came to; a provider's suspension may be proposed.
    is_asked = subject is Subject.PROVIDER or found.total >= _points_for(rubric, MOST_STARS)
    if quarters and is_asked:
        points = _quarters(uow, rubric, year, subject, key)
        found = grade(rubric, figures, replace(around, quarters=points))
    return YearProposed(months, few_cards, rubric, visits, points, found, around.bonuses)


def _figures(
    uow: UnitOfWork, months: Months | None, subject: Subject, key: UUID
) -> tuple[Mapping[str, Measured], bool]:
    """Return them, and whether the customers' score is left out: of few cards it tells who gave which."""
    found: dict[str, Measured] = dict(measured(uow, subject, key, months).items()) if months else {}
    if found and months and subject is Subject.ENGINEER:  # of who made no visit nothing is graded
        found.update(of_training(uow, key, months).items())
    if found and months and subject is Subject.PROVIDER:
        found |= abilities_of(uow, key, last_day_of(months))
    score = found.get(Measure.CUSTOMER_SCORE)
    if score is None or score.cases >= LEAST_CARDS:
        return found, False
    return {measure: one for measure, one in found.items() if one is not score}, True


def _points_for(rubric: Rubric, stars: int) -> float:
    return next(cut.points for cut in rubric.cuts if cut.stars == stars)


def _quarters(uow: UnitOfWork, rubric: Rubric, year: int, subject: Subject, key: UUID) -> list[float]:
    every = [_figures(uow, months, subject, key)[0] for months in quarters_of(year)]
    return [grade(rubric, figures).total for figures in every if figures]


def months_not_worked_out(uow: UnitOfWork, so_far: Months, zone: str) -> list[str]:
    """Return the months since the first request without facts; all, where nothing was made of the facts."""
    first = uow.session.scalar(select(func.min(ServiceRequest.requested_at)))
    if first is None:
        return []
    since: Month = max(so_far.first, month_of(first, zone))
    known = dict(uow.session.execute(select(StarMonth.month, StarMonth.visits)).all())
    useless = year_worked_out(uow, so_far) is None and any(known.get(month) for month in so_far.keys)
    every = map(str, months_between(since, so_far.last))
    return [month for month in every if useless or month not in known]


def _visits(uow: UnitOfWork, months: Months | None, subject: Subject, key: UUID) -> int:
    """Count the visits in the facts of these months that he, or its people, came for and ended."""
    if months is None:
        return 0
    of = StarContribution
    came = (
        select(func.count())
        .select_from(of)
        .join(Visit, Visit.id == of.visit_id)
        .where(
            (of.engineer_id if subject is Subject.ENGINEER else of.provider_id) == key,
            of.month.in_(months.keys),
            Visit.engineer_id == of.engineer_id,
            Visit.on_site_at.is_not(None),
            Visit.completed_at.is_not(None),
        )
    )
    return uow.session.scalar(came) or 0
