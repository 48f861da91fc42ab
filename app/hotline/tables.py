"""Calls: one row for each, whatever came of it; and the verdicts on those that were complaints."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, Versioned, WithId, prose
from app.registers.tables import HasContactNumbers


class Call(WithId, HasContactNumbers, Versioned, Base):
    """A call that was taken; `outcome` is one of `app.hotline.rules.outcomes`.

    `form_key` is the form's by which it was saved, so that the same form sent twice is one call.  `due_at` is
    by when the caller is to hear of us again, `done_at` when he did, `overdue_at` when the staff was told
    that he had not.  `quoted_…` is what he was told before anything was saved: when it was worked out, when
    an engineer would come, and how surely in time; of an appointment, without a chance, when its hour ends.
    """

    __tablename__ = "calls"
    __table_args__ = (
        UniqueConstraint("taken_by", "form_key"),
        Index("ix_calls_done_at_due_at", "done_at", "due_at"),
    )

    form_key: Mapped[str] = mapped_column(String(36))
    taken_by: Mapped[str] = mapped_column(String(80))
    taken_by_name: Mapped[str] = mapped_column(String(120))
    taken_at: Mapped[datetime] = mapped_column(index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    contact_name: Mapped[str] = mapped_column(String(120), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = prose(4000, default="")
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customers.id"), index=True)
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("service_requests.id"), index=True)
    enquiry_id: Mapped[UUID | None] = mapped_column(ForeignKey("enquiries.id"), index=True)
    due_at: Mapped[datetime | None]
    overdue_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(String(120))
    done_note: Mapped[str | None] = prose(2000)
    quoted_at: Mapped[datetime | None]
    quoted_eta_at: Mapped[datetime | None]
    quoted_chance: Mapped[float | None]


class CallDraft(Base):
    """What is typed during a call that is not saved yet: it holds personal data, and goes after a day."""

    __tablename__ = "call_drafts"

    typed_by: Mapped[str] = mapped_column(String(80), primary_key=True)
    form_key: Mapped[str] = mapped_column(String(36), primary_key=True)
    typed: Mapped[dict[str, Any]]
    began_at: Mapped[datetime]
    typed_at: Mapped[datetime] = mapped_column(index=True)


class ComplaintVerdict(WithId, Base):
    """What a manager found of a complaint; one of a higher `ordinal` stands in its place, both are kept.

    `about` is one of `app.hotline.rules.verdicts.About`: the engineer, the provider, or the office, of which
    an account may be named.
    """

    __tablename__ = "complaint_verdicts"
    __table_args__ = (UniqueConstraint("call_id", "ordinal"),)

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id"))
    ordinal: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(10))
    engineer_id: Mapped[UUID | None] = mapped_column(ForeignKey("engineers.id"), index=True)
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("providers.id"), index=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = prose(2000)
    decided_by: Mapped[str] = mapped_column(String(80))
    decided_by_name: Mapped[str] = mapped_column(String(120))
    decided_at: Mapped[datetime] = mapped_column(index=True)
