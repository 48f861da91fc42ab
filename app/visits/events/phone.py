"""What became of a phone's message, and whether its engineer is on duty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.kernel.events import ABSENT, NOT_SHOWN, Absent, Audience, Body, DomainEvent
from app.kernel.phrases import Phrase
from app.phones.rules.kinds import Status

OUTCOMES: Mapping[str, Phrase] = {
    "applied": Phrase("Applied by the office"),
    "attached": Phrase("Attached to a visit by the office"),
    "ended": Phrase("Visit ended in the office"),
    "set_aside": Phrase("Set aside by the office"),
}
"""What a person made of a message."""


@dataclass(frozen=True, kw_only=True)
class OfMessage(DomainEvent):
    """Something of one message of a phone: `event_id` is the phone's id of it, `message` what it was."""

    engineer_id: UUID
    event_id: UUID
    message: str


@dataclass(frozen=True, kw_only=True)
class MessageJudged(OfMessage):
    """A message did not fit in all; `problem` is what the phone was answered."""

    flags: Sequence[str]
    problem: Mapping[str, Any] | Absent | None = ABSENT


@dataclass(frozen=True, kw_only=True)
class MessageFlagged(MessageJudged):
    """A message took effect, and something is odd about it."""

    kind = "phone.flagged"
    family = Phrase("Messages of phones")
    audience = Audience(field=("engineer_id", "event_id", "message", "flags"))
    sentence = Phrase("Message from the phone accepted with a remark")


@dataclass(frozen=True, kw_only=True)
class FlagWithdrawn(MessageJudged):
    """What was odd about a message is so no more."""

    kind = "phone.flag_withdrawn"
    audience = Audience(field=("engineer_id", "event_id", "message", "flags"))
    sentence = Phrase("Remark on a message from the phone withdrawn")


@dataclass(frozen=True, kw_only=True)
class MessageRefused(MessageJudged):
    """A message did not take effect."""

    kind = "phone.refused"
    audience = Audience(field=("engineer_id", "event_id", "message", "problem"))
    sentence = Phrase("Message from the phone refused")
    tone = "bad"


@dataclass(frozen=True, kw_only=True)
class MessageHeld(MessageJudged):
    """A message waits for others that belong before it."""

    kind = "phone.held"
    audience = Audience(field=("engineer_id", "event_id", "message"))
    sentence = Phrase("Message from the phone held back")


@dataclass(frozen=True, kw_only=True)
class MessageNeedsReview(MessageJudged):
    """A person has to decide about a message."""

    kind = "phone.needs_review"
    audience = Audience(field=("engineer_id", "event_id", "message", "problem"))
    sentence = Phrase("Message from the phone needs a review")
    tone = "bad"
    urgent_to_staff = True


JUDGED: Mapping[Status, type[MessageJudged]] = {
    Status.APPLIED: MessageFlagged,
    Status.REFUSED: MessageRefused,
    Status.HELD: MessageHeld,
    Status.NEEDS_REVIEW: MessageNeedsReview,
}
"""What is recorded of a message by what became of it; of one that simply took effect, nothing is."""


@dataclass(frozen=True, kw_only=True)
class MessageReviewed(OfMessage):
    """A person decided about a message."""

    kind = "phone.reviewed"
    audience = Audience(field=("engineer_id", "event_id", "message", "outcome", "note"))
    sentence = Phrase("Message from the phone decided about")
    personal = ("note", "by")

    outcome: str
    note: str
    by: str

    @classmethod
    def title(cls, body: Body) -> Phrase:
        """Say what was decided."""
        return OUTCOMES.get(str(body.get("outcome")), cls.sentence)


@dataclass(frozen=True, kw_only=True)
class EngineerAvailable(DomainEvent):
    """An engineer switches on duty."""

    kind = "engineer.available"
    called = Phrase("Engineer available again")
    audience = Audience(field=())
    sentence = NOT_SHOWN
    personal = ("reason",)

    reason: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class EngineerUnavailable(DomainEvent):
    """An engineer switches off duty, and says why."""

    kind = "engineer.unavailable"
    called = Phrase("Engineer not available")
    audience = Audience(field=("reason",))
    sentence = NOT_SHOWN
    personal = ("reason",)

    reason: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class EngineerOff(DomainEvent):
    """An engineer goes off duty who had agreed to a visit, or was on the way."""

    kind = "visit.engineer_off"
    audience = Audience(field=("engineer_id", "was", "reason"))
    sentence = Phrase("Engineer went off duty after accepting")
    tone = "bad"
    personal = ("reason",)

    engineer_id: UUID
    was: str
    reason: str

    @classmethod
    def title(cls, body: Body) -> Phrase:
        """Say where it left the visit."""
        return Phrase("Engineer went off duty on the way") if body.get("was") == "en_route" else cls.sentence
