"""Published stars are held from their effective date on: at once, or by a timer at that midnight."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select

from app.grading.commands.acting import about, stream
from app.grading.events import GradeTookEffect
from app.grading.rules.clocks import begins_at
from app.grading.rules.states import GradeState
from app.grading.tables import GradeOfYear
from app.kernel import Runtime, UnitOfWork, ledger, locks, timers, unit_of_work
from app.kernel.local_dates import local_date
from app.kernel.queues import Queue
from app.kernel.timer_kinds import TimerKind
from app.registers.commands import registry
from app.registers.commands.registry.star_reasons import came_from_grade
from app.registers.tables import Engineer, Provider, StarsHeld
from app.stars.reads.facts import zone_of_all
from app.stars.rules.figures import Subject

EFFECTIVE = "grade_effective"
"""The kind of timer; its subject is the grade."""


def take_effect_on(uow: UnitOfWork, row: GradeOfYear) -> None:
    """Have the stars of a published grade held from its date on."""
    zone = zone_of_all(uow)
    if row.effective_on is None or row.effective_on <= local_date(uow.now, zone):
        take_effect(uow, row.id)
    else:
        timers.arm(uow, EFFECTIVE, str(row.id), begins_at(row.effective_on, zone))


def take_effect(uow: UnitOfWork, key: UUID) -> None:
    """Set the stars of a grade that is in effect; again, and of one that was replaced, it does nothing."""
    row = locks.row_or_none(uow, GradeOfYear, key)
    if row is None or row.stars is None or _is_replaced(uow, row):
        return
    if uow.session.scalar(select(StarsHeld.id).where(StarsHeld.grade_id == key).limit(1)) is not None:
        return
    name = Subject(row.subject)
    holder = _locked(uow, name, row.subject_id)
    reason = f"{row.year} · {row.number}"
    registry.update(uow, str(name), holder, {"stars": row.stars, "stars_reason": reason})
    came_from_grade(uow, holder, row.id, reason)
    ledger.record(uow, stream(row), GradeTookEffect(**about(row), stars=row.stars))


def _locked(uow: UnitOfWork, subject: Subject, key: UUID) -> Engineer | Provider:
    if subject is Subject.ENGINEER:
        return locks.fresh(uow, Engineer, key)
    return locks.fresh(uow, Provider, key)


def _is_replaced(uow: UnitOfWork, row: GradeOfYear) -> bool:
    """Whether a later grade of the same one is in effect already."""
    of = GradeOfYear
    later = select(of.id).where(
        of.subject_id == row.subject_id,
        of.state == GradeState.PUBLISHED,
        of.stars.is_not(None),
        of.effective_on <= local_date(uow.now, zone_of_all(uow)),
        or_(
            of.effective_on > row.effective_on,
            (of.effective_on == row.effective_on) & (of.published_at > row.published_at),
        ),
    )
    return uow.session.scalar(later.limit(1)) is not None


def _at_its_date(runtime: Runtime, subject: str) -> datetime | None:
    """Set the stars, if the day has begun; asked too early, come back."""
    with unit_of_work(runtime) as uow:
        row = uow.session.get(GradeOfYear, UUID(subject))
        if row is None or row.effective_on is None:
            return None
        begins = begins_at(row.effective_on, zone_of_all(uow))
        if begins > uow.now:
            return begins
        take_effect(uow, row.id)
    return None


KINDS = (TimerKind(name=EFFECTIVE, work=_at_its_date, queue=Queue.UPKEEP, horizon=timedelta(days=368)),)
