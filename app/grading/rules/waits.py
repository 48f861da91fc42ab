"""By when each step of the year of grades is to be taken, and when somebody is reminded of it.  Pure.

Days are calendar days by the company's zone.  Of each step somebody is reminded twice: three days before its
last day, and once that day is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from app.grading.rules.clocks import NoticeClocks
from app.grading.rules.states import GradeState

_DAY = timedelta(days=1)
BEFORE_DAYS = 3


class GradeStep(StrEnum):
    """What is waited for."""

    SCORE = "score"
    CLOSE = "close"
    APPROVE = "approve"
    NOTICE = "notice"
    ANSWER = "answer"
    PUBLISH = "publish"


class ReminderTime(StrEnum):
    """When somebody is reminded."""

    BEFORE = "before"
    LATE = "late"


STEPS: Mapping[str, tuple[GradeStep, int]] = {
    GradeState.FROZEN: (GradeStep.SCORE, 21),
    GradeState.SCORED: (GradeStep.CLOSE, 14),
    GradeState.CALIBRATED: (GradeStep.APPROVE, 7),
    GradeState.APPROVED: (GradeStep.NOTICE, 7),
}
"""The step that each state waits for, and within how many days after the last thing that was done."""
PUBLISH_DAYS = 7


def awaited(
    state: str, since: date, noticed_on: date | None, answer_due_on: date | None
) -> tuple[GradeStep, date] | None:
    """Return what a grade waits for and its last day; None where nobody has to do anything."""
    if state in STEPS:
        step, days = STEPS[state]
        return step, since + days * _DAY
    if state != GradeState.NOTICED or noticed_on is None:
        return None
    if answer_due_on is not None:
        return GradeStep.ANSWER, answer_due_on
    return GradeStep.PUBLISH, NoticeClocks(noticed_on).publishable_on + PUBLISH_DAYS * _DAY


def reminder(due_on: date, today: date) -> ReminderTime | None:
    """Return which reminder is due; None where it is too early for any."""
    if today > due_on:
        return ReminderTime.LATE
    return ReminderTime.BEFORE if today >= due_on - BEFORE_DAYS * _DAY else None
