"""What happens to people's papers, beside the rows of the registers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.kernel.events import NOT_SHOWN, Audience, DomainEvent, Notice
from app.kernel.phrases import Phrase
from app.registers.events import row_events


@dataclass(frozen=True, kw_only=True)
class SkillSuspended(DomainEvent):
    """A manager suspends an engineer from a skill, from one day to another; `until_on` null has no end."""

    kind = "skill_suspension.set"
    family = Phrase("Suspensions from skills")
    called = Phrase("Suspended from a skill")
    audience = Audience(field=("suspension_id", "engineer_id", "skill_code", "from_on", "until_on"))
    sentence = NOT_SHOWN
    personal = ("reason",)

    suspension_id: UUID
    engineer_id: UUID
    skill_code: str
    from_on: str
    until_on: str | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class SkillSuspensionLifted(DomainEvent):
    """A manager lifts a suspension before its end."""

    kind = "skill_suspension.lifted"
    called = Phrase("Suspension from a skill lifted")
    audience = Audience(field=("suspension_id", "engineer_id", "skill_code"))
    sentence = NOT_SHOWN
    personal = ("note",)

    suspension_id: UUID
    engineer_id: UUID
    skill_code: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Commended(DomainEvent):
    """Praise of an engineer is entered with its source; he is told."""

    kind = "commendation.entered"
    family = Phrase("Commendations")
    called = Phrase("Engineer commended")
    audience = Audience(field=("commendation_id", "engineer_id", "source", "received_on"))
    sentence = NOT_SHOWN
    personal = ("reason",)
    to_engineer = Notice("commended", timedelta(days=7), urgent=False)

    commendation_id: UUID
    engineer_id: UUID
    source: str
    received_on: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CommendationTakenBack(DomainEvent):
    """Praise is withdrawn with a reason, and counts no more."""

    kind = "commendation.withdrawn"
    called = Phrase("Commendation withdrawn")
    audience = Audience(field=("commendation_id", "engineer_id"))
    sentence = NOT_SHOWN
    personal = ("reason",)

    commendation_id: UUID
    engineer_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProbationBegun(DomainEvent):
    """A manager puts an engineer on probation; days are written 2026-01-31."""

    kind = "probation.begun"
    family = Phrase("Probation")
    called = Phrase("Put on probation")
    audience = Audience(field=("probation_id", "engineer_id", "from_on", "planned_until", "mentor_id"))
    sentence = NOT_SHOWN
    personal = ("reason",)

    probation_id: UUID
    engineer_id: UUID
    from_on: str
    planned_until: str
    mentor_id: UUID | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProbationExtended(DomainEvent):
    """A manager plans a later end of a probation."""

    kind = "probation.extended"
    called = Phrase("Probation extended")
    audience = Audience(field=("probation_id", "engineer_id", "was_until", "planned_until"))
    sentence = NOT_SHOWN
    personal = ("reason",)

    probation_id: UUID
    engineer_id: UUID
    was_until: str
    planned_until: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProbationEnded(DomainEvent):
    """A manager ends a probation, passed or not."""

    kind = "probation.ended"
    called = Phrase("Probation ended")
    audience = Audience(field=("probation_id", "engineer_id", "outcome", "ended_on"))
    sentence = NOT_SHOWN
    personal = ("reason",)

    probation_id: UUID
    engineer_id: UUID
    outcome: str
    ended_on: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProbationEnds(DomainEvent):
    """The planned end of a probation is near and nobody has decided; said once for each planned end."""

    kind = "probation.ends"
    called = Phrase("Probation ends soon")
    audience = Audience(field=("probation_id", "engineer_id", "planned_until"))
    sentence = NOT_SHOWN

    probation_id: UUID
    engineer_id: UUID
    planned_until: str


@dataclass(frozen=True, kw_only=True)
class CertificateEnds(DomainEvent):
    """A certificate ends within sixty days and nothing follows it; said once for each end."""

    kind = "certificate.ends"
    called = Phrase("Certificate ends soon")
    audience = Audience(field=("certificate_id", "engineer_id", "valid_until", "name"))
    sentence = NOT_SHOWN
    to_engineer = Notice("certificate_ends", timedelta(days=7), urgent=False)

    certificate_id: UUID
    engineer_id: UUID
    valid_until: str
    name: str


@dataclass(frozen=True, kw_only=True)
class CoursePlaceSet(DomainEvent):
    """Somebody is put down for a date of a course, or it is entered whether he came."""

    kind = "course_place.set"
    family = Phrase("Places in courses")
    called = Phrase("Place in a course entered")
    audience = Audience(field=("course_date_id", "engineer_id", "attendance"))
    sentence = NOT_SHOWN

    course_date_id: UUID
    engineer_id: UUID
    attendance: str


@dataclass(frozen=True, kw_only=True)
class CoursePlaceTaken(DomainEvent):
    """Somebody is taken off a date of a course."""

    kind = "course_place.taken"
    called = Phrase("Taken off a course")
    audience = Audience(field=("course_date_id", "engineer_id"))
    sentence = NOT_SHOWN

    course_date_id: UUID
    engineer_id: UUID


@dataclass(frozen=True, kw_only=True)
class ExamStarted(DomainEvent):
    """An engineer starts an examination."""

    kind = "exam.started"
    called = Phrase("Examination begun")
    audience = Audience(field=("sitting_id", "exam_id", "engineer_id"))
    sentence = NOT_SHOWN

    sitting_id: UUID
    exam_id: UUID
    engineer_id: UUID


@dataclass(frozen=True, kw_only=True)
class ExamEnded(DomainEvent):
    """An examination was handed in, its time was up, or its practice was entered."""

    kind = "exam.ended"
    called = Phrase("Examination ended")
    audience = Audience(field=("sitting_id", "exam_id", "engineer_id", "share", "passed"))
    sentence = NOT_SHOWN

    sitting_id: UUID
    exam_id: UUID
    engineer_id: UUID
    share: float
    passed: bool


OF_ROWS = (
    *row_events("course", "created", "changed", family=Phrase("Courses")),
    *row_events("course_date", "created", "changed", family=Phrase("Dates of courses")),
    *row_events("exam", "created", "changed", family=Phrase("Examinations")),
    *row_events("exam_question", "created", "changed", family=Phrase("Questions of examinations")),
    *row_events("training_need", "created", "changed", family=Phrase("What is to be learned")),
)
