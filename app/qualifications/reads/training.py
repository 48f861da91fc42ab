"""Courses with who is put down for them, what somebody has yet to learn, and what all that comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from app.kernel import UnitOfWork, visibility
from app.kernel.local_dates import local_date
from app.qualifications.reads.answering import answers_for
from app.qualifications.reads.exams import results
from app.qualifications.rules.exams import ExamPart
from app.qualifications.rules.training import mean_of_last, share_in_order
from app.qualifications.tables import Course, CourseDate, CoursePlace, Exam, ExamSitting, TrainingNeed
from app.registers.reads.territories import zone_of_engineer
from app.registers.tables import Certificate, CertificateKind, Engineer
from app.teams.tables import Part, TeamPlace


@dataclass(frozen=True, slots=True)
class Attending:
    """A place in a date of a course."""

    place: CoursePlace
    held: CourseDate
    course: Course
    engineer: Engineer


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one sitting."""

    sitting: ExamSitting
    exam: Exam


def of_date(uow: UnitOfWork, course_date_id: UUID) -> list[Attending]:
    """Return who of the caller's people is put down for a date, by number."""
    return _attending(uow, CourseDate.id == course_date_id)


def of_engineer(uow: UnitOfWork, engineer_id: UUID) -> list[Attending]:
    """Return the courses of an engineer, the newest first."""
    return _attending(uow, CoursePlace.engineer_id == engineer_id)


def _attending(uow: UnitOfWork, which: visibility.Clause) -> list[Attending]:
    rows = uow.session.execute(
        select(CoursePlace, CourseDate, Course, Engineer)
        .join(CourseDate, CourseDate.id == CoursePlace.course_date_id)
        .join(Course, Course.id == CourseDate.course_id)
        .join(Engineer, Engineer.id == CoursePlace.engineer_id)
        .where(which, visibility.rows(CoursePlace, uow.principal))
        .order_by(CourseDate.starts_on.desc(), Engineer.number)
    )
    return [Attending(*row) for row in rows]


def who_may_be_put_down(uow: UnitOfWork, course_date_id: UUID) -> list[Engineer]:
    """Return the caller's people who are not put down for a date yet, by number."""
    there = select(CoursePlace.engineer_id).where(CoursePlace.course_date_id == course_date_id)
    rows = uow.session.scalars(
        select(Engineer)
        .where(visibility.rows(Engineer, uow.principal), Engineer.active.is_(True), Engineer.id.not_in(there))
        .order_by(Engineer.number)
    )
    return [one for one in rows if answers_for(uow, one.id)]


def results_of(uow: UnitOfWork, engineer_id: UUID) -> list[Result]:
    """Return an engineer's results, the newest first."""
    rows = uow.session.scalars(results(uow, engineer_id)).all()
    return [Result(one, uow.get(Exam, one.exam_id)) for one in rows]


def needs_of(uow: UnitOfWork, engineer_id: UUID) -> Sequence[TrainingNeed]:
    """Return what an engineer has yet to learn: his own needs, and those of the teams that he is in."""
    today = local_date(uow.now, zone_of_engineer(uow, engineer_id))
    teams = select(TeamPlace.team_id).where(
        TeamPlace.engineer_id == engineer_id,
        TeamPlace.part == Part.MEMBER,
        TeamPlace.from_on <= today,
        or_(TeamPlace.until_on.is_(None), TeamPlace.until_on >= today),
    )
    return uow.session.scalars(
        select(TrainingNeed)
        .where(
            TrainingNeed.active.is_(True),
            or_(TrainingNeed.engineer_id == engineer_id, TrainingNeed.team_id.in_(teams)),
        )
        .order_by(TrainingNeed.created_at, TrainingNeed.id)
    ).all()


Share = tuple[float, int] | None
"""A share between 0 and 1, and of how many cases it is; None where there are none."""


def exam_share(uow: UnitOfWork, engineer_id: UUID, part: ExamPart, first: date, last: date) -> Share:
    """Return the mean of the last result of each examination that ended in these days of his territory."""
    zone = zone_of_engineer(uow, engineer_id)
    rows = uow.session.execute(
        select(ExamSitting.exam_id, ExamSitting.share, ExamSitting.ended_at)
        .join(Exam, Exam.id == ExamSitting.exam_id)
        .where(
            ExamSitting.engineer_id == engineer_id,
            ExamSitting.share.is_not(None),
            ExamSitting.ended_at.is_not(None),
            Exam.part == part,
        )
        .order_by(ExamSitting.ended_at, ExamSitting.id)
    )
    return mean_of_last(
        (exam_id, share)
        for exam_id, share, ended_at in rows
        if share is not None and ended_at is not None and first <= local_date(ended_at, zone) <= last
    )


def training_share(uow: UnitOfWork, engineer: Engineer, first: date, last: date) -> Share:
    """Return which share of his certificates holds on the last day, and of his courses of these days he took.

    Days to come are not looked at: a certificate counts as it stands today at the latest.
    """
    last = min(last, local_date(uow.now, zone_of_engineer(uow, engineer.id)))
    kinds = _kinds_due(uow, engineer)
    held = uow.session.execute(
        select(Certificate.certificate_kind_id, Certificate.valid_from, Certificate.valid_until).where(
            Certificate.engineer_id == engineer.id, Certificate.active.is_(True)
        )
    ).all()
    valid = {kind for kind, begins, ends in held if begins <= last and (ends is None or ends >= last)}
    had = {kind for kind, begins, _ in held if begins <= last}
    attended = uow.session.scalars(
        select(CoursePlace.attendance)
        .join(CourseDate, CourseDate.id == CoursePlace.course_date_id)
        .where(
            CoursePlace.engineer_id == engineer.id,
            CourseDate.starts_on >= first,
            CourseDate.starts_on <= last,
        )
    ).all()
    return share_in_order([kind in valid for kind in sorted(kinds | had, key=str)], attended)


def _kinds_due(uow: UnitOfWork, engineer: Engineer) -> set[UUID]:
    rows = uow.session.scalars(
        select(CertificateKind.id).where(
            CertificateKind.active.is_(True),
            CertificateKind.required.is_(True),
            CertificateKind.skill_code.in_([skill.code for skill in engineer.skills]),
        )
    )
    return set(rows)
