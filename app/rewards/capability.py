"""What this room brings: what is proposed each month and who sees it, the rules, and its doors."""

from __future__ import annotations

from app.kernel import timer_kinds, visibility
from app.kernel.events import EVENTS, kinds
from app.kernel.slots import Capability
from app.rewards import events, tables
from app.rewards.commands import proposing
from app.rewards.reads.rewards import seen_by
from app.rewards.tables import RewardProposal, RewardRulesVersion

CAPABILITY = Capability(
    "rewards",
    (
        timer_kinds.kinds(*proposing.KINDS),
        EVENTS.of(kinds(events)),
        visibility.RULES.of({RewardProposal: seen_by, RewardRulesVersion: visibility.staff_only}),
        visibility.KINDS.of(visibility.kinds({"reward": RewardProposal, "reward_rules": RewardRulesVersion})),
    ),
    tables,
    doors="app.rewards.doors",
)
