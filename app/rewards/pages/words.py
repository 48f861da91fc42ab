"""The words of rewards and penalties for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.kernel.phrases import Phrase
from app.rewards.rules.handbook import RewardKind, RewardLimit, RewardMeasure, RewardUnit
from app.rewards.rules.states import RewardDecision, RewardState
from app.web.pages.i18n import named
from app.web.wording import say

STATES: Mapping[str, Phrase] = {
    RewardState.PROPOSED: Phrase("To decide"),
    RewardState.LAPSED: Phrase("Lapsed"),
    RewardState.ACCEPTED: Phrase("Accepted"),
    RewardState.CHANGED: Phrase("Changed"),
    RewardState.DISMISSED: Phrase("Dismissed"),
}
DECISIONS: Mapping[str, Phrase] = {
    RewardDecision.ACCEPT: Phrase("Accept as proposed"),
    RewardDecision.CHANGE: Phrase("Change the amount"),
    RewardDecision.DISMISS: Phrase("Dismiss"),
}
KINDS: Mapping[str, Phrase] = {
    RewardKind.REWARD: Phrase("Reward"),
    RewardKind.PENALTY: Phrase("Penalty (less bonus)"),
}
MEASURES: Mapping[str, Phrase] = {
    RewardMeasure.BROKEN_STAGES: Phrase("promises broken in own stages"),
    RewardMeasure.FIVE_STAR_VISITS: Phrase("visits rated five stars"),
    RewardMeasure.FIRST_VISIT_FIXES: Phrase("repairs done at the first visit"),
    RewardMeasure.COMPLAINTS_UPHELD: Phrase("complaints upheld"),
    RewardMeasure.LATE_RECORDS: Phrase("records late or incomplete"),
    RewardMeasure.COMMENDATIONS: Phrase("commendations"),
}
LIMITS: Mapping[str, Phrase] = {
    RewardLimit.AT_LEAST: Phrase("for every"),
    RewardLimit.AT_MOST: Phrase("at most"),
}
UNITS: Mapping[str, Phrase] = {RewardUnit.POINTS: Phrase("points"), RewardUnit.MONEY: Phrase("money")}
PERIODS: Mapping[str, Phrase] = {"1": Phrase("month"), "3": Phrase("quarter")}
CHOICES: Mapping[str, Mapping[str, Phrase]] = {
    "kind": KINDS,
    "measure": MEASURES,
    "limit": LIMITS,
    "unit": UNITS,
    "months": PERIODS,
}
FIELDS: Mapping[str, Phrase] = {
    "code": Phrase("Code"),
    "name_en": Phrase("Name (English)"),
    "name_zh": Phrase("Name (Chinese)"),
    "kind": Phrase("Kind"),
    "measure": Phrase("What is counted"),
    "limit": Phrase("Holds"),
    "unit": Phrase("Unit"),
    "threshold": Phrase("Threshold"),
    "least_visits": Phrase("Least visits"),
    "months": Phrase("Period"),
    "amount": Phrase("Amount"),
    "ceiling": Phrase("Ceiling"),
}
BASES: Mapping[str, Phrase] = {
    "base_points": Phrase("Everybody's month begins with points"),
    "base_money": Phrase("Everybody's month begins with money"),
}


def rule_name(rule: Mapping[str, Any]) -> str:
    """Name a rule in the reader's language."""
    return named(rule["name_en"], rule["name_zh"])


def amount(rule: Mapping[str, Any], number: int, currency: str) -> str:
    """Say an amount with its sign and unit."""
    sign = "−" if rule["kind"] == RewardKind.PENALTY and number else "+" if number else ""
    if rule["unit"] == RewardUnit.MONEY:
        return f"{sign}{number} {currency}"
    return sign + say(Phrase.counted("%(num)s point", "%(num)s points", number))


def rule_told(rule: Mapping[str, Any]) -> str:
    """Say when a rule holds."""
    what, period = say(MEASURES[rule["measure"]]), say(PERIODS[str(rule["months"])])
    values = {"n": rule["threshold"], "period": period, "what": what}
    if rule["limit"] == RewardLimit.AT_LEAST:
        return say(Phrase("for every %(n)s in the %(period)s: %(what)s", **values))
    return say(Phrase("at most %(n)s in the %(period)s: %(what)s", **values))
