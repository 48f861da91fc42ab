"""What a customer says of a visit, and the links that are sent to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.kernel.events import ABSENT, OFFICE, Absent, Audience, DomainEvent, Notice
from app.kernel.phrases import Phrase


@dataclass(frozen=True, kw_only=True)
class VisitRated(DomainEvent):
    """The customer scores a visit."""

    kind = "visit.rated"
    audience = Audience(
        customer=(
            *("score", "comment", "on_time", "technical", "attitude"),
            *("five_ones_used", "problem_solved"),
        )
    )
    sentence = Phrase("Visit rated")
    tone = "good"
    personal = ("comment",)

    score: int
    comment: str
    engineer_id: UUID
    on_time: int | Absent = ABSENT
    technical: int | Absent = ABSENT
    attitude: int | Absent = ABSENT
    five_ones_used: bool | Absent = ABSENT
    problem_solved: bool | Absent = ABSENT


@dataclass(frozen=True, kw_only=True)
class TrackingLinkSent(DomainEvent):
    """The office sends the contact the link by which the request can be followed."""

    kind = "tracking_link.sent"
    audience = OFFICE
    sentence = Phrase("Tracking link sent to the contact")
    personal = ("to",)
    to_customer = Notice("tracking_link", timedelta(hours=6))

    to: str
