"""What is known of one closed visit, before it is said what it contributes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.requests.rules.card import CardAnswers


@dataclass(frozen=True, slots=True)
class Record:
    """What came of a visit's evidence: None where no phone told anything of it."""

    five_ones: bool
    pictures: bool
    signatures: bool
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What is known of one closed visit, and of what came after it.

    arrived_at: as it counts, after what was set right; None where nobody came, `settled_away` where a person
    said so.  came_before: somebody had come for this request before.  reason: why it ended without the work
    done.  again_at: when the machine was next reported, or this request taken up again.  score: the card's
    overall score, None where nobody rated; card: what else was answered.  solved: what the customer said on
    the call back, None where it was not about this visit.  upheld: complaints about who made it.
    """

    is_cancelled: bool
    is_done: bool
    settled_away: bool
    arrived_at: datetime | None
    completed_at: datetime | None
    reason: str
    came_before: bool
    expected_s: int
    has_machine: bool
    again_at: datetime | None
    score: int | None
    card: CardAnswers
    solved: bool | None
    record: Record | None
    ended_by_office: bool
    upheld: float
