"""What somebody reads of himself: the previews of this year's quarters, his grades, and the stars he held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.grading.reads.grades import grades
from app.grading.reads.proposals import quarters_proposed
from app.grading.tables import GradeOfYear
from app.kernel import UnitOfWork
from app.registers.reads.stars_held import held_by
from app.registers.tables import Engineer, Provider, StarsHeld
from app.stars.reads.facts import zone_of_all
from app.stars.reads.standings import Months
from app.stars.rules.figures import Subject
from app.stars.rules.grade import Grade
from app.stars.rules.months import month_of


@dataclass(frozen=True, slots=True)
class OwnGrades:
    """Of one: `quarters` of this year and the last, the newest first; `people` are a provider's engineers."""

    key: UUID
    name: str
    stars: int
    provisional_until: date | None
    zone: str
    quarters: Sequence[tuple[int, int, Months, Grade]]
    grades: Sequence[GradeOfYear]
    stars_held: Sequence[StarsHeld]
    people: Sequence[Engineer]


def own_grades(uow: UnitOfWork, subject: Subject, key: UUID) -> OwnGrades:
    """Return them, as far as the caller may see them."""
    holder = uow.get(Engineer, key) if subject is Subject.ENGINEER else uow.get(Provider, key)
    zone = zone_of_all(uow)
    this = month_of(uow.now, zone).year
    quarters = [
        (year, (months.first.number + 2) // 3, months, found)
        for year in (this - 1, this)
        for months, found in quarters_proposed(uow, subject, key, year)
    ]
    people: Sequence[Engineer] = ()
    if subject is Subject.PROVIDER:
        found = select(Engineer).where(Engineer.provider_id == key, Engineer.active)
        people = uow.session.scalars(found.order_by(Engineer.number)).all()
    rows = uow.session.scalars(grades(uow, uow.principal, subject_id=key)).all()
    until = holder.stars_provisional_until if isinstance(holder, Engineer) else None
    about = (key, holder.name, holder.stars, until, zone)
    return OwnGrades(*about, quarters[::-1], rows, held_by(uow, key), people)
