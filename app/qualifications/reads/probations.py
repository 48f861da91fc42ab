"""Probations, as those see them who may: all, those that end soon, and who was on one on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from app.kernel import UnitOfWork, visibility
from app.kernel.local_dates import last_day_anywhere, local_date
from app.kernel.standing import Standing
from app.qualifications.rules.probation import REMINDED, ends_soon, held_on
from app.qualifications.tables import Probation
from app.registers.tables import Engineer, Territory
from app.teams.reads.managed import managed_engineers


@dataclass(frozen=True, slots=True)
class EndingProbation:
    """One that somebody has to decide about; `days` until its planned end, negative once it is past."""

    probation: Probation
    engineer: Engineer
    zone: str
    days: int


def probations(
    uow: UnitOfWork, engineer_id: UUID | None = None, *, running: bool | None = None
) -> Select[Probation]:
    """Return the query of those that the caller may see, the newest first."""
    query = select(Probation).where(visibility.rows(Probation, uow.principal))
    if engineer_id is not None:
        query = query.where(Probation.engineer_id == engineer_id)
    if running is not None:
        query = query.where(Probation.outcome.is_(None) if running else Probation.outcome.is_not(None))
    return query.order_by(Probation.from_on.desc(), Probation.id.desc())


def probation_of(uow: UnitOfWork, key: UUID) -> Probation:
    """Return one.

    Raises:
        NotFound: there is none that the caller may see.
    """
    return visibility.visible(uow, Probation, key)


def of_engineer(uow: UnitOfWork, engineer_id: UUID) -> Sequence[Probation]:
    """Return those of an engineer, the newest first."""
    return uow.session.scalars(probations(uow, engineer_id)).all()


def running(uow: UnitOfWork) -> Sequence[Probation]:
    """Return those that nobody has ended."""
    return uow.session.scalars(probations(uow, running=True)).all()


def mentors_for(uow: UnitOfWork, engineer: Engineer) -> Sequence[Engineer]:
    """Return who may look after an engineer: those of his territory, by name."""
    others = select(Engineer).where(
        Engineer.territory_id == engineer.territory_id, Engineer.active, Engineer.id != engineer.id
    )
    return uow.session.scalars(others.order_by(Engineer.name, Engineer.number)).all()


def held_at_end(uow: UnitOfWork, engineer_id: UUID, day: date) -> Probation | None:
    """Return the probation that an engineer was on that day, whoever asks."""
    found = select(Probation).where(Probation.engineer_id == engineer_id, Probation.from_on <= day)
    for row in uow.session.scalars(found.order_by(Probation.from_on.desc(), Probation.id.desc())):
        # Only the last one that began by then says how somebody stood.
        return row if held_on(row.from_on, row.outcome, row.ended_on, day) else None
    return None


def ending(uow: UnitOfWork, *, everybody: bool = False) -> list[EndingProbation]:
    """Return those of the caller's people (or of all) whose planned end is near or past, in order."""
    query = (
        select(Probation, Engineer, Territory.time_zone)
        .join(Engineer, Engineer.id == Probation.engineer_id)
        .join(Territory, Territory.id == Engineer.territory_id)
        .where(
            Probation.outcome.is_(None),
            Probation.planned_until <= last_day_anywhere(uow.now) + REMINDED,
            Engineer.active.is_(True),
        )
        .order_by(Probation.planned_until, Engineer.number)
    )
    own = None if everybody else managed_engineers(uow, uow.principal)
    found = []
    for row, engineer, zone in uow.session.execute(query):
        today = local_date(uow.now, zone)
        if ends_soon(row.planned_until, today) and (own is None or engineer.id in own):
            found.append(EndingProbation(row, engineer, zone, (row.planned_until - today).days))
    return found


def standing(uow: UnitOfWork) -> Standing:
    """Return how many wait to be decided about, and when the first ends."""
    found = ending(uow)
    if not found:
        return Standing(0)
    last = found[0].probation.planned_until + date.resolution
    return Standing(len(found), due_at=datetime.combine(last, time(), ZoneInfo(found[0].zone)))


def to_decide(uow: UnitOfWork) -> Select[UUID]:
    """Select the probations that wait to be decided about."""
    return select(Probation.id).where(Probation.id.in_([one.probation.id for one in ending(uow)]))
