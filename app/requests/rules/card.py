"""What the supervision card asks a customer besides the overall score.  Pure."""

from __future__ import annotations

from dataclasses import dataclass

SCORED = ("on_time", "technical", "attitude")
YES_OR_NO = ("five_ones_used", "problem_solved")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardAnswers:
    """Three scores from 1 to 5, and two answers of yes or no; None where nothing was answered.

    A rating that was given before these were asked has none of them.
    """

    on_time: int | None = None
    technical: int | None = None
    attitude: int | None = None
    five_ones_used: bool | None = None
    problem_solved: bool | None = None


def answers_of(row: object) -> CardAnswers:
    """Return the answers that a rating holds."""
    return CardAnswers(**{name: getattr(row, name) for name in (*SCORED, *YES_OR_NO)})
