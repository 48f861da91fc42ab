"""The rules of rewards and penalties as data: what is well formed, and what a rule makes of a figure.  Pure.

A rule of `at_most` pays its amount once; one of `at_least` for each time that its threshold is full, up to
its ceiling.  Amounts are whole points, or whole units of the currency.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from app.kernel.phrases import Phrase

KEY = "handbook"
MOST_RULES, MOST_AMOUNT, MOST_CASES, LONGEST_NAME = 30, 100_000, 10_000, 120
_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}", re.ASCII)
Content = Mapping[str, Any]


class RewardKind(StrEnum):
    """A penalty is less bonus, never a fine."""

    REWARD = "reward"
    PENALTY = "penalty"


class RewardMeasure(StrEnum):
    """What is counted: visits, by the stored facts of months, and praise on record."""

    BROKEN_STAGES = "broken_stages"
    FIVE_STAR_VISITS = "five_star_visits"
    FIRST_VISIT_FIXES = "first_visit_fixes"
    COMPLAINTS_UPHELD = "complaints_upheld"
    LATE_RECORDS = "late_records"
    COMMENDATIONS = "commendations"


class RewardLimit(StrEnum):
    """On which side of the threshold a rule holds."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class RewardUnit(StrEnum):
    """What an amount counts."""

    POINTS = "points"
    MONEY = "money"


PERIODS = (1, 3)
"""Months: one, or a quarter of the year."""
WORDS_OF: Mapping[str, type[StrEnum]] = {
    "kind": RewardKind,
    "measure": RewardMeasure,
    "limit": RewardLimit,
    "unit": RewardUnit,
}
NUMBERS: Mapping[str, tuple[int, int]] = {
    "threshold": (0, MOST_CASES),
    "least_visits": (0, MOST_CASES),
    "months": (1, 3),
    "amount": (1, MOST_AMOUNT),
    "ceiling": (1, MOST_AMOUNT),
}
BASES: Mapping[str, RewardUnit] = {"base_points": RewardUnit.POINTS, "base_money": RewardUnit.MONEY}
NAMES = ("code", "name_en", "name_zh")
FIELDS = (*NAMES, *WORDS_OF, *NUMBERS)


def tidied(content: Content) -> dict[str, Any]:
    """Return a well formed content with its fields alone, in their order."""
    rules = [{name: one[name] for name in FIELDS} for one in content["rules"]]
    return {**{name: content[name] for name in BASES}, "rules": rules}


def digest_of(content: Content) -> str:
    """Return the SHA-256 of a content as text."""
    text = json.dumps(tidied(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def faults(content: object) -> dict[str, str | list[str]]:
    """Return what is wrong, by field; nothing where the content is well formed."""
    if not isinstance(content, Mapping):
        return {"rules": Phrase("must be filled in")}
    found: dict[str, str | list[str]] = {}
    for name in BASES:
        if (told := _number(content.get(name), 0, MOST_AMOUNT)) is not None:
            found[name] = told
    rules = content.get("rules")
    if not isinstance(rules, list) or not 0 < len(rules) <= MOST_RULES:
        return {**found, "rules": Phrase("must be from %(least)g to %(most)g", least=1, most=MOST_RULES)}
    codes: set[str] = set()
    for n, rule in enumerate(rules):
        values = rule if isinstance(rule, Mapping) else {}
        found |= {f"rules.{n}.{name}": told for name, told in _of_rule(values).items()}
        code = str(values.get("code", ""))
        if code in codes:
            found[f"rules.{n}.code"] = Phrase("stands here twice")
        codes.add(code)
    return found


def _of_rule(rule: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in NAMES:
        text = rule.get(name)
        if not isinstance(text, str) or not 0 < len(text.strip()) <= LONGEST_NAME:
            found[name] = Phrase("must be filled in")
    if "code" not in found and not _CODE.fullmatch(rule["code"]):
        found["code"] = Phrase("must be small letters, digits and underscores")
    for name, known in WORDS_OF.items():
        if rule.get(name) not in {str(one) for one in known}:
            found[name] = Phrase("must be one of those offered")
    for name, (least, most) in NUMBERS.items():
        if (told := _number(rule.get(name), least, most)) is not None:
            found[name] = told
    return found or _together(rule)


def _together(rule: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    if rule["months"] not in PERIODS:
        found["months"] = Phrase("must be one of those offered")
    if rule["limit"] == RewardLimit.AT_LEAST and rule["threshold"] < 1:
        found["threshold"] = Phrase("must be at least 1 where it is counted up to")
    if rule["ceiling"] < rule["amount"]:
        found["ceiling"] = Phrase("is less than the amount")
    return found


def _number(value: object, least: int, most: int) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return None
    return Phrase("must be from %(least)g to %(most)g", least=least, most=most)


def amount_due(rule: Mapping[str, Any], figure: float, cases: int) -> int:
    """Return what a rule makes of a figure; 0 where it does not hold, or too few visits count."""
    if cases < rule["least_visits"]:
        return 0
    if rule["limit"] == RewardLimit.AT_MOST:
        return int(rule["amount"]) if figure <= rule["threshold"] else 0
    return int(min(rule["amount"] * int(figure // rule["threshold"]), rule["ceiling"]))


def month_bonus(base: int, rewards: int, penalties: int) -> tuple[int, int]:
    """Return the bonus of a month, and how much of the penalties is not taken: it never falls below zero."""
    left = base + rewards - penalties
    return max(left, 0), max(-left, 0)
