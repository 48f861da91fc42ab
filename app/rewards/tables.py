"""The handbook's rules of rewards in versions, and what they proposed of whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, Versioned, WithId, prose
from app.kernel.drafts import InVersions, one_draft

NAME, WORDS = 120, 2000


class RewardRulesVersion(InVersions, Base):
    """One version of the rules (`app.rewards.rules.handbook`); none of its `writers` publishes it."""

    __tablename__ = "reward_rules"
    __table_args__ = (UniqueConstraint("key", "number"), one_draft(__tablename__))

    writers: Mapped[list[Any]]


class RewardProposal(WithId, Versioned, Base):
    """What one rule proposes of an engineer for the period that ends with `month`.

    `rule` is the rule as it stood, `figure` what it was measured by, `visits` those behind it.  `amount` is
    proposed until somebody decides, and then what he decided.
    """

    __tablename__ = "reward_proposals"
    __table_args__ = (UniqueConstraint("engineer_id", "month", "code"),)

    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"))
    month: Mapped[str] = mapped_column(String(7), index=True)
    code: Mapped[str] = mapped_column(String(40))
    rule: Mapped[dict[str, Any]]
    rules_number: Mapped[int]
    figure: Mapped[float]
    visits: Mapped[list[Any]]
    proposed: Mapped[int]
    amount: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = prose(WORDS)
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    decided_by_name: Mapped[str | None] = mapped_column(String(NAME))
    decided_at: Mapped[datetime | None]
    objection: Mapped[str | None] = prose(WORDS)
    objected_at: Mapped[datetime | None]
    answer: Mapped[str | None] = prose(WORDS)
    answered_by_name: Mapped[str | None] = mapped_column(String(NAME))
    answered_at: Mapped[datetime | None]
