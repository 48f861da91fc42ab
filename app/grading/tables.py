"""Grades in versions, what people did to them, appeals, and vetoes with their evidence."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, Versioned, WithId, prose

NAME = 120
WORDS = 2000


class GradeOfYear(WithId, Versioned, Base):
    """One version of the grade of an engineer or service provider for a year; published it never changes.

    facts: what the proposal said when it was frozen (`app.grading.rules.frozen`), with its digest.  team: the
    teams of then.  scores: points by side, empty before somebody scored.  doubt: why it is provisional and
    sets no stars.  changes: what a correction changes, and why; blank in the first version.
    """

    __tablename__ = "grades"
    __table_args__ = (UniqueConstraint("year", "subject", "subject_id", "number"),)

    year: Mapped[int]
    subject: Mapped[str] = mapped_column(String(8))
    subject_id: Mapped[UUID] = mapped_column(index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    facts: Mapped[dict[str, Any]]
    facts_digest: Mapped[str] = mapped_column(String(64))
    rubric_version: Mapped[int]
    team: Mapped[str] = mapped_column(String(NAME))
    scores: Mapped[dict[str, Any]]
    bonuses: Mapped[dict[str, Any]]
    total: Mapped[float | None]
    stars: Mapped[int | None]
    doubt: Mapped[str | None] = mapped_column(String(14))
    changes: Mapped[str] = prose(WORDS)
    noticed_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    published_at: Mapped[datetime | None]


class GradeDeed(WithId, Base):
    """What somebody did to a grade, with his words; `detail` is what the act set."""

    __tablename__ = "grade_acts"

    grade_id: Mapped[UUID] = mapped_column(ForeignKey("grades.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    by_name: Mapped[str] = mapped_column(String(NAME))
    at: Mapped[datetime]
    words: Mapped[str] = prose(WORDS)
    detail: Mapped[dict[str, Any]]


class GradeAppeal(WithId, Base):
    """An appeal of whom a grade is about, and its answer."""

    __tablename__ = "grade_appeals"

    grade_id: Mapped[UUID] = mapped_column(ForeignKey("grades.id"), index=True)
    words: Mapped[str] = prose(WORDS)
    appealed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    appealed_by_name: Mapped[str] = mapped_column(String(NAME))
    appealed_at: Mapped[datetime]
    answer_due_on: Mapped[date]
    outcome: Mapped[str | None] = mapped_column(String(10))
    answer: Mapped[str | None] = prose(WORDS)
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    answered_by_name: Mapped[str | None] = mapped_column(String(NAME))
    answered_at: Mapped[datetime | None]


class GradeVeto(WithId, Base):
    """What no figure makes good (一票否决), with its evidence; it is withdrawn, never deleted."""

    __tablename__ = "grade_vetoes"

    year: Mapped[int]
    subject: Mapped[str] = mapped_column(String(8))
    subject_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(20))
    evidence: Mapped[str] = prose(WORDS)
    visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("visits.id"))
    by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    by_name: Mapped[str] = mapped_column(String(NAME))
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_name: Mapped[str | None] = mapped_column(String(NAME))
    withdrawn_why: Mapped[str | None] = prose(WORDS)


class GradeReminder(Base):
    """What somebody was reminded of, so that it is said once; `key` names it with its day."""

    __tablename__ = "grade_reminders"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    told_at: Mapped[datetime]
