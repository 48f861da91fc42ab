"""What this room refuses, and what errors call its things."""

from __future__ import annotations

from app.kernel.errors import Conflict
from app.kernel.phrases import Phrase

NAMES = (
    Phrase("provider suspension"),
    Phrase("ProviderSuspension"),
    Phrase("provider record"),
    Phrase("ProviderRecord"),
    Phrase("provider statement"),
    Phrase("ProviderStatement"),
    Phrase("statement line"),
    Phrase("offer"),
    Phrase("provider_suspension"),
    Phrase("provider_record"),
    Phrase("provider_statement"),
    Phrase("statement_dispute"),
    Phrase("StatementDispute"),
)
"""What errors call the things of this room: by their tables and addresses."""


class OfficeDecided(Conflict):
    """The office has said who makes the visit, or who must not; a provider does not overrule that."""

    slug = "office-decided"

    def __init__(self, visit_id: object) -> None:
        text = Phrase("The office has decided who may make this visit. Call it, if that should change.")
        super().__init__(text, visit_id=str(visit_id))


class ProviderSuspensionLifted(Conflict):
    """It was lifted before."""

    slug = "provider-suspension-lifted"

    def __init__(self) -> None:
        super().__init__(Phrase("This suspension was lifted before."))


class RecordDecided(Conflict):
    """A manager confirmed or refused the record before."""

    slug = "record-decided"

    def __init__(self) -> None:
        super().__init__(Phrase("This record was decided before. Declare a new one."))


class SecondPersonConfirms(Conflict):
    """Whoever declared a record would confirm it."""

    slug = "second-person-confirms"

    def __init__(self) -> None:
        super().__init__(Phrase("Whoever declared a record does not confirm it."))


class StatementIsIssued(Conflict):
    """An issued statement would be changed."""

    slug = "statement-issued"

    def __init__(self) -> None:
        super().__init__(Phrase("An issued statement never changes. A correction is its next version."))


class StatementNotReady(Conflict):
    """It cannot be issued, disputed or corrected as things stand."""

    slug = "statement-not-ready"

    def __init__(self, text: Phrase) -> None:
        super().__init__(text)

    @classmethod
    def month_runs(cls, month: str) -> StatementNotReady:
        """The month is not over."""
        return cls(Phrase("The month %(month)s is not over yet.", month=month))

    @classmethod
    def only_a_draft(cls) -> StatementNotReady:
        """There is nothing issued to object to."""
        return cls(Phrase("The statement has not been issued yet."))

    @classmethod
    def draft_is_open(cls) -> StatementNotReady:
        """A correction is being prepared."""
        return cls(Phrase("A correction of this statement is a draft. Issue it first."))

    @classmethod
    def replaced(cls) -> StatementNotReady:
        """There is a newer version."""
        return cls(Phrase("There is a newer version of this statement. Object to a line of that one."))


class DisputeTimeOver(Conflict):
    """The days for an objection are over; `until` is written 2026-01-08."""

    slug = "dispute-time-over"

    def __init__(self, until: str) -> None:
        super().__init__(Phrase("A line could be disputed until %(day)s.", day=until), until=until)


class LineDisputed(Conflict):
    """The line was disputed before."""

    slug = "line-disputed"

    def __init__(self) -> None:
        super().__init__(Phrase("This line was disputed before; the answer stands beside it."))


class DisputeAnswered(Conflict):
    """The dispute was answered before."""

    slug = "dispute-answered"

    def __init__(self) -> None:
        super().__init__(Phrase("This dispute was answered before."))
