"""The states of a grade and of a year, and which act leads from one to another.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class GradeState(StrEnum):
    """How far the grade of somebody has come; a year is as far as the last of them."""

    FROZEN = "frozen"
    SCORED = "scored"
    CALIBRATED = "calibrated"
    APPROVED = "approved"
    NOTICED = "noticed"
    """In public notice (公示)."""
    PUBLISHED = "published"


YEAR_OPEN = "open"
"""The state of a year of which nothing is frozen yet."""
ORDER = tuple(GradeState)


class GradeAct(StrEnum):
    """What people do with a grade; each act is kept with its words."""

    FREEZE = "freeze"
    SCORE = "score"
    DOUBT = "doubt"
    CALIBRATE = "calibrate"
    CLOSE = "close"
    APPROVE = "approve"
    RETURN = "return"
    NOTICE = "notice"
    APPEAL = "appeal"
    REJECT = "reject"
    UPHOLD = "uphold"
    PUBLISH = "publish"
    CORRECT = "correct"
    VETO = "veto"
    UNVETO = "unveto"


_BEFORE_APPROVAL = (GradeState.FROZEN, GradeState.SCORED, GradeState.CALIBRATED)
LEADS_TO: Mapping[GradeAct, Mapping[GradeState, GradeState]] = {
    GradeAct.SCORE: dict.fromkeys((GradeState.FROZEN, GradeState.SCORED), GradeState.SCORED),
    GradeAct.DOUBT: {one: one for one in _BEFORE_APPROVAL},
    GradeAct.VETO: {one: one for one in _BEFORE_APPROVAL},
    GradeAct.UNVETO: {one: one for one in _BEFORE_APPROVAL},
    GradeAct.CALIBRATE: {one: one for one in (GradeState.SCORED, GradeState.CALIBRATED)},
    GradeAct.CLOSE: {GradeState.SCORED: GradeState.CALIBRATED},
    GradeAct.APPROVE: {GradeState.CALIBRATED: GradeState.APPROVED},
    GradeAct.RETURN: dict.fromkeys((GradeState.CALIBRATED, GradeState.APPROVED), GradeState.SCORED),
    GradeAct.NOTICE: {GradeState.APPROVED: GradeState.NOTICED},
    GradeAct.APPEAL: {GradeState.NOTICED: GradeState.NOTICED},
    GradeAct.REJECT: {GradeState.NOTICED: GradeState.NOTICED},
    GradeAct.UPHOLD: {GradeState.NOTICED: GradeState.CALIBRATED},
    GradeAct.PUBLISH: {GradeState.NOTICED: GradeState.PUBLISHED},
}
"""Act → state before → state after.  Nothing leads from a published grade: a correction is a new row."""


def after(act: GradeAct, state: str) -> GradeState | None:
    """Return the state that an act leads to; None where it cannot be done in this one."""
    return LEADS_TO[act].get(GradeState(state))


def year_state(states: Iterable[str]) -> str:
    """Return how far a year has come: as far as the last of its grades."""
    found = [ORDER.index(GradeState(state)) for state in states]
    return str(ORDER[min(found)]) if found else YEAR_OPEN
