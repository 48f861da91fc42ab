"""Suspensions from skills, which ends of certificates were told of, training and examinations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, Versioned, WithId, prose, within
from app.registers.tables import HasExternalId


class SkillSuspension(WithId, Versioned, Base):
    """An engineer does not use a skill, `from_on` and `until_on` included; None has no end.

    It is lifted, not deleted.
    """

    __tablename__ = "skill_suspensions"
    __table_args__ = (Index("ix_skill_suspensions_engineer_id_from_on", "engineer_id", "from_on"),)

    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"))
    skill_code: Mapped[str] = mapped_column(ForeignKey("skills.code"))
    reason: Mapped[str] = prose(1000)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    set_by: Mapped[str] = mapped_column(String(120))
    set_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None] = mapped_column(String(120))
    lifted_note: Mapped[str | None] = prose(1000)


class Commendation(WithId, Versioned, Base):
    """Praise of an engineer with its source; it is withdrawn with a reason, never deleted or changed."""

    __tablename__ = "commendations"

    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"), index=True)
    source: Mapped[str] = mapped_column(String(20))
    praised_by: Mapped[str] = mapped_column(String(120))
    received_on: Mapped[date]
    reason: Mapped[str] = prose(2000)
    visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("visits.id"))
    entered_by: Mapped[str] = mapped_column(String(120))
    entered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(String(120))
    withdrawn_reason: Mapped[str | None] = prose(1000)


class CertificateWarning(Base):
    """The end of a certificate that was told of, so that it is told once; another end is told anew."""

    __tablename__ = "certificate_warnings"

    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificates.id"), primary_key=True)
    valid_until: Mapped[date]
    told_at: Mapped[datetime]


class Course(WithId, HasExternalId, Versioned, Base):
    """A course (培训课程), about a skill or about something else."""

    __tablename__ = "courses"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_en: Mapped[str] = mapped_column(String(120))
    name_zh: Mapped[str] = mapped_column(String(120))
    skill_code: Mapped[str | None] = mapped_column(ForeignKey("skills.code"))
    about: Mapped[str] = prose(2000, default="")
    active: Mapped[bool] = mapped_column(default=True)


class TrainingNeed(WithId, Versioned, Base):
    """What an engineer, or a whole team, has yet to learn: a skill, or a topic in words."""

    __tablename__ = "training_needs"

    engineer_id: Mapped[UUID | None] = mapped_column(ForeignKey("engineers.id"), index=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id"), index=True)
    skill_code: Mapped[str | None] = mapped_column(ForeignKey("skills.code"))
    topic: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = prose(1000, default="")
    active: Mapped[bool] = mapped_column(default=True)


class CourseDate(WithId, HasExternalId, Versioned, Base):
    """When a course is held; the first and the last day included."""

    __tablename__ = "course_dates"

    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id"), index=True)
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(200), default="")
    trainer: Mapped[str] = mapped_column(String(120), default="")
    active: Mapped[bool] = mapped_column(default=True)


class CoursePlace(WithId, Versioned, Base):
    """Who is put down for a date of a course, and whether he came (`app.qualifications.rules.training`)."""

    __tablename__ = "course_places"
    __table_args__ = (UniqueConstraint("course_date_id", "engineer_id"),)

    course_date_id: Mapped[UUID] = mapped_column(ForeignKey("course_dates.id"))
    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"), index=True)
    attendance: Mapped[str] = mapped_column(String(10), default="planned")


class Exam(WithId, HasExternalId, Versioned, Base):
    """An examination (考试): theory is drawn from a bank of questions, practice is entered by a manager.

    `tries` within a year; `pass_pct` of the questions must be right.
    """

    __tablename__ = "exams"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_en: Mapped[str] = mapped_column(String(120))
    name_zh: Mapped[str] = mapped_column(String(120))
    part: Mapped[str] = mapped_column(String(10))
    skill_code: Mapped[str | None] = mapped_column(ForeignKey("skills.code"))
    bank: Mapped[str] = mapped_column(String(40), default="")
    questions: Mapped[int] = within(1, 100, default=20)
    minutes: Mapped[int] = within(1, 240, default=30)
    pass_pct: Mapped[int] = within(1, 100, default=80)
    tries: Mapped[int] = within(1, 20, default=3)
    active: Mapped[bool] = mapped_column(default=True)


class ExamQuestion(WithId, HasExternalId, Versioned, Base):
    """A question of a bank (题库); `options` are {en, zh, right}."""

    __tablename__ = "exam_questions"

    bank: Mapped[str] = mapped_column(String(40), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    text_en: Mapped[str] = prose(1000)
    text_zh: Mapped[str] = prose(1000)
    options: Mapped[list[Any]]
    active: Mapped[bool] = mapped_column(default=True)


class ExamSitting(WithId, Versioned, Base):
    """One try of one engineer; of theory with the questions as they were drawn, whatever becomes of the bank.

    `answers` by the number of the question: {chosen, revision}.  `share` of the questions is right; None
    until it is handed in, or its time is up.  `entered_by` is who entered a practical examination.
    """

    __tablename__ = "exam_sittings"
    __table_args__ = (Index("ix_exam_sittings_engineer_id_started_at", "engineer_id", "started_at"),)

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exams.id"), index=True)
    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"))
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    questions: Mapped[list[Any]]
    answers: Mapped[dict[str, Any]]
    share: Mapped[float | None]
    passed: Mapped[bool | None]
    ended_at: Mapped[datetime | None]
    entered_by: Mapped[str | None] = mapped_column(String(120))
    note: Mapped[str] = prose(1000, default="")


class Probation(WithId, Versioned, Base):
    """The probation (试用期) of an engineer, `from_on` and `planned_until` included.

    `outcome` is None while it runs; `ended_on` is the last day that it held.  `extensions` are {until, to,
    by, at, reason}, the first one first.  `told_until` is the planned end that managers were reminded of.
    """

    __tablename__ = "probations"

    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"), index=True)
    mentor_id: Mapped[UUID | None] = mapped_column(ForeignKey("engineers.id"))
    reason: Mapped[str] = prose(1000)
    from_on: Mapped[date]
    planned_until: Mapped[date]
    extensions: Mapped[list[Any]]
    set_by: Mapped[str] = mapped_column(String(120))
    set_at: Mapped[datetime]
    told_until: Mapped[date | None]
    outcome: Mapped[str | None] = mapped_column(String(12))
    ended_on: Mapped[date | None]
    ended_by: Mapped[str | None] = mapped_column(String(120))
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str | None] = prose(1000)
