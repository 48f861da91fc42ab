"""What examinations, certificates and courses come to over some months: counted, so without an interval."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from app.kernel import UnitOfWork
from app.qualifications.reads.training import Share, exam_share, training_share
from app.qualifications.rules.exams import ExamPart
from app.registers.tables import Engineer
from app.stars.reads.standings import Months
from app.stars.rules.measured import Measure, Measured


def of_training(uow: UnitOfWork, engineer_id: UUID, months: Months) -> Mapping[Measure, Measured]:
    """Return the three measures that are no matter of visits; what is not known of them is left out."""
    first, last = date(months.first.year, months.first.number, 1), last_day_of(months)
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


def last_day_of(months: Months) -> date:
    """Return the last day of the last of these months."""
    after = months.last.later(1)
    return date(after.year, after.number, 1) - date.resolution
