"""What this room refuses, and what errors call its things."""

from __future__ import annotations

from app.kernel.errors import Conflict, Forbidden
from app.kernel.phrases import Phrase

NAMES = (
    Phrase("RewardRulesVersion"),
    Phrase("reward rules"),
    Phrase("reward_rules"),
    Phrase("RewardProposal"),
    Phrase("reward"),
)
"""What errors call the things of this room: by their tables and addresses."""


class OwnRewardRules(Forbidden):
    """Somebody would publish rules that he wrote himself."""

    slug = "own-reward-rules"

    def __init__(self) -> None:
        super().__init__(Phrase("Whoever wrote a draft does not publish it; a second person does."))


class OwnReward(Forbidden):
    """Somebody would decide about himself, or answer an objection to what he decided."""

    slug = "own-reward"

    def __init__(self) -> None:
        super().__init__(Phrase("Nobody decides about himself, or answers an objection to his own decision."))


class RewardNotOpen(Conflict):
    """What was asked has been done before, or it is too early for it."""

    slug = "reward-not-open"

    def __init__(self) -> None:
        super().__init__(Phrase("Each is decided, objected to and answered once; its state allows no more."))
