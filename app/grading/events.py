"""What happens to grades; what people wrote stands beside the chain.  Days are written 2026-01-31."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.kernel.events import NOT_SHOWN, OFFICE, Audience, DomainEvent, Notice
from app.kernel.phrases import Phrase


@dataclass(frozen=True, kw_only=True)
class GradeEvent(DomainEvent):
    """Something happens to one version (`number`) of the grade of an engineer or provider for a year."""

    audience = OFFICE
    sentence = NOT_SHOWN
    personal = ("words",)

    grade_id: UUID
    year: int
    subject: str
    subject_id: UUID
    number: int
    words: str


@dataclass(frozen=True, kw_only=True)
class GradeFrozen(GradeEvent):
    """What the figures propose is frozen; `digest` names it."""

    kind = "grade.frozen"
    family = Phrase("Grades")
    called = Phrase("Proposal of a grade frozen")

    digest: str


@dataclass(frozen=True, kw_only=True)
class GradeScored(GradeEvent):
    """A manager scores it: the points of all sides and bonuses, and the stars that they come to."""

    kind = "grade.scored"
    called = Phrase("Grade scored")

    total: float
    stars: int | None


@dataclass(frozen=True, kw_only=True)
class GradeCalibrated(GradeEvent):
    """Its scores are changed beside those of other teams, or its calibration is closed."""

    kind = "grade.calibrated"
    called = Phrase("Grade calibrated")

    total: float | None
    stars: int | None
    closed: bool


@dataclass(frozen=True, kw_only=True)
class GradeDoubted(GradeEvent):
    """Somebody is said to be on probation or long absent, and so not graded; or no longer (None)."""

    kind = "grade.doubted"
    called = Phrase("Said whether somebody is graded")

    doubt: str | None


@dataclass(frozen=True, kw_only=True)
class GradeVetoed(GradeEvent):
    """A veto is declared with its evidence, or withdrawn."""

    kind = "grade.vetoed"
    called = Phrase("Veto on a grade")

    veto: str
    withdrawn: bool


@dataclass(frozen=True, kw_only=True)
class GradeApproved(GradeEvent):
    """A second person approves it."""

    kind = "grade.approved"
    called = Phrase("Grade approved")


@dataclass(frozen=True, kw_only=True)
class GradeReturned(GradeEvent):
    """It is given back to be scored again."""

    kind = "grade.returned"
    called = Phrase("Grade given back")


@dataclass(frozen=True, kw_only=True)
class GradeNoticed(GradeEvent):
    """Its public notice begins."""

    kind = "grade.noticed"
    called = Phrase("Grade on public notice")

    noticed_on: str


@dataclass(frozen=True, kw_only=True)
class GradeAppealed(GradeEvent):
    """Whom it is about appeals."""

    kind = "grade.appealed"
    called = Phrase("Appeal against a grade")

    appeal_id: UUID
    answer_due_on: str


@dataclass(frozen=True, kw_only=True)
class GradeAppealAnswered(GradeEvent):
    """An appeal is answered: rejected, or upheld with other scores, which a second person approves."""

    kind = "grade.appeal_answered"
    called = Phrase("Appeal answered")

    appeal_id: UUID
    upheld: bool


@dataclass(frozen=True, kw_only=True)
class GradePublished(GradeEvent):
    """It is published, and never changes from now on."""

    kind = "grade.published"
    called = Phrase("Grade published")

    stars: int | None
    effective_on: str
    valid_until: str


@dataclass(frozen=True, kw_only=True)
class GradeCorrectionBegun(GradeEvent):
    """A correction of a published grade is begun as a new version."""

    kind = "grade.correction_begun"
    called = Phrase("Correction of a grade begun")

    total: float
    stars: int | None


@dataclass(frozen=True, kw_only=True)
class GradeTookEffect(GradeEvent):
    """Its stars are held from now on."""

    kind = "grade.took_effect"
    called = Phrase("Stars of a grade in force")

    stars: int


@dataclass(frozen=True, kw_only=True)
class GradePreviewReady(DomainEvent):
    """The figures of a quarter (`name`, its months) are worked out, and whom they are about may read them."""

    kind = "grade.preview_ready"
    called = Phrase("Preview of a quarter ready")
    audience = Audience(field=("engineer_id", "name"))
    sentence = NOT_SHOWN
    to_engineer = Notice("grade_preview", timedelta(days=7), urgent=False)

    engineer_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class GradeNoticeTold(DomainEvent):
    """An engineer is told that his grade is on notice, and until when (`until_on`) he may appeal."""

    kind = "grade.notice_told"
    called = Phrase("Engineer told of the notice of his grade")
    audience = Audience(field=("engineer_id", "grade_id", "name", "until_on"))
    sentence = NOT_SHOWN
    to_engineer = Notice("grade_notice", timedelta(days=5), urgent=False)

    engineer_id: UUID
    grade_id: UUID
    name: str
    until_on: str


@dataclass(frozen=True, kw_only=True)
class GradeAppealEnds(DomainEvent):
    """The last days on which an engineer may appeal have come, and he has not."""

    kind = "grade.appeal_ends"
    called = Phrase("Last days to appeal against a grade")
    audience = Audience(field=("engineer_id", "grade_id", "name", "until_on"))
    sentence = NOT_SHOWN
    to_engineer = Notice("grade_appeal_ends", timedelta(days=1), urgent=False)

    engineer_id: UUID
    grade_id: UUID
    name: str
    until_on: str


@dataclass(frozen=True, kw_only=True)
class GradesWait(DomainEvent):
    """Grades of a year wait for a step that is due soon, or late; `name` is who scores them, or blank."""

    kind = "grade.waits"
    called = Phrase("Grades wait for somebody")
    audience = OFFICE
    sentence = NOT_SHOWN

    year: int
    step: str
    name: str
    count: int
    until_on: str
    late: bool
