"""Courses, examinations and their questions as registers; places in courses; practical examinations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Invalid, NotFound
from app.kernel.phrases import Phrase
from app.qualifications.events import CoursePlaceSet, CoursePlaceTaken, ExamEnded
from app.qualifications.reads.answering import answers_for, require_answerable
from app.qualifications.rules.exams import ExamPart, fault_of
from app.qualifications.rules.training import Attendance
from app.qualifications.tables import (
    Course,
    CourseDate,
    CoursePlace,
    Exam,
    ExamQuestion,
    ExamSitting,
    TrainingNeed,
)
from app.registers.commands.registry.rules import Rules
from app.registers.reads.registry import Register
from app.registers.tables import Skill

Errors = dict[str, str]


def _standing(values: dict[str, Any], row: Any, *names: str) -> list[Any]:
    return [values.get(name, getattr(row, name, None)) for name in names]


def _skill(uow: UnitOfWork, values: dict[str, Any]) -> Errors:
    code = values.get("skill_code")
    if not code:
        if "skill_code" in values:
            values["skill_code"] = None
        return {}
    if uow.session.scalars(select(Skill.id).where(Skill.code == code)).first() is None:
        return {"skill_code": Phrase("there is no skill %(name)s", name=code)}
    return {}


def prepare_course(uow: UnitOfWork, values: dict[str, Any], _row: Course | None) -> Errors:
    """Its skill exists."""
    return _skill(uow, values)


def prepare_date(_uow: UnitOfWork, values: dict[str, Any], row: CourseDate | None) -> Errors:
    """It does not end before it begins."""
    begins, ends = _standing(values, row, "starts_on", "ends_on")
    return {"ends_on": Phrase("lies before the first day")} if begins and ends and ends < begins else {}


def prepare_need(uow: UnitOfWork, values: dict[str, Any], row: TrainingNeed | None) -> Errors:
    """It is of one engineer or one team, and says what is lacking."""
    engineer_id, team_id, skill_code, topic = _standing(
        values, row, "engineer_id", "team_id", "skill_code", "topic"
    )
    wrong = _skill(uow, values)
    if (engineer_id is None) == (team_id is None):
        wrong["engineer_id"] = Phrase("name an engineer or a team, not both")
    elif engineer_id is not None and not answers_for(uow, engineer_id):
        wrong["engineer_id"] = Phrase("is in none of your teams")
    if not skill_code and not (topic or "").strip():
        wrong["topic"] = Phrase("must be filled in")
    return wrong


def prepare_exam(uow: UnitOfWork, values: dict[str, Any], row: Exam | None) -> Errors:
    """Theory names the bank that its questions are drawn from."""
    part, bank = _standing(values, row, "part", "bank")
    wrong = _skill(uow, values)
    if part == ExamPart.THEORY and not bank:
        wrong["bank"] = Phrase("must be filled in")
    return wrong


def prepare_question(_uow: UnitOfWork, values: dict[str, Any], row: ExamQuestion | None) -> Errors:
    """As many options are right as its kind says."""
    kind, options = _standing(values, row, "kind", "options")
    fault = fault_of(kind, options or [])
    return {"options": fault} if fault else {}


REGISTERS = {
    "course": Register("course", Course, ("code",), ("code", "name_en", "name_zh", "external_id")),
    "course_date": Register("course_date", CourseDate, ("starts_on", "created_at"), ("place", "trainer")),
    "training_need": Register("training_need", TrainingNeed, ("created_at",), ("topic", "note")),
    "exam": Register("exam", Exam, ("code",), ("code", "name_en", "name_zh", "external_id")),
    "exam_question": Register(
        "exam_question", ExamQuestion, ("bank", "created_at"), ("bank", "text_en", "text_zh", "external_id")
    ),
}
RULES = {
    "course": Rules(unique=("code", "external_id"), prepare=prepare_course),
    "course_date": Rules(references={"course_id": "course"}, unique=("external_id",), prepare=prepare_date),
    "training_need": Rules(references={"engineer_id": "engineer", "team_id": "team"}, prepare=prepare_need),
    "exam": Rules(unique=("code", "external_id"), prepare=prepare_exam),
    "exam_question": Rules(unique=("external_id",), needs=("kind", "options"), prepare=prepare_question),
}


def set_place(uow: UnitOfWork, course_date_id: UUID, engineer_id: UUID, attendance: str) -> CoursePlace:
    """Put somebody down for a date, or enter whether he came; said twice it is the same.

    Raises:
        NotFound: there is no such date or engineer, or the caller does not answer for him.
        Invalid: he cannot have come to what has not begun.
    """
    held = locks.row(uow, CourseDate, course_date_id)
    engineer = require_answerable(uow, engineer_id)
    if attendance != Attendance.PLANNED and held.starts_on > uow.now.date():
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
