"""What the public notice (公示) shows: who gets which stars, until when; to a provider its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from app.grading.reads.progress import names_of
from app.grading.rules.clocks import NoticeClocks
from app.grading.rules.states import GradeState
from app.grading.tables import GradeOfYear
from app.kernel import Role, UnitOfWork
from app.registers.tables import Engineer


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One grade in notice; `mine` is the id of a grade that the reader may open as his own."""

    year: int
    subject: str
    subject_id: UUID
    name: str
    staff_number: str
    stars: int | None
    doubt: str | None
    clocks: NoticeClocks
    mine: UUID | None


def noticed(uow: UnitOfWork) -> Sequence[NoticeLine]:
    """Return the grades in notice by name: to all of the company, stars are no secret; a provider its own."""
    who, names = uow.principal, names_of(uow)
    query = select(GradeOfYear).where(GradeOfYear.state == GradeState.NOTICED)
    if who.role is Role.PROVIDER:
        people = select(Engineer.id).where(Engineer.provider_id == who.provider_id)
        own = GradeOfYear.subject_id == who.provider_id
        query = query.where(or_(own, GradeOfYear.subject_id.in_(people)))
    lines = [
        NoticeLine(
            year=row.year,
            subject=row.subject,
            subject_id=row.subject_id,
            name=names.get(row.subject_id, ("", ""))[0],
            staff_number=names.get(row.subject_id, ("", ""))[1],
            stars=row.stars,
            doubt=row.doubt,
            clocks=NoticeClocks(row.noticed_on),
            mine=row.id if row.subject_id in (who.engineer_id, who.provider_id) else None,
        )
        for row in uow.session.scalars(query)
        if row.noticed_on is not None
    ]
    return sorted(lines, key=lambda line: (line.subject, line.name, line.subject_id))
