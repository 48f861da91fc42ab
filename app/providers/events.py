"""What is decided about service providers, and what happens to their statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.kernel.events import NOT_SHOWN, OFFICE, Audience, DomainEvent, Notice
from app.kernel.phrases import Phrase

_WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class ProviderSuspended(DomainEvent):
    """A manager suspends a provider from one day to another; `until_on` null has no end."""

    kind = "provider_suspension.set"
    family = Phrase("Suspensions of service providers")
    called = Phrase("Service provider suspended")
    audience = Audience(field=("suspension_id", "provider_id", "from_on", "until_on"))
    sentence = NOT_SHOWN
    personal = ("reason",)
    to_provider = Notice("provider_suspended", _WEEK, urgent=False)

    suspension_id: UUID
    provider_id: UUID
    from_on: str
    until_on: str | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProviderSuspensionEnded(DomainEvent):
    """A manager lifts a provider's suspension before its end."""

    kind = "provider_suspension.lifted"
    called = Phrase("Suspension of a service provider lifted")
    audience = Audience(field=("suspension_id", "provider_id"))
    sentence = NOT_SHOWN
    personal = ("note",)
    to_provider = Notice("provider_reinstated", _WEEK, urgent=False)

    suspension_id: UUID
    provider_id: UUID
    note: str


@dataclass(frozen=True, kw_only=True)
class ProviderTermsDecided(DomainEvent):
    """A manager decides a provider's settlement factor and share of work, in per cent, from a day on."""

    kind = "provider_terms.decided"
    family = Phrase("Terms of service providers")
    called = Phrase("Terms of a service provider decided")
    audience = Audience(field=("terms_id", "provider_id", "effective_on", "factor_percent", "share_percent"))
    sentence = NOT_SHOWN
    personal = ("reason",)

    terms_id: UUID
    provider_id: UUID
    effective_on: str
    factor_percent: int
    share_percent: int
    proposed_factor_percent: int | None
    proposed_share_percent: int | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProviderRecordDeclared(DomainEvent):
    """What a provider is able to do was declared, with its proof; a manager has yet to confirm it."""

    kind = "provider_record.declared"
    family = Phrase("Declared abilities of service providers")
    called = Phrase("Ability of a service provider declared")
    audience = Audience(field=("record_id", "provider_id", "measure", "percent"))
    sentence = NOT_SHOWN
    personal = ("proof",)

    record_id: UUID
    provider_id: UUID
    measure: str
    percent: int
    proof: str


@dataclass(frozen=True, kw_only=True)
class ProviderRecordDecided(DomainEvent):
    """A manager confirmed or refused a declared record."""

    kind = "provider_record.decided"
    called = Phrase("Declared ability confirmed or refused")
    audience = Audience(field=("record_id", "provider_id", "measure", "outcome"))
    sentence = NOT_SHOWN
    personal = ("note",)

    record_id: UUID
    provider_id: UUID
    measure: str
    outcome: str
    note: str


@dataclass(frozen=True, kw_only=True)
class StatementEvent(DomainEvent):
    """Something happens to one version (`number`) of a provider's statement of a month."""

    audience = OFFICE
    sentence = NOT_SHOWN

    statement_id: UUID
    provider_id: UUID
    month: str
    number: int


_TOLD = ("statement_id", "provider_id", "month", "number")


@dataclass(frozen=True, kw_only=True)
class StatementDrafted(StatementEvent):
    """A draft was worked out; the provider does not see it."""

    kind = "provider_statement.drafted"
    family = Phrase("Statements of service providers")
    called = Phrase("Statement drafted")

    settled_cents: int


@dataclass(frozen=True, kw_only=True)
class StatementIssued(StatementEvent):
    """A manager issued it; from now on it never changes."""

    kind = "provider_statement.issued"
    called = Phrase("Statement issued")
    audience = Audience(field=(*_TOLD, "settled_cents"))
    to_provider = Notice("provider_statement", _WEEK, urgent=False)

    settled_cents: int


@dataclass(frozen=True, kw_only=True)
class StatementLineDisputed(StatementEvent):
    """The provider disputes a line, of `line_visit_id`."""

    kind = "provider_statement.disputed"
    called = Phrase("Line of a statement disputed")
    audience = Audience(field=(*_TOLD, "dispute_id", "line_visit_id", "answer_due_on"))
    personal = ("words",)

    dispute_id: UUID
    line_visit_id: UUID
    answer_due_on: str
    words: str


@dataclass(frozen=True, kw_only=True)
class StatementDisputeAnswered(StatementEvent):
    """A manager answered: the line is corrected in the next version, or stays as it is."""

    kind = "provider_statement.answered"
    called = Phrase("Dispute of a statement answered")
    audience = Audience(field=(*_TOLD, "dispute_id", "line_visit_id", "outcome"))
    personal = ("answer",)
    to_provider = Notice("provider_dispute", _WEEK, urgent=False)

    dispute_id: UUID
    line_visit_id: UUID
    outcome: str
    answer: str
