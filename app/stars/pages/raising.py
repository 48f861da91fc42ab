"""What would raise a grade, in words."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.stars.pages.rubric_words import MEASURES, points, value_of
from app.stars.rules.grade import Raising


def in_words(one: Raising) -> Phrase:
    """Say what a line could still bring, and at which value."""
    measure, value = MEASURES[one.measure], value_of(one.measure, one.to)
    if one.enough:
        return Phrase(
            "%(measure)s: at %(value)s this line alone brings the next star", measure=measure, value=value
        )
    return Phrase(
        "%(measure)s: up to %(points)s points more at %(value)s",
        measure=measure,
        points=points(one.gain),
        value=value,
    )
