"""Grades as rows: which of them somebody answers for, may see, or is waited for to do something with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true

from app.grading.rules.persons import SCORING, Deed, GradePerson
from app.grading.rules.states import GradeState
from app.grading.tables import GradeAppeal, GradeDeed, GradeOfYear, GradeVeto
from app.kernel import Principal, Role, UnitOfWork, visibility
from app.kernel.errors import NotFound
from app.registers.tables import Engineer
from app.stars.rules.figures import Subject
from app.teams.reads.managed import managed_engineers

TOLD = (GradeState.NOTICED, GradeState.PUBLISHED)
"""From the notice on whom a grade is about is told what people decided."""


def seen_by(who: Principal) -> ColumnElement[bool]:
    """Return which grades somebody may see: the office all, whom they are about from the notice on."""
    if who.role in visibility.SEES_ALL:
        return true()
    own = _own(who)
    return false() if own is None else and_(own, GradeOfYear.state.in_(TOLD))


def _own(who: Principal) -> ColumnElement[bool] | None:
    if who.role is Role.ENGINEER and who.engineer_id is not None:
        return GradeOfYear.subject_id == who.engineer_id
    if who.role is Role.PROVIDER and who.provider_id is not None:
        people = select(Engineer.id).where(Engineer.provider_id == who.provider_id)
        return or_(GradeOfYear.subject_id == who.provider_id, GradeOfYear.subject_id.in_(people))
    return None


def answered_for(uow: UnitOfWork, who: Principal) -> ColumnElement[bool]:
    """Return the grades that somebody answers for, or that are his own: managers those of their own teams."""
    own = managed_engineers(uow, who)
    mine = true() if own is None else GradeOfYear.subject_id.in_(own)
    return and_(seen_by(who), mine)


def grade_of(uow: UnitOfWork, who: Principal, key: UUID) -> GradeOfYear:
    """Return one.

    Raises:
        NotFound: there is none that the caller answers for.
    """
    found = select(GradeOfYear).where(GradeOfYear.id == key, answered_for(uow, who))
    row = uow.session.scalars(found).one_or_none()
    if row is None:
        raise NotFound("grade", key)
    return row


def grades(
    uow: UnitOfWork,
    who: Principal,
    *,
    year: int | None = None,
    state: str | None = None,
    subject_id: UUID | None = None,
) -> Select[Any]:
    """Return the query of them: the newest year first, by whom they are about, versions as they came."""
    query = select(GradeOfYear).where(answered_for(uow, who))
    if year is not None:
        query = query.where(GradeOfYear.year == year)
    if state is not None:
        query = query.where(GradeOfYear.state == state)
    if subject_id is not None:
        query = query.where(GradeOfYear.subject_id == subject_id)
    order = (GradeOfYear.subject, GradeOfYear.subject_id, GradeOfYear.number)
    return query.order_by(GradeOfYear.year.desc(), *order)


def versions(uow: UnitOfWork, year: int, subject_id: UUID) -> Sequence[GradeOfYear]:
    """Return all versions of a grade, the first one first."""
    found = select(GradeOfYear).where(GradeOfYear.year == year, GradeOfYear.subject_id == subject_id)
    return uow.session.scalars(found.order_by(GradeOfYear.number)).all()


def deeds_of(uow: UnitOfWork, grade_id: UUID) -> Sequence[GradeDeed]:
    """Return what people did to a grade, the first act first."""
    found = select(GradeDeed).where(GradeDeed.grade_id == grade_id)
    return uow.session.scalars(found.order_by(GradeDeed.at, GradeDeed.id)).all()


def as_deeds(rows: Sequence[GradeDeed]) -> list[Deed]:
    """Return them as the rules take them."""
    return [Deed(row.kind, row.by_user_id) for row in rows]


def appeals_of(uow: UnitOfWork, grade_id: UUID) -> Sequence[GradeAppeal]:
    """Return the appeals about a grade, the first one first."""
    found = select(GradeAppeal).where(GradeAppeal.grade_id == grade_id)
    return uow.session.scalars(found.order_by(GradeAppeal.appealed_at, GradeAppeal.id)).all()


def vetoes_of(uow: UnitOfWork, year: int, subject_id: UUID) -> Sequence[GradeVeto]:
    """Return the vetoes of somebody in a year, withdrawn ones too, the first one first."""
    found = select(GradeVeto).where(GradeVeto.year == year, GradeVeto.subject_id == subject_id)
    return uow.session.scalars(found.order_by(GradeVeto.at, GradeVeto.id)).all()


def person_of(who: Principal) -> GradePerson:
    """Return who acts, as the rules take it."""
    return GradePerson(who.user_id, who.engineer_id, who.provider_id)


def has_part_in(user_id: UUID | None) -> ColumnElement[bool]:
    """Tell, in SQL, which grades somebody had a part in."""
    mine = (GradeDeed.grade_id == GradeOfYear.id, GradeDeed.by_user_id == user_id)
    return exists().where(*mine, GradeDeed.kind.in_(SCORING)).correlate(GradeOfYear)


def is_about(who: Principal) -> ColumnElement[bool]:
    """Tell, in SQL, which grades are about somebody himself."""
    keys = [key for key in (who.engineer_id, who.provider_id) if key is not None]
    return GradeOfYear.subject_id.in_(keys)


def own_subject(who: Principal) -> tuple[Subject, UUID] | None:
    """Return whom somebody is graded as; None for whom is not."""
    if who.role is Role.ENGINEER and who.engineer_id is not None:
        return Subject.ENGINEER, who.engineer_id
    if who.role is Role.PROVIDER and who.provider_id is not None:
        return Subject.PROVIDER, who.provider_id
    return None
