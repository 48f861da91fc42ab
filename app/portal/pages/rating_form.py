"""What the form of a rating carries."""

from __future__ import annotations

from typing import Any

from flask import request

from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.requests.rules.card import SCORED, YES_OR_NO, CardAnswers

_SAID = {"": None, "yes": True, "no": False}
_NO_SCORE = 0


def rating_typed() -> tuple[int, str, CardAnswers]:
    """Return score, comment and answers; a score that is no number is one that is out of range.

    Raises:
        Invalid: an answer is neither yes nor no.
    """
    said = {name: request.form.get(name, "") for name in YES_OR_NO}
    if strange := [name for name, text in said.items() if text not in _SAID]:
        raise Invalid(dict.fromkeys(strange, Phrase("must be yes or no")))
    answers: dict[str, Any] = {name: _score(name) for name in SCORED if request.form.get(name)}
    answers |= {name: _SAID[text] for name, text in said.items()}
    return _score("score"), request.form.get("comment", ""), CardAnswers(**answers)


def thanks() -> Phrase:
    """Say thanks for what the form says; whoever says that it is not solved hears what comes of it."""
    if request.form.get("problem_solved") == "no":
        return Phrase("Thank you for telling us. Our office knows that it is not solved, and gets in touch.")
    return Phrase("Thank you for your rating.")


def _score(name: str) -> int:
    return request.form.get(name, type=int, default=_NO_SCORE)
