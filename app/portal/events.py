"""What a customer says of a visit, and the links that are sent to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.kernel.events import ABSENT, OFFICE, Absent, Audience, Body, DomainEvent, Notice
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
    handed_over: bool | Absent = ABSENT

    @classmethod
    def title(cls, body: Body) -> Phrase:
        """Say where nobody knows who it was."""
        handed = Phrase("Visit rated by a link that the office handed over")
        return handed if body.get("handed_over") is True else cls.sentence


@dataclass(frozen=True, kw_only=True)
class HandOverCodeMade(DomainEvent):
    """The office made a code to read out, which opens the customer's page; the code itself is not told."""

    kind = "hand_over_code.made"
    family = Phrase("Codes read out on the telephone")
    audience = OFFICE
    sentence = Phrase("Code made, to hand the customer's page over by telephone")

    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class TrackingLinkSent(DomainEvent):
    """The office sends the contact the link by which the request can be followed."""

    kind = "tracking_link.sent"
    audience = OFFICE
    sentence = Phrase("Tracking link sent to the contact")
    personal = ("to",)
    to_customer = Notice("tracking_link", timedelta(hours=6))

    to: str
