"""What happens to requests for leave; the leave's own row tells of itself besides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.kernel.events import NOT_SHOWN, Audience, DomainEvent, Notice
from app.kernel.phrases import Phrase

_FIELDS = ("leave_request_id", "engineer_id", "starts_at", "ends_at")
_USEFUL = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class OfLeaveRequest(DomainEvent):
    """Something of a request for leave: whose it is, and for when."""

    audience = Audience(field=_FIELDS)
    sentence = NOT_SHOWN

    leave_request_id: UUID
    engineer_id: UUID
    starts_at: str
    ends_at: str


@dataclass(frozen=True, kw_only=True)
class LeaveAsked(OfLeaveRequest):
    """An engineer asks for leave."""

    kind = "leave_request.asked"
    family = Phrase("Requests for leave")
    called = Phrase("Leave asked for")


@dataclass(frozen=True, kw_only=True)
class LeaveApproved(OfLeaveRequest):
    """Whoever answers for the engineer approves it; the roster has the leave at once."""

    kind = "leave_request.approved"
    called = Phrase("Leave approved")
    to_engineer = Notice("leave_approved", _USEFUL, urgent=False)


@dataclass(frozen=True, kw_only=True)
class LeaveRefused(OfLeaveRequest):
    """Whoever answers for the engineer refuses it, and says why."""

    kind = "leave_request.refused"
    called = Phrase("Leave refused")
    personal = ("why",)
    to_engineer = Notice("leave_refused", _USEFUL, urgent=False)

    why: str


@dataclass(frozen=True, kw_only=True)
class LeaveWithdrawn(OfLeaveRequest):
    """The engineer takes it back; an approved leave leaves the roster."""

    kind = "leave_request.withdrawn"
    called = Phrase("Request for leave withdrawn")


@dataclass(frozen=True, kw_only=True)
class LeaveRemoved(OfLeaveRequest):
    """The office takes approved leave off the roster."""

    kind = "leave_request.removed"
    called = Phrase("Approved leave taken off the roster")
    to_engineer = Notice("leave_removed", _USEFUL, urgent=False)
