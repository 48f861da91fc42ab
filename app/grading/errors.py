"""What this room refuses, and what errors call its things."""

from __future__ import annotations

from app.kernel.errors import Conflict, OneHourError
from app.kernel.phrases import Phrase

NAMES = (Phrase("grade"), Phrase("GradeOfYear"), Phrase("GradeAppeal"), Phrase("GradeVeto"))
"""What errors call the things of this room: by their tables and addresses."""


class OwnGrade(OneHourError):
    """Somebody would decide about himself."""

    status = 403
    slug = "own-grade"

    def __init__(self) -> None:
        super().__init__(Phrase("Nobody decides about his own grade."))


class SecondPersonNeeded(OneHourError):
    """Whoever had a part in a grade would approve it, or answer an appeal about it."""

    status = 403
    slug = "second-person-needed"

    def __init__(self) -> None:
        super().__init__(
            Phrase("Whoever scored, changed or limited a grade does not approve it, nor answer appeals.")
        )


class WrongGradeState(Conflict):
    """The grade is not where this can be done."""

    slug = "wrong-grade-state"

    def __init__(self, state: str) -> None:
        super().__init__(Phrase("This cannot be done with a grade in this state."), state=state)


class GradeIsPublished(Conflict):
    """A published grade would be changed."""

    slug = "grade-published"

    def __init__(self) -> None:
        super().__init__(Phrase("A published grade never changes. A correction is a new version of it."))


class AppealTimeOver(Conflict):
    """The days for an appeal are not running; `until` is written 2026-01-08."""

    slug = "appeal-time-over"

    def __init__(self, until: str) -> None:
        super().__init__(Phrase("An appeal could be made until %(day)s.", day=until), until=until)


class AppealMade(Conflict):
    """There is an appeal already."""

    slug = "appeal-made"

    def __init__(self) -> None:
        super().__init__(Phrase("An appeal was made already; there is one in each notice."))


class NoticeRuns(Conflict):
    """Notice, appeals or answers have not run out yet."""

    slug = "notice-runs"

    def __init__(self, first_day: str | None, appeals: int) -> None:
        text = (
            Phrase("Nothing can be published before %(day)s.", day=first_day)
            if first_day
            else Phrase("Nothing is in notice whose time has run out and whose appeals are answered.")
        )
        super().__init__(text, first_day=first_day, open_appeals=appeals)


class YearNotReady(Conflict):
    """What has to come first has not been done for the whole year."""

    slug = "year-not-ready"
