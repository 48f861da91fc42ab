"""Which reason stands behind the points of each side that people gave.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from app.grading.rules.states import GradeAct


class DoneWithWords(Protocol):
    """An act with the words of whoever did it."""

    kind: Any
    words: Any
    detail: Any


def reasons_given(deeds: Iterable[DoneWithWords]) -> Mapping[str, str]:
    """Return the reason by side, the first act first: a new scoring replaces all, a change its own sides."""
    said: dict[str, str] = {}
    for one in deeds:
        detail: Mapping[str, Any] = one.detail
        scores: Mapping[str, float] = detail.get("scores", {})
        if one.kind == GradeAct.SCORE:
            said = dict(detail.get("reasons", {}))
        elif one.kind == GradeAct.CORRECT:
            said = dict.fromkeys(scores, one.words)
        elif "before" in detail:
            said |= {
                side: one.words for side, points in scores.items() if detail["before"].get(side) != points
            }
    return said
