"""The words of the year of grades: states, acts, doubts, and where stars come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.grading.rules.decision import SAME_WITHIN, GradeDecision, GradeDoubt
from app.grading.rules.states import YEAR_OPEN, GradeAct, GradeState
from app.grading.rules.waits import GradeStep
from app.kernel.phrases import Phrase
from app.registers.tables import StarsFrom
from app.stars.pages import rubric_words
from app.stars.rules.grade_reasons import GradeBecause, GradeWhy

STATES: Mapping[str, Phrase] = {
    YEAR_OPEN: Phrase("Open"),
    GradeState.FROZEN: Phrase("To be scored"),
    GradeState.SCORED: Phrase("In calibration"),
    GradeState.CALIBRATED: Phrase("Waits for a second manager"),
    GradeState.APPROVED: Phrase("Waits for its notice"),
    GradeState.NOTICED: Phrase("In public notice"),
    GradeState.PUBLISHED: Phrase("Published"),
}
ACTS: Mapping[str, Phrase] = {
    GradeAct.SCORE: Phrase("Score"),
    GradeAct.DOUBT: Phrase("Not graded this year"),
    GradeAct.CALIBRATE: Phrase("Change in calibration"),
    GradeAct.APPROVE: Phrase("Approve"),
    GradeAct.RETURN: Phrase("Give back"),
    GradeAct.APPEAL: Phrase("Appeal"),
    GradeAct.REJECT: Phrase("Answer the appeal"),
    GradeAct.CORRECT: Phrase("Correct"),
    GradeAct.VETO: Phrase("Veto"),
    GradeAct.UNVETO: Phrase("Withdraw a veto"),
}
DONE: Mapping[str, Phrase] = {
    GradeAct.FREEZE: Phrase("Figures frozen"),
    GradeAct.SCORE: Phrase("Scored"),
    GradeAct.DOUBT: Phrase("Whether graded this year"),
    GradeAct.CALIBRATE: Phrase("Changed in calibration"),
    GradeAct.CLOSE: Phrase("Calibration closed"),
    GradeAct.APPROVE: Phrase("Approved"),
    GradeAct.RETURN: Phrase("Given back"),
    GradeAct.NOTICE: Phrase("Public notice begun"),
    GradeAct.APPEAL: Phrase("Appeal made"),
    GradeAct.REJECT: Phrase("Appeal rejected"),
    GradeAct.UPHOLD: Phrase("Appeal upheld"),
    GradeAct.PUBLISH: Phrase("Published"),
    GradeAct.CORRECT: Phrase("Correction begun"),
    GradeAct.VETO: Phrase("Veto declared"),
    GradeAct.UNVETO: Phrase("Veto withdrawn"),
}
STEPS: Mapping[str, Phrase] = {
    GradeStep.SCORE: Phrase("Score"),
    GradeStep.CLOSE: Phrase("Close the calibration"),
    GradeStep.APPROVE: Phrase("Approve"),
    GradeStep.NOTICE: Phrase("Begin the public notice"),
    GradeStep.ANSWER: Phrase("Answer the appeal"),
    GradeStep.PUBLISH: Phrase("Publish"),
}
DOUBTS: Mapping[str, Phrase] = {
    GradeDoubt.PROBATION: Phrase("On probation"),
    GradeDoubt.LONG_ABSENT: Phrase("Long absent"),
}
SOURCES: Mapping[str, Phrase] = {
    StarsFrom.BEFORE: Phrase("held when the history began"),
    StarsFrom.NEWCOMER: Phrase("provisional, of a newcomer"),
    StarsFrom.HAND: Phrase("set by hand"),
    StarsFrom.GRADE: Phrase("published grade"),
}
OUTCOMES: Mapping[str, Phrase] = {"rejected": Phrase("Rejected"), "upheld": Phrase("Upheld")}


def reasons_of(facts: Mapping[str, Any]) -> list[Phrase]:
    """Say why a proposal was what it was."""
    return [
        rubric_words.reason_of(GradeBecause(GradeWhy(one["why"]), one["actual"], one["wanted"], one["what"]))
        for one in facts["reasons"]
    ]


def reasons_for(decision: GradeDecision | None, facts: Mapping[str, Any]) -> list[Phrase]:
    """Say why a grade is what people made of it, or before that why the proposal is what it is."""
    if decision is None:
        return reasons_of(facts)
    told = zip(reasons_of(facts), facts["reasons"], strict=True)
    doubts = [text for text, known in told if known["why"] == GradeWhy.LITTLE_WEIGHT]
    return [*map(rubric_words.reason_of, decision.reasons), *doubts]


def signed(points: float) -> str:
    """Write a difference in points with its sign."""
    return f"{points:+.1f}" if abs(points) >= SAME_WITHIN else "0"
