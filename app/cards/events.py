"""What was typed behind an engineer's supervision card."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.kernel.errors import Phrase
from app.kernel.events import OFFICE, DomainEvent


@dataclass(frozen=True, kw_only=True)
class CardTried(DomainEvent):
    """A code was typed for a visit."""

    audience = OFFICE

    engineer_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class CardOpened(CardTried):
    """The card was opened with the customer's code."""

    kind = "card.opened"
    sentence = Phrase("Supervision card opened with the customer's code")


@dataclass(frozen=True, kw_only=True)
class CardEarly(CardTried):
    """The right code was typed before any arrival."""

    kind = "card.early"
    sentence = Phrase("Right code typed behind the supervision card before any arrival")


@dataclass(frozen=True, kw_only=True)
class CardRefused(CardTried):
    """A wrong code was typed."""

    kind = "card.refused"
    sentence = Phrase("Wrong code typed behind the supervision card")
    tone = "bad"

    wrong_codes: int
