"""The card's questions in words, and what was answered to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.kernel.phrases import Phrase
from app.portal.commands.portal import MAX_SCORE
from app.requests.rules.card import SCORED as SCORED_NAMES
from app.requests.rules.card import YES_OR_NO as YES_OR_NO_NAMES
from app.web.wording import say

SCORED: Mapping[str, Phrase] = {
    "on_time": Phrase("On time"),
    "technical": Phrase("Technical level"),
    "attitude": Phrase("Attitude"),
}
YES_OR_NO: Mapping[str, Phrase] = {
    "five_ones_used": Phrase("Were shoe covers, cloth, mat cloth, anti-static strap and card used?"),
    "problem_solved": Phrase("Is the problem solved?"),
}
_ANSWERS: Mapping[tuple[str, bool], Phrase] = {
    ("five_ones_used", True): Phrase("Five ones used"),
    ("five_ones_used", False): Phrase("Five ones not used"),
    ("problem_solved", True): Phrase("Problem solved"),
    ("problem_solved", False): Phrase("Problem not solved"),
}


def told(data: Mapping[str, Any]) -> list[str]:
    """Return what the event of a rating tells of the answers, in the reader's language."""
    found = [f"{say(SCORED[name])} {data[name]}/{MAX_SCORE}" for name in SCORED_NAMES if name in data]
    return found + [say(_ANSWERS[name, bool(data[name])]) for name in YES_OR_NO_NAMES if name in data]


def answered(rating: object) -> list[tuple[Phrase, int | None, bool]]:
    """Return what was answered beside the overall score: text, stars of a score, whether it is bad news."""
    scores = [(SCORED[name], getattr(rating, name), False) for name in SCORED_NAMES]
    said = [(name, getattr(rating, name)) for name in YES_OR_NO_NAMES]
    return [one for one in scores if one[1] is not None] + [
        (_ANSWERS[name, yes], None, not yes) for name, yes in said if yes is not None
    ]
