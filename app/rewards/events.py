"""What happens to the rules of rewards and to what they propose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.kernel.events import NOT_SHOWN, OFFICE, Audience, DomainEvent, Notice
from app.kernel.phrases import Phrase

_TOLD = Audience(field=("proposal_id", "engineer_id", "month", "state"))


@dataclass(frozen=True, kw_only=True)
class RewardRulesPublished(DomainEvent):
    """A draft became the rules by which rewards and penalties are proposed; `digest` names its content."""

    kind = "reward_rules.published"
    family = Phrase("Rules of rewards")
    called = Phrase("Rules of rewards published")
    audience = OFFICE
    sentence = NOT_SHOWN

    number: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class RewardProposed(DomainEvent):
    """A rule proposes a reward or a penalty for a month such as 2026-01."""

    kind = "reward.proposed"
    family = Phrase("Rewards and penalties")
    called = Phrase("Reward or penalty proposed")
    audience = OFFICE
    sentence = NOT_SHOWN

    proposal_id: UUID
    engineer_id: UUID
    month: str
    code: str
    amount: int


@dataclass(frozen=True, kw_only=True)
class RewardDecided(DomainEvent):
    """A manager accepts, changes or dismisses a proposal; whom it is about is told."""

    kind = "reward.decided"
    called = Phrase("Reward or penalty decided")
    audience = _TOLD
    sentence = NOT_SHOWN
    personal = ("reason",)
    to_engineer = Notice("reward_decided", timedelta(days=7), urgent=False)

    proposal_id: UUID
    engineer_id: UUID
    month: str
    state: str
    amount: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class RewardObjected(DomainEvent):
    """Whom a decision is about objects."""

    kind = "reward.objected"
    called = Phrase("Objection to a reward or penalty")
    audience = OFFICE
    sentence = NOT_SHOWN
    personal = ("words",)

    proposal_id: UUID
    engineer_id: UUID
    month: str
    words: str


@dataclass(frozen=True, kw_only=True)
class RewardAnswered(DomainEvent):
    """Another manager answers an objection; the amount may be another one from then on."""

    kind = "reward.answered"
    called = Phrase("Objection answered")
    audience = _TOLD
    sentence = NOT_SHOWN
    personal = ("words",)
    to_engineer = Notice("reward_decided", timedelta(days=7), urgent=False)

    proposal_id: UUID
    engineer_id: UUID
    month: str
    state: str
    amount: int
    words: str
