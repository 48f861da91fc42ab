"""The doors of this room: what is proposed and decided, everybody's own, and the rules."""

from __future__ import annotations

from app.kernel import Principal, Role
from app.kernel.phrases import Phrase
from app.rewards.access import ACCESS
from app.rewards.api import rewards as rewards_api
from app.rewards.api import rules as rules_api
from app.rewards.explanations import EXPLANATIONS
from app.rewards.pages import deciding, listed, rules
from app.rewards.reads.rewards import standing, to_do
from app.web.doors import PEOPLE, Doors, MenuEntry, SetUpPage, WorkList
from app.web.policy import MANAGEMENT


def _for_managers(who: Principal) -> dict[str, object] | None:
    """An administrator gets there by the rules, from the administration."""
    return {} if who.role is Role.MANAGER else None


DOORS = Doors(
    access=ACCESS,
    blueprints=(rewards_api.blp, rules_api.blp),
    pages=(listed, deciding, rules),
    menu=(MenuEntry("rewards", Phrase("Rewards and penalties"), 60, values=_for_managers, group=PEOPLE),),
    work=(WorkList("rewards", Phrase("Rewards and penalties to decide"), 92, MANAGEMENT, standing, to_do),),
    set_up=(
        SetUpPage(
            "reward_rules",
            Phrase("Rules of rewards"),
            Phrase("What the handbook rewards and what lowers the bonus; two people put it into force"),
            76,
        ),
    ),
    explanations=EXPLANATIONS,
)
