"""Closing the calibration, and the second person: he approves, or gives back to be scored again."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.grading.commands.acting import about, note, opened, required, stream
from app.grading.errors import YearNotReady
from app.grading.events import GradeApproved, GradeCalibrated, GradeReturned
from app.grading.reads.grades import answered_for, is_about
from app.grading.rules.states import GradeAct, GradeState
from app.grading.tables import GradeOfYear
from app.kernel import UnitOfWork, ledger
from app.kernel.phrases import Phrase


def close_calibration(uow: UnitOfWork, year: int) -> int:
    """Close the calibration of the year's grades that the caller answers for; returns how many.

    Raises:
        YearNotReady: some of them have not been scored yet.
    """
    mine = select(GradeOfYear).where(GradeOfYear.year == year, answered_for(uow, uow.principal))
    rows = uow.session.scalars(mine.order_by(GradeOfYear.id)).all()
    behind = sum(row.state == GradeState.FROZEN for row in rows)
    if behind:
        text = Phrase.counted(
            "%(num)s grade is not scored yet.", "%(num)s grades are not scored yet.", num=behind
        )
        raise YearNotReady(text, behind=behind)
    keys = uow.session.scalars(
        select(GradeOfYear.id)
        .where(GradeOfYear.year == year, GradeOfYear.state == GradeState.SCORED)
        .where(answered_for(uow, uow.principal), ~is_about(uow.principal))
        .order_by(GradeOfYear.id)
    ).all()
    for key in keys:
        row = opened(uow, key, GradeAct.CLOSE)
        note(uow, row, GradeAct.CLOSE)
        said = GradeCalibrated(**about(row), total=row.total, stars=row.stars, closed=True)
        ledger.record(uow, stream(row), said)
    return len(keys)


def approve(uow: UnitOfWork, key: UUID, words: str = "", seen: int | None = None) -> GradeOfYear:
    """Approve a grade that others scored.

    Raises:
        SecondPersonNeeded: the caller had a part in it.
        NotFound, OwnGrade, WrongGradeState, GradeIsPublished, VersionConflict: as `opened` says.
    """
    row = opened(uow, key, GradeAct.APPROVE, seen)
    note(uow, row, GradeAct.APPROVE, words)
    ledger.record(uow, stream(row), GradeApproved(**about(row, words)))
    return row


def give_back(uow: UnitOfWork, key: UUID, reason: str, seen: int | None = None) -> GradeOfYear:
    """Give a grade back to be scored again; the calibration is closed anew afterwards.

    Raises:
        Invalid: the reason is missing.
        NotFound, OwnGrade, WrongGradeState, GradeIsPublished, VersionConflict: as `opened` says.
    """
    row = opened(uow, key, GradeAct.RETURN, seen)
    required("reason", reason)
    note(uow, row, GradeAct.RETURN, reason)
    ledger.record(uow, stream(row), GradeReturned(**about(row, reason)))
    return row
