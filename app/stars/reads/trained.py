"""What examinations, certificates and courses come to over some months: counted, so without an interval."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from app.kernel import UnitOfWork
from app.qualifications.reads.commendations import mentored, praise_counted
from app.qualifications.reads.training import Share, exam_share, training_share
from app.qualifications.rules.exams import ExamPart
from app.registers.tables import Engineer
from app.stars.reads.standings import Months
from app.stars.rules.figures import Subject
from app.stars.rules.measured import Measure, Measured
from app.stars.rules.rubric import BonusKind


def of_training(uow: UnitOfWork, engineer_id: UUID, months: Months) -> Mapping[Measure, Measured]:
    """Return the three measures that are no matter of visits; what is not known of them is left out."""
    first, last = first_and_last_day(months)
    shares: Mapping[Measure, Share] = {
        Measure.THEORY: exam_share(uow, engineer_id, ExamPart.THEORY, first, last),
        Measure.PRACTICE: exam_share(uow, engineer_id, ExamPart.PRACTICE, first, last),
        Measure.TRAINING_VALID: training_share(uow, uow.get(Engineer, engineer_id), first, last),
    }
    return {
        measure: Measured(share[0], share[0], share[0], share[1])
        for measure, share in shares.items()
        if share is not None
    }


def earned(
    uow: UnitOfWork, subject: Subject, engineer_id: UUID, months: Months | None
) -> Mapping[BonusKind, int]:
    """Return what is on record of these months that earns a bonus: praise, and people looked after.

    Of articles nothing is kept; a manager says so when he scores.
    """
    if subject is not Subject.ENGINEER or months is None:
        return {}
    days = first_and_last_day(months)
    counts = {
        BonusKind.COMMENDATION: praise_counted(uow, engineer_id, *days),
        BonusKind.MENTORING: mentored(uow, engineer_id, *days),
    }
    return {kind: count for kind, count in counts.items() if count}


def first_and_last_day(months: Months) -> tuple[date, date]:
    """Return the days with which these months begin and end."""
    return date(months.first.year, months.first.number, 1), last_day_of(months)


def last_day_of(months: Months) -> date:
    """Return the last day of the last of these months."""
    after = months.last.later(1)
    return date(after.year, after.number, 1) - date.resolution
