"""What somebody was measured at over a period: the figure that a rubric turns into points."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Measure(StrEnum):
    """The lines of a grade; each value is between 0 and 1 unless it says otherwise."""

    FIRST_TIME_FIX = "first_time_fix"
    NO_REPEAT = "no_repeat"
    """Share of machines that did not fail again within thirty days."""
    TIME_AGAINST_EXPECTED = "time_against_expected"
    """Service time divided by what is expected for fault and model: a ratio around 1, lower is better."""
    THEORY = "theory"
    PRACTICE = "practice"
    TRAINING_VALID = "training_valid"
    PROMISE_OWN_STAGES = "promise_own_stages"
    CUSTOMER_SCORE = "customer_score"
    """Mean score of the card, from 1 to 5."""
    EVIDENCE_IN_TIME = "evidence_in_time"
    """Share of visits with the five ones, whole evidence and records in time."""
    COMPLAINTS_UPHELD = "complaints_upheld"
    """Upheld complaints for each hundred visits; lower is better."""
    CALL_BACK_SOLVED = "call_back_solved"


@dataclass(frozen=True, slots=True)
class Measured:
    """An adjusted, shrunk figure with its 80 % interval, and the number of cases behind it.

    raw: as it is.  tells: False where there were too few cases in the whole company to adjust anything.
    """

    value: float
    low: float
    high: float
    cases: int
    raw: float | None = None
    tells: bool = True
