"""What happens to a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from app.kernel.events import ABSENT, OFFICE, Absent, Audience, Before, Body, DomainEvent, Notice
from app.kernel.phrases import Phrase
from app.requests.rules.lifecycle import RequestState

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_OTHERWISE = ("request.appointment", "request.resolved", "request.cancelled")


def _remotely(body: Body, _before: Before) -> bool:
    return bool(body.get("solved_remotely"))


@dataclass(frozen=True, kw_only=True)
class RequestReceived(DomainEvent):
    """A request comes in."""

    kind = "request.received"
    audience = Audience(customer=("code", "site_id", "asset_id", "fault_code", "channel", "requested_at"))
    sentence = Phrase("Request received")

    code: str
    customer_id: UUID
    site_id: UUID
    asset_id: UUID | None
    fault_code: str
    channel: str
    requested_at: datetime
    linked_to_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class RequestMoved(DomainEvent):
    """A request comes into another state."""

    state: ClassVar[RequestState]


@dataclass(frozen=True, kw_only=True)
class RequestPromised(RequestMoved):
    """The time is promised by which an engineer is on site."""

    kind = "request.promised"
    state = RequestState.PROMISED
    audience = Audience(customer=("due_at", "promise_s", "priority", "contract_id"))
    sentence = Phrase("Promise given")
    to_customer = Notice("request_promised", 6 * _HOUR, untrue_after=(*_OTHERWISE, "visit.on_site"))

    due_at: datetime
    promise_s: int
    priority: int
    min_stars: int
    contract_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class RequestInProgress(RequestMoved):
    """An engineer is on the way, or the customer, called back, says that it is not solved."""

    kind = "request.in_progress"
    state = RequestState.IN_PROGRESS
    audience = Audience(customer=())
    sentence = Phrase("Work on the request began")
    personal = ("result",)

    solved: bool | Absent = ABSENT
    result: str | Absent = ABSENT


@dataclass(frozen=True, kw_only=True)
class RequestResolved(RequestMoved):
    """Its last visit was completed, or it was solved without one."""

    kind = "request.resolved"
    state = RequestState.RESOLVED
    audience = Audience(customer=("solved_remotely", "how", "solved_by"))
    sentence = Phrase("Request resolved")
    tone = "good"
    personal = ("solved_by", "note")
    to_customer = Notice(
        "solved_remotely",
        _DAY,
        urgent=False,
        when=_remotely,
        untrue_after=("request.remote_undone", "request.in_progress"),
    )

    solved_remotely: bool | Absent = ABSENT
    how: str | Absent = ABSENT
    solved_by: str | Absent = ABSENT
    note: str | Absent = ABSENT


@dataclass(frozen=True, kw_only=True)
class RequestFollowedUp(RequestMoved):
    """The customer was called back, and it is solved."""

    kind = "request.followed_up"
    state = RequestState.FOLLOWED_UP
    audience = Audience(customer=("solved", "result"))
    sentence = Phrase("Customer called back")
    tone = "good"
    personal = ("result",)

    solved: bool
    result: str


@dataclass(frozen=True, kw_only=True)
class RequestClosed(RequestMoved):
    """Nothing more is to be done."""

    kind = "request.closed"
    state = RequestState.CLOSED
    audience = Audience(customer=())
    sentence = Phrase("Request closed")
    tone = "good"


@dataclass(frozen=True, kw_only=True)
class RequestCancelled(RequestMoved):
    """It is called off."""

    kind = "request.cancelled"
    state = RequestState.CANCELLED
    audience = Audience(customer=("reason",))
    sentence = Phrase("Request cancelled")
    tone = "bad"
    personal = ("reason",)
    to_customer = Notice("cancelled", _DAY)

    reason: str


@dataclass(frozen=True, kw_only=True)
class AppointmentAgreed(DomainEvent):
    """A later hour than the promised one is agreed with the customer."""

    kind = "request.appointment"
    audience = Audience(
        customer=("due_at", "was_due_at", "first_due_at", "agreed_by"),
        field=("engineer_id", "due_at", "was_due_at"),
    )
    sentence = Phrase("Appointment agreed with the customer")
    personal = ("agreed_by",)
    to_customer = Notice("appointment", _DAY, untrue_after=(*_OTHERWISE, "visit.on_site"))
    to_engineer = Notice("put_off", 2 * _HOUR)

    due_at: datetime
    was_due_at: datetime
    first_due_at: datetime
    agreed_by: str
    engineer_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class RemoteSolutionUndone(DomainEvent):
    """What was solved without a visit was not: it came again, or the customer says so."""

    kind = "request.remote_undone"
    audience = Audience(customer=("why", "again_code"))
    sentence = Phrase("Solved without a visit, and came again")
    tone = "bad"

    why: str
    solved_remotely_at: datetime
    again_request_id: UUID | None
    again_code: str | None


@dataclass(frozen=True, kw_only=True)
class TrackingLinkMade(DomainEvent):
    """Somebody made a link by which the request can be followed."""

    kind = "tracking_link.made"
    family = Phrase("Tracking links")
    audience = OFFICE
    sentence = Phrase("Tracking link made")

    rights: str
    expires_at: datetime
