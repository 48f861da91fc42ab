"""What is agreed with service providers, what they declare of themselves, and their monthly statements."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, Versioned, WithId, prose, within

WORDS, NAME, MONTH = 1000, 120, 7


class ProviderSuspension(WithId, Versioned, Base):
    """Days on which nobody of a provider is sent; `until_on` None has no end.  Lifted, not deleted."""

    __tablename__ = "provider_suspensions"

    provider_id: Mapped[UUID] = mapped_column(ForeignKey("providers.id"), index=True)
    reason: Mapped[str] = prose(WORDS)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    set_by: Mapped[str] = mapped_column(String(NAME))
    set_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None] = mapped_column(String(NAME))
    lifted_note: Mapped[str | None] = prose(WORDS)


class ProviderTerms(WithId, Base):
    """What a manager decided from a day on: the settlement factor and the share of work, in per cent.

    What was decided stays; a later decision replaces it from its own day.  `proposed_*` is what the grade
    proposed then, None where nothing was proposed.
    """

    __tablename__ = "provider_terms"
    __table_args__ = (Index("ix_provider_terms_provider_id_effective_on", "provider_id", "effective_on"),)

    provider_id: Mapped[UUID] = mapped_column(ForeignKey("providers.id"))
    effective_on: Mapped[date]
    factor_percent: Mapped[int] = within(0, 200)
    share_percent: Mapped[int] = within(0, 200)
    proposed_factor_percent: Mapped[int | None]
    proposed_share_percent: Mapped[int | None]
    grade_id: Mapped[UUID | None] = mapped_column(ForeignKey("grades.id"))
    reason: Mapped[str] = prose(WORDS)
    decided_by: Mapped[str] = mapped_column(String(NAME))
    decided_at: Mapped[datetime]


class ProviderRecord(WithId, Versioned, Base):
    """What a provider is able to do, as somebody declared it on a day with its proof.

    It counts once a manager confirmed it; `percent` is of what the rubric asks.
    """

    __tablename__ = "provider_records"
    __table_args__ = (Index("ix_provider_records_provider_id_measure", "provider_id", "measure"),)

    provider_id: Mapped[UUID] = mapped_column(ForeignKey("providers.id"))
    measure: Mapped[str] = mapped_column(String(24))
    percent: Mapped[int] = within(0, 100)
    proof: Mapped[str] = prose(WORDS)
    declared_on: Mapped[date]
    declared_by: Mapped[str] = mapped_column(String(NAME))
    declared_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    declared_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(10))
    decided_by: Mapped[str | None] = mapped_column(String(NAME))
    decided_at: Mapped[datetime | None]
    decided_note: Mapped[str | None] = prose(WORDS)


class ProviderStatement(WithId, Versioned, Base):
    """What a provider's people did in a month (2026-01) and what it is paid for that, in one version.

    A draft is worked out anew as often as is asked; an issued one never changes.  `changes` says what differs
    from the version before: `[{"visit_id", "code", "was", "now", "why"}]`, amounts in cents.
    """

    __tablename__ = "provider_statements"
    __table_args__ = (UniqueConstraint("provider_id", "month", "number"),)

    provider_id: Mapped[UUID] = mapped_column(ForeignKey("providers.id"))
    month: Mapped[str] = mapped_column(String(MONTH), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(8))
    visits: Mapped[int]
    charges_cents: Mapped[int] = mapped_column(BigInteger)
    parts_cents: Mapped[int] = mapped_column(BigInteger)
    settled_cents: Mapped[int] = mapped_column(BigInteger)
    changes: Mapped[list[Any]]
    drafted_by: Mapped[str] = mapped_column(String(NAME))
    drafted_at: Mapped[datetime]
    issued_by: Mapped[str | None] = mapped_column(String(NAME))
    issued_at: Mapped[datetime | None]


class StatementLine(Base):
    """One visit of a statement.  `corrected_why`: why a person set its amounts; None where the bill did."""

    __tablename__ = "provider_statement_lines"

    statement_id: Mapped[UUID] = mapped_column(ForeignKey("provider_statements.id"), primary_key=True)
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("service_requests.id"))
    request_code: Mapped[str] = mapped_column(String(20))
    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"))
    engineer_name: Mapped[str] = mapped_column(String(NAME))
    completed_at: Mapped[datetime]
    charges_cents: Mapped[int] = mapped_column(BigInteger)
    parts_cents: Mapped[int] = mapped_column(BigInteger)
    factor_percent: Mapped[int]
    settled_cents: Mapped[int] = mapped_column(BigInteger)
    corrected_why: Mapped[str | None] = prose(WORDS)


class StatementDispute(WithId, Versioned, Base):
    """A provider's objection to a line of an issued statement, and the manager's answer."""

    __tablename__ = "provider_statement_disputes"
    __table_args__ = (UniqueConstraint("statement_id", "visit_id"),)

    provider_id: Mapped[UUID] = mapped_column(ForeignKey("providers.id"), index=True)
    statement_id: Mapped[UUID] = mapped_column(ForeignKey("provider_statements.id"))
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"))
    words: Mapped[str] = prose(WORDS)
    disputed_by: Mapped[str] = mapped_column(String(NAME))
    disputed_at: Mapped[datetime]
    answer_due_on: Mapped[date]
    outcome: Mapped[str | None] = mapped_column(String(10))
    answer: Mapped[str | None] = prose(WORDS)
    answered_by: Mapped[str | None] = mapped_column(String(NAME))
    answered_at: Mapped[datetime | None]
    led_to_id: Mapped[UUID | None] = mapped_column(ForeignKey("provider_statements.id"))
