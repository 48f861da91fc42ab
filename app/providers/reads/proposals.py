"""What a provider's published grade and its last quarters propose.  People decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.grading.reads.proposals import quarters_proposed
from app.grading.rules.states import GradeState
from app.grading.tables import GradeOfYear
from app.kernel import UnitOfWork
from app.providers.rules.consequences import is_weak, shipped
from app.stars.reads.facts import zone_of_all
from app.stars.reads.rubrics import in_force as rubric_in_force
from app.stars.rules.figures import Subject
from app.stars.rules.months import month_of
from app.stars.rules.rubric import Graded


@dataclass(frozen=True, slots=True)
class QuarterPoints:
    """What a quarter that is over came to."""

    year: int
    quarter: int
    points: float


@dataclass(frozen=True, slots=True)
class ConsequencesProposed:
    """Of one provider: `grade` is the published one, and what it proposes; None without one.

    `suspend` says that the last `count` quarters each came to less than `below` points.
    """

    grade: GradeOfYear | None
    factor_percent: int | None
    share_percent: int | None
    table_version: int
    quarters: Sequence[QuarterPoints]
    suspend: bool
    below: float | None
    count: int | None


def proposed(uow: UnitOfWork, provider_id: UUID) -> ConsequencesProposed:
    """Return it."""
    row = published(uow, provider_id)
    band = shipped().at(row.total) if row is not None and row.total is not None else None
    rule = rubric_in_force(uow, Graded.PROVIDER).suspension
    quarters = _quarters(uow, provider_id)
    weak = rule is not None and is_weak([one.points for one in quarters], rule.below, rule.quarters)
    return ConsequencesProposed(
        grade=row,
        factor_percent=band.factor_percent if band else None,
        share_percent=band.share_percent if band else None,
        table_version=shipped().version,
        quarters=quarters,
        suspend=weak,
        below=rule.below if rule else None,
        count=rule.quarters if rule else None,
    )


def published(uow: UnitOfWork, provider_id: UUID) -> GradeOfYear | None:
    """Return the newest published grade of a provider."""
    found = select(GradeOfYear).where(
        GradeOfYear.subject == Subject.PROVIDER,
        GradeOfYear.subject_id == provider_id,
        GradeOfYear.state == GradeState.PUBLISHED,
    )
    newest = found.order_by(GradeOfYear.year.desc(), GradeOfYear.number.desc()).limit(1)
    return uow.session.scalars(newest).one_or_none()


def _quarters(uow: UnitOfWork, provider_id: UUID) -> list[QuarterPoints]:
    """Return the quarters of this year and the last that are over and were measured, the oldest first."""
    this = month_of(uow.now, zone_of_all(uow))
    return [
        QuarterPoints(year, (months.first.number + 2) // 3, grade.total)
        for year in (this.year - 1, this.year)
        for months, grade in quarters_proposed(uow, Subject.PROVIDER, provider_id, year)
        if months.last < this
    ]
