"""What happens to calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.kernel.events import NOT_SHOWN, OFFICE, DomainEvent
from app.kernel.phrases import Phrase


@dataclass(frozen=True, kw_only=True)
class CallTaken(DomainEvent):
    """A call was taken, whatever came of it."""

    kind = "call.taken"
    called = Phrase("Call taken")
    audience = OFFICE
    sentence = NOT_SHOWN

    outcome: str
    customer_id: UUID | None
    request_id: UUID | None
    enquiry_id: UUID | None
    due_at: datetime | None
    quoted_eta_at: datetime | None
    quoted_chance: float | None


@dataclass(frozen=True, kw_only=True)
class ComplaintNoted(DomainEvent):
    """A caller complains; by when he is to hear of us."""

    kind = "call.complaint"
    called = Phrase("Complaint noted")
    audience = OFFICE
    sentence = NOT_SHOWN
    urgent_to_staff = True

    customer_id: UUID | None
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class RequestComplained(DomainEvent):
    """The same, told in the history of the request that it is about."""

    kind = "request.complained"
    audience = OFFICE
    sentence = Phrase("The customer complains")
    tone = "bad"
    personal = ("note",)

    call_id: UUID
    note: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class CallOverdue(DomainEvent):
    """A caller who complains, orders or wanted to be called has not heard of us by when he should."""

    kind = "call.overdue"
    called = Phrase("Call overdue")
    audience = OFFICE
    sentence = NOT_SHOWN
    urgent_to_staff = True

    outcome: str
    customer_id: UUID | None
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class CallDone(DomainEvent):
    """The caller was called back, or a complaint or order of his was seen to."""

    kind = "call.done"
    called = Phrase("Call dealt with")
    audience = OFFICE
    sentence = NOT_SHOWN

    outcome: str
    in_time: bool


@dataclass(frozen=True, kw_only=True)
class ComplaintDecided(DomainEvent):
    """A manager gave a verdict on a complaint about `request_id`; `ordinal` counts those that there are."""

    kind = "call.verdict"
    called = Phrase("Verdict on a complaint given")
    audience = OFFICE
    sentence = NOT_SHOWN

    verdict: str
    about: str
    engineer_id: UUID | None
    provider_id: UUID | None
    ordinal: int
    request_id: UUID | None = None
