"""Places in courses, and practical examinations, as managers enter them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Invalid, NotFound
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.qualifications.events import CoursePlaceSet, CoursePlaceTaken, ExamEnded
from app.qualifications.reads.answering import require_answerable
from app.qualifications.rules.exams import ExamPart
from app.qualifications.rules.training import Attendance
from app.qualifications.tables import CourseDate, CoursePlace, Exam, ExamSitting
from app.registers.reads.territories import zone_of_engineer


def set_place(uow: UnitOfWork, course_date_id: UUID, engineer_id: UUID, attendance: str) -> CoursePlace:
    """Put somebody down for a date, or enter whether he came; said twice it is the same.

    Raises:
        NotFound: there is no such date or engineer, or the caller does not answer for him.
        Invalid: he cannot have come to what has not begun.
    """
    held = locks.row(uow, CourseDate, course_date_id)
    engineer = require_answerable(uow, engineer_id)
    today = local_date(uow.now, zone_of_engineer(uow, engineer_id))
    if attendance != Attendance.PLANNED and held.starts_on > today:
        raise Invalid({"attendance": Phrase("has not begun yet")})
    row = _place(uow, course_date_id, engineer_id)
    if row is not None and row.attendance == attendance:
        return row
    if row is None:
        row = CoursePlace(
            id=uow.new_id(), course_date_id=held.id, engineer_id=engineer.id, created_at=uow.now
        )
        uow.session.add(row)
    row.attendance, row.updated_at = attendance, uow.now
    uow.session.flush()
    told = CoursePlaceSet(course_date_id=held.id, engineer_id=engineer.id, attendance=attendance)
    ledger.record(uow, f"engineer:{engineer.id}", told)
    return row


def take_place(uow: UnitOfWork, course_date_id: UUID, engineer_id: UUID) -> None:
    """Take somebody off a date.

    Raises:
        NotFound: he is not put down for it, or the caller does not answer for him.
    """
    require_answerable(uow, engineer_id)
    row = _place(uow, course_date_id, engineer_id)
    if row is None:
        raise NotFound("CoursePlace", engineer_id)
    uow.session.delete(row)
    told = CoursePlaceTaken(course_date_id=course_date_id, engineer_id=engineer_id)
    ledger.record(uow, f"engineer:{engineer_id}", told)


def _place(uow: UnitOfWork, course_date_id: UUID, engineer_id: UUID) -> CoursePlace | None:
    return uow.session.scalars(
        select(CoursePlace).where(
            CoursePlace.course_date_id == course_date_id, CoursePlace.engineer_id == engineer_id
        )
    ).one_or_none()


@dataclass(frozen=True, slots=True)
class PracticeResult:
    """What a manager saw of a practical examination; `points` of a hundred."""

    exam_id: UUID
    engineer_id: UUID
    points: float
    note: str = ""


def enter_practice(uow: UnitOfWork, said: PracticeResult) -> ExamSitting:
    """Keep the result of a practical examination.

    Raises:
        NotFound: there is no such examination or engineer, or the caller does not answer for him.
        Invalid: it is one of theory, which marks itself.
    """
    exam, engineer = uow.get(Exam, said.exam_id), require_answerable(uow, said.engineer_id)
    if exam.part != ExamPart.PRACTICE:
        raise Invalid({"exam_id": Phrase("is an examination of theory, which marks itself")})
    share = round(said.points / 100, 6)
    row = ExamSitting(
        id=uow.new_id(),
        exam_id=exam.id,
        engineer_id=engineer.id,
        started_at=uow.now,
        ends_at=uow.now,
        ended_at=uow.now,
        questions=[],
        answers={},
        share=share,
        passed=said.points >= exam.pass_pct,
        entered_by=uow.principal.name or uow.principal.key,
        note=said.note.strip(),
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    told = ExamEnded(
        sitting_id=row.id, exam_id=exam.id, engineer_id=engineer.id, share=share, passed=bool(row.passed)
    )
    ledger.record(uow, f"engineer:{engineer.id}", told)
    return row
