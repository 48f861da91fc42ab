"""Examinations as whoever sits them sees them, and their results as managers do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from app.kernel import UnitOfWork, visibility
from app.kernel.errors import NotFound
from app.qualifications.rules.exams import TRIES_WITHIN, ExamPart, is_right, without_answers
from app.qualifications.tables import Exam, ExamSitting


@dataclass(frozen=True, slots=True)
class OwnExam:
    """An examination of theory that somebody may take: what is left to him, what came of the last try."""

    exam: Exam
    tries_left: int
    running: UUID | None
    share: float | None
    passed: bool | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Paper:
    """A sitting as who sits it sees it: which questions were right is said once it is over."""

    sitting: ExamSitting
    exam: Exam
    questions: Sequence[dict[str, Any]]
    answers: Sequence[dict[str, Any]]
    over: bool
    right: Sequence[bool] | None


def own_exams(uow: UnitOfWork, engineer_id: UUID) -> list[OwnExam]:
    """Return the examinations of theory in use, with what is an engineer's own of each."""
    sat = uow.session.scalars(
        select(ExamSitting)
        .where(ExamSitting.engineer_id == engineer_id)
        .order_by(ExamSitting.started_at, ExamSitting.id)
    ).all()
    exams = uow.session.scalars(
        select(Exam).where(Exam.active.is_(True), Exam.part == ExamPart.THEORY).order_by(Exam.code)
    )
    return [_own(uow, exam, [one for one in sat if one.exam_id == exam.id]) for exam in exams]


def _own(uow: UnitOfWork, exam: Exam, sat: Sequence[ExamSitting]) -> OwnExam:
    had = sum(one.started_at > uow.now - TRIES_WITHIN for one in sat)
    running = next((one.id for one in sat if one.ended_at is None and one.ends_at > uow.now), None)
    last = next((one for one in reversed(sat) if one.ended_at is not None), None)
    return OwnExam(
        exam,
        max(0, exam.tries - had),
        running,
        last.share if last else None,
        last.passed if last else None,
        last.ended_at if last else None,
    )


def paper(uow: UnitOfWork, sitting_id: UUID) -> Paper:
    """Return the caller's own sitting.

    Raises:
        NotFound: there is none, it is another's, or of practice.
    """
    row = uow.session.get(ExamSitting, sitting_id)
    if row is None or row.engineer_id != uow.principal.engineer_id or row.entered_by is not None:
        raise NotFound("ExamSitting", sitting_id)
    exam, over = uow.get(Exam, row.exam_id), row.ended_at is not None
    answers = [{"question": int(n), **one} for n, one in row.answers.items()]
    right = [is_right(one, row.answers.get(str(n))) for n, one in enumerate(row.questions)] if over else None
    answers.sort(key=lambda one: one["question"])
    return Paper(row, exam, without_answers(row.questions), answers, over, right)


def results(
    uow: UnitOfWork, engineer_id: UUID | None = None, exam_id: UUID | None = None
) -> Select[ExamSitting]:
    """Return the query of sittings that are over, of those whom the caller may see, the newest first."""
    query = select(ExamSitting).where(
        visibility.rows(ExamSitting, uow.principal), ExamSitting.ended_at.is_not(None)
    )
    if engineer_id is not None:
        query = query.where(ExamSitting.engineer_id == engineer_id)
    if exam_id is not None:
        query = query.where(ExamSitting.exam_id == exam_id)
    return query.order_by(ExamSitting.ended_at.desc(), ExamSitting.id.desc())
