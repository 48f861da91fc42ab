"""What this room refuses, and what errors call its things."""

from __future__ import annotations

from uuid import UUID

from app.kernel.errors import Conflict, Forbidden
from app.kernel.phrases import Phrase

NAMES = (
    Phrase("SkillSuspension"),
    Phrase("skill suspension"),
    Phrase("skill_suspension"),
    Phrase("ExamSitting"),
    Phrase("ExamQuestion"),
    Phrase("TrainingNeed"),
    Phrase("Commendation"),
    Phrase("commendation"),
    Phrase("Probation"),
    Phrase("probation"),
    Phrase("Exam"),
    Phrase("CourseDate"),
    Phrase("CoursePlace"),
    Phrase("Course"),
    Phrase("course"),
    Phrase("course date"),
    Phrase("course_date"),
    Phrase("exam"),
    Phrase("exam question"),
    Phrase("exam_question"),
    Phrase("exam sitting"),
    Phrase("exam_sitting"),
    Phrase("training need"),
    Phrase("training_need"),
)
"""What errors call the things of this room: by their tables and addresses."""


class SuspensionLifted(Conflict):
    """It was lifted before."""

    slug = "suspension-lifted"

    def __init__(self) -> None:
        super().__init__(Phrase("This suspension was lifted before."))


class CommendationWithdrawn(Conflict):
    """It was withdrawn before, for another reason."""

    slug = "commendation-withdrawn"

    def __init__(self) -> None:
        super().__init__(Phrase("This commendation was withdrawn before."))


class OwnPraise(Forbidden):
    """Somebody would praise himself, or take back praise of himself."""

    slug = "own-praise"

    def __init__(self) -> None:
        super().__init__(Phrase("Nobody praises himself; another person enters and withdraws it."))


class ProbationOver(Conflict):
    """It was ended before."""

    slug = "probation-over"

    def __init__(self) -> None:
        super().__init__(Phrase("This probation was ended before."))


class SittingRunning(Conflict):
    """Somebody would start an examination while he sits another; the answer names it."""

    slug = "sitting-running"

    def __init__(self, sitting_id: UUID) -> None:
        super().__init__(
            Phrase("An examination is running already; end that first."), sitting_id=str(sitting_id)
        )


class SittingOver(Conflict):
    """An answer came after an examination was handed in, or its time was up."""

    slug = "sitting-over"

    def __init__(self) -> None:
        super().__init__(Phrase("This examination is over; answers are taken no more."))


class NoTryLeft(Conflict):
    """Somebody had all the tries that he has within a year."""

    slug = "no-try-left"

    def __init__(self, tries: int) -> None:
        text = Phrase.counted(
            "There is %(num)s try within a year, and it was used.",
            "There are %(num)s tries within a year, and all were used.",
            tries,
        )
        super().__init__(text, tries=tries)


class ExamNotReady(Conflict):
    """An examination has too few questions in its bank, is of practice, or is out of use."""

    slug = "exam-not-ready"

    def __init__(self) -> None:
        super().__init__(Phrase("This examination cannot be taken here now; ask your manager."))
