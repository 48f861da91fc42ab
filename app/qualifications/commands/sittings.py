"""Sitting an examination: start, answer, hand in.  Each can be repeated; the server's clock alone counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from app.kernel import Runtime, UnitOfWork, ledger, locks, timers, unit_of_work
from app.kernel.errors import Forbidden, NotFound
from app.kernel.queues import Queue
from app.kernel.timer_kinds import TimerKind
from app.qualifications.errors import ExamNotReady, NoTryLeft, SittingOver, SittingRunning
from app.qualifications.events import ExamEnded, ExamStarted
from app.qualifications.rules.exams import TRIES_WITHIN, ExamPart, Given, drawn, merged, share_right
from app.qualifications.tables import Exam, ExamQuestion, ExamSitting
from app.registers.tables import Engineer

EXAM_END = "exam_end"


def start(uow: UnitOfWork, sitting_id: UUID, exam_id: UUID) -> ExamSitting:
    """Draw the questions and let the time run; started again with the same id, it is the same sitting.

    Raises:
        NotFound: there is no such examination, or the id is another's sitting.
        ExamNotReady: it cannot be taken.
        SittingRunning: he sits another, or the same by another id.
        NoTryLeft: he had all tries of the year.
    """
    engineer = _me(uow)
    if (known := uow.session.get(ExamSitting, sitting_id)) is not None:
        if (known.engineer_id, known.exam_id) != (engineer.id, exam_id):
            raise NotFound("ExamSitting", sitting_id)
        return known
    exam = uow.get(Exam, exam_id)
    if running := _running(uow, engineer.id):
        raise SittingRunning(running)
    _refuse_tries(uow, engineer.id, exam)
    row = ExamSitting(
        id=sitting_id,
        exam_id=exam.id,
        engineer_id=engineer.id,
        started_at=uow.now,
        ends_at=uow.now + timedelta(minutes=exam.minutes),
        questions=drawn(_bank(uow, exam), exam.questions, uow.random),
        answers={},
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    timers.arm(uow, EXAM_END, str(row.id), row.ends_at)
    told = ExamStarted(sitting_id=row.id, exam_id=exam.id, engineer_id=engineer.id)
    ledger.record(uow, f"engineer:{engineer.id}", told)
    return row


def answer(uow: UnitOfWork, sitting_id: UUID, given: Sequence[Given]) -> ExamSitting:
    """Keep answers; of each question the highest revision counts, so that any may come twice or late.

    Raises:
        NotFound: it is nobody's, or another's.
        SittingOver: it was handed in, or its time is up.
    """
    row = _mine(uow, sitting_id)
    if row.ended_at is not None or uow.now >= row.ends_at:
        raise SittingOver
    row.answers = merged(row.questions, row.answers, given)
    row.updated_at = uow.now
    return row


def hand_in(uow: UnitOfWork, sitting_id: UUID, given: Sequence[Given] = ()) -> ExamSitting:
    """End it and mark it; handed in again, it is as it was marked, whatever else was sent.

    What is sent after its time is not looked at.

    Raises:
        NotFound: it is nobody's, or another's.
    """
    row = _mine(uow, sitting_id)
    if row.ended_at is None:
        if uow.now < row.ends_at:
            row.answers = merged(row.questions, row.answers, given)
        _mark(uow, row)
    return row


def end_in_time(runtime: Runtime, subject: str) -> datetime | None:
    """Mark a sitting whose time is up with what came of it."""
    with unit_of_work(runtime) as uow:
        row = locks.row_or_none(uow, ExamSitting, UUID(subject))
        if row is None or row.ended_at is not None:
            return None
        if uow.now < row.ends_at:
            return row.ends_at
        _mark(uow, row)
    return None


def _mark(uow: UnitOfWork, row: ExamSitting) -> None:
    exam = uow.get(Exam, row.exam_id)
    row.share = share_right(row.questions, row.answers)
    row.passed = row.share * 100 >= exam.pass_pct
    row.ended_at, row.updated_at = min(uow.now, row.ends_at), uow.now
    told = ExamEnded(
        sitting_id=row.id, exam_id=exam.id, engineer_id=row.engineer_id, share=row.share, passed=row.passed
    )
    ledger.record(uow, f"engineer:{row.engineer_id}", told)


def _me(uow: UnitOfWork) -> Engineer:
    """Return who sits, locked: two starts at one moment wait for each other."""
    if uow.principal.engineer_id is None:
        raise Forbidden
    return locks.row(uow, Engineer, uow.principal.engineer_id)


def _mine(uow: UnitOfWork, sitting_id: UUID) -> ExamSitting:
    row = locks.row_or_none(uow, ExamSitting, sitting_id)
    if row is None or row.engineer_id != uow.principal.engineer_id or row.entered_by is not None:
        raise NotFound("ExamSitting", sitting_id)
    return row


def _running(uow: UnitOfWork, engineer_id: UUID) -> UUID | None:
    return uow.session.scalars(
        select(ExamSitting.id).where(
            ExamSitting.engineer_id == engineer_id,
            ExamSitting.ended_at.is_(None),
            ExamSitting.ends_at > uow.now,
        )
    ).first()


def _refuse_tries(uow: UnitOfWork, engineer_id: UUID, exam: Exam) -> None:
    had = uow.session.scalar(
        select(func.count())
        .select_from(ExamSitting)
        .where(
            ExamSitting.engineer_id == engineer_id,
            ExamSitting.exam_id == exam.id,
            ExamSitting.started_at > uow.now - TRIES_WITHIN,
        )
    )
    if (had or 0) >= exam.tries:
        raise NoTryLeft(exam.tries)


def _bank(uow: UnitOfWork, exam: Exam) -> list[dict[str, object]]:
    rows = uow.session.scalars(
        select(ExamQuestion)
        .where(ExamQuestion.bank == exam.bank, ExamQuestion.active.is_(True))
        .order_by(ExamQuestion.id)
    ).all()
    if exam.part != ExamPart.THEORY or not exam.active or len(rows) < exam.questions:
        raise ExamNotReady
    return [
        {"kind": row.kind, "text_en": row.text_en, "text_zh": row.text_zh, "options": row.options}
        for row in rows
    ]


KINDS = (TimerKind(name=EXAM_END, work=end_in_time, queue=Queue.PROMPT, horizon=timedelta(hours=5)),)
