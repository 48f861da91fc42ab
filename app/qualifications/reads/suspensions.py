"""Suspensions from skills, as those see them who may."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, or_, select

from app.kernel import UnitOfWork, visibility
from app.kernel.local_dates import first_day_anywhere, local_date
from app.qualifications.tables import SkillSuspension
from app.registers.tables import Engineer, Territory


def suspensions(
    uow: UnitOfWork, engineer_id: UUID | None = None, skill_code: str | None = None
) -> Select[SkillSuspension]:
    """Return the query of those that the caller may see, the newest first."""
    query = select(SkillSuspension).where(visibility.rows(SkillSuspension, uow.principal))
    if engineer_id is not None:
        query = query.where(SkillSuspension.engineer_id == engineer_id)
    if skill_code is not None:
        query = query.where(SkillSuspension.skill_code == skill_code)
    return query.order_by(SkillSuspension.set_at.desc(), SkillSuspension.id.desc())


def suspension_of(uow: UnitOfWork, key: UUID) -> SkillSuspension:
    """Return one.

    Raises:
        NotFound: there is none that the caller may see.
    """
    return visibility.visible(uow, SkillSuspension, key)


def not_over(uow: UnitOfWork) -> Sequence[SkillSuspension]:
    """Return those in force or to come, by the clocks of each engineer's territory."""
    until = SkillSuspension.until_on
    open_ones = (
        suspensions(uow)
        .join(Engineer, Engineer.id == SkillSuspension.engineer_id)
        .join(Territory, Territory.id == Engineer.territory_id)
        .where(
            SkillSuspension.lifted_at.is_(None), or_(until.is_(None), until >= first_day_anywhere(uow.now))
        )
    )
    return [
        row
        for row, zone in uow.session.execute(open_ones.add_columns(Territory.time_zone))
        if row.until_on is None or row.until_on >= local_date(uow.now, zone)
    ]
