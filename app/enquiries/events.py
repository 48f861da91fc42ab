"""What happens to a question that is no request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.kernel.events import NOT_SHOWN, OFFICE, Audience, DomainEvent, Notice
from app.kernel.phrases import Phrase


@dataclass(frozen=True, kw_only=True)
class EnquiryAsked(DomainEvent):
    """Somebody asks."""

    kind = "enquiry.asked"
    called = Phrase("Enquiry asked")
    family = Phrase("Enquiries")
    audience = Audience(customer=("channel", "asked_at", "answer_due_at"))
    sentence = NOT_SHOWN

    channel: str
    customer_id: UUID | None
    asked_at: datetime
    answer_due_at: datetime


@dataclass(frozen=True, kw_only=True)
class EnquiryAnswered(DomainEvent):
    """The office answers; by which way the answer goes out, where there is one."""

    kind = "enquiry.answered"
    called = Phrase("Enquiry answered")
    audience = Audience(customer=("in_time", "goes_by"))
    sentence = NOT_SHOWN
    to_customer = Notice("enquiry_answer", timedelta(days=3), urgent=False)

    in_time: bool
    goes_by: str


@dataclass(frozen=True, kw_only=True)
class EnquiryOverdue(DomainEvent):
    """The hours within which an answer was due are over."""

    kind = "enquiry.overdue"
    called = Phrase("Enquiry overdue")
    audience = OFFICE
    sentence = NOT_SHOWN
    urgent_to_staff = True

    code: str
    customer_id: UUID | None
    answer_due_at: datetime
