"""A broken promise as it is told: milestones, the minute budget by stage, and what a manager set right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.requests.rules.promise import (
    BUDGET_S,
    Milestones,
    Outcome,
    PromiseFacts,
    Stage,
    blamed_stage,
    outcome,
    stage_seconds,
)

CORRECTABLE = ("assigned_at", "accepted_at", "departed_at", "on_site_at")
"""The milestones that a manager may set right."""


@dataclass(frozen=True, slots=True)
class StageShare:
    """One stage of the minute budget: seconds used, seconds it may take."""

    stage: Stage
    spent_s: int
    allowed_s: int

    @property
    def over(self) -> bool:
        """Whether the stage took more than its share."""
        return self.spent_s > self.allowed_s


@dataclass(frozen=True, slots=True)
class Correction:
    """What a manager set right, and why; without a reason where that was erased."""

    at: datetime
    actor: str
    reason: str | None
    changes: Mapping[str, str | None] = field(
        metadata={"description": "Milestone, or `stage`, to what holds; null: as recorded"}
    )


@dataclass(frozen=True, slots=True)
class Attribution:
    """A promise as the ledger tells it; `named` is the stage that a manager named.

    `recorded` are the milestones before any was set right.  `called_off_at` is when the visit was called off
    to which nobody had come, where no other has the promise since: nobody used up what came after.
    """

    facts: PromiseFacts
    promise_s: int
    milestones: Milestones
    recorded: Milestones
    called_off_at: datetime | None = None
    corrections: Sequence[Correction] = ()
    named: Stage | None = None

    @property
    def due_at(self) -> datetime:
        """By when somebody is to be on site."""
        return self.facts.due_at

    @property
    def on_site_at(self) -> datetime | None:
        """When the first engineer arrived; None where nobody has."""
        return self.facts.on_site_at

    def outcome(self, now: datetime) -> Outcome:
        """Return what became of the promise."""
        return outcome(self.facts, now)

    def blamed(self, now: datetime) -> Stage | None:
        """Name the one stage that used the hour up; None where the promise is not broken."""
        if self.outcome(now) is not Outcome.BROKEN:
            return None
        return self.named or blamed_stage(self.milestones, self._until(now), self.promise_s)

    def _until(self, now: datetime) -> datetime:
        """When the last stage ended: somebody came, or nobody had to any more."""
        return self.on_site_at or self.facts.solved_remotely_at or self.called_off_at or now

    def budget(self, now: datetime) -> list[StageShare]:
        """Return the promised time by stage; the customer's access only where somebody was turned away."""
        spent = stage_seconds(self.milestones, self._until(now))
        share = self.promise_s / sum(BUDGET_S.values())
        turned_away = self.milestones.turned_away_at is not None
        return [
            StageShare(stage, spent[stage], round(BUDGET_S[stage] * share))
            for stage in Stage
            if turned_away or stage is not Stage.ACCESS
        ]
