"""Courses, needs, examinations and their questions as registers: what each demands of its rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.qualifications.reads.answering import answers_for
from app.qualifications.rules.exams import ExamPart, fault_of
from app.qualifications.tables import (
    Course,
    CourseDate,
    Exam,
    ExamQuestion,
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
