"""Scoring a grade, changing scores beside other teams, and saying who is not graded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.grading.commands.acting import about, note, opened, required, stream
from app.grading.events import GradeCalibrated, GradeDoubted, GradeScored
from app.grading.reads.grades import vetoes_of
from app.grading.rules.decision import GradeDoubt, decided, departures, most, settled
from app.grading.rules.states import GradeAct
from app.grading.tables import GradeOfYear
from app.kernel import UnitOfWork, ledger
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.stars.rules.rubric import BonusKind


@dataclass(frozen=True, slots=True)
class Scores:
    """Points by side, a reason by side that departs from the proposal, and what is given on top."""

    points: Mapping[str, float]
    reasons: Mapping[str, str] = field(default_factory=dict)
    bonuses: Mapping[str, int] = field(default_factory=dict)
    bonus_reason: str = ""


def score(uow: UnitOfWork, key: UUID, scores: Scores, seen: int | None = None) -> GradeOfYear:
    """Score somebody's year with the facts beside; a reason is asked for where it departs from the proposal.

    Raises:
        Invalid: a score is out of its range, or a reason is missing; names the fields.
        NotFound, OwnGrade, WrongGradeState, GradeIsPublished, VersionConflict: as `opened` says.
    """
    row = opened(uow, key, GradeAct.SCORE, seen)
    put_scores(row, scores)
    settle(uow, row)
    words = _words(scores)
    note(uow, row, GradeAct.SCORE, words, _detail(row, scores))
    ledger.record(uow, stream(row), GradeScored(**about(row, words), total=row.total or 0.0, stars=row.stars))
    return row


def calibrate(
    uow: UnitOfWork, key: UUID, points: Mapping[str, float], reason: str, seen: int | None = None
) -> GradeOfYear:
    """Change scores beside those of other teams.

    Raises:
        Invalid: the reason is missing, a score is out of its range, or nothing changes.
        NotFound, OwnGrade, WrongGradeState, GradeIsPublished, VersionConflict: as `opened` says.
    """
    row = opened(uow, key, GradeAct.CALIBRATE, seen)
    before = change_scores(uow, row, points, reason)
    note(uow, row, GradeAct.CALIBRATE, reason, {"before": before, "scores": row.scores, "total": row.total})
    said = GradeCalibrated(**about(row, reason), total=row.total, stars=row.stars, closed=False)
    ledger.record(uow, stream(row), said)
    return row


def change_scores(
    uow: UnitOfWork, row: GradeOfYear, points: Mapping[str, float], reason: str
) -> Mapping[str, float]:
    """Put other scores in place of those that stand; returns what stood there.

    Raises:
        Invalid: the reason is missing, a score is out of its range, or nothing changes.
    """
    required("reason", reason)
    before = dict(row.scores)
    put_scores(row, Scores(points, dict.fromkeys(points, reason), row.bonuses, reason))
    if row.scores == before:
        raise Invalid(dict.fromkeys(points or ["points"], Phrase("changes nothing")))
    settle(uow, row)
    return before


def doubt(
    uow: UnitOfWork, key: UUID, why: GradeDoubt | None, reason: str, seen: int | None = None
) -> GradeOfYear:
    """Say that somebody is on probation or was long absent, and so not graded; None takes it back.

    Raises:
        Invalid: the reason is missing.
        NotFound, OwnGrade, WrongGradeState, GradeIsPublished, VersionConflict: as `opened` says.
    """
    row = opened(uow, key, GradeAct.DOUBT, seen)
    required("reason", reason)
    row.doubt = why
    settle(uow, row)
    note(uow, row, GradeAct.DOUBT, reason, {"doubt": why})
    ledger.record(uow, stream(row), GradeDoubted(**about(row, reason), doubt=why))
    return row


def put_scores(row: GradeOfYear, scores: Scores) -> None:
    """Write scores and bonuses into a grade; bonuses that are left out stay as they are.

    Raises:
        Invalid: one is out of its range, or a reason is missing; names the fields.
    """
    wrong = _wrong(row, scores)
    if wrong:
        raise Invalid(wrong)
    row.scores = settled(row.facts, {**row.scores, **scores.points})
    if scores.bonuses:
        row.bonuses = _counted(scores.bonuses)


def settle(uow: UnitOfWork, row: GradeOfYear) -> None:
    """Work out total and stars anew of what stands there; before somebody scored there are none."""
    if not row.scores:
        uow.session.flush()
        return
    vetoed = [one.kind for one in vetoes_of(uow, row.year, row.subject_id) if one.withdrawn_at is None]
    found = decided(row.facts, row.scores, row.bonuses, vetoed, row.doubt)
    row.total, row.stars = found.total, found.stars
    uow.session.flush()


def _wrong(row: GradeOfYear, scores: Scores) -> dict[str, str | list[str]]:
    limits, wrong = most(row.facts), dict[str, str | list[str]]()
    for side, points in scores.points.items():
        if side not in limits:
            wrong[side] = Phrase("is no side of this rubric")
        elif not 0 <= points <= limits[side] + 0.05:
            wrong[side] = Phrase("must be from %(least)g to %(most)g", least=0, most=round(limits[side], 1))
    known = {side: points for side, points in scores.points.items() if side in limits}
    for side in departures(row.facts, known):
        if side not in wrong and not scores.reasons.get(side, "").strip():
            wrong[f"{side}_reason"] = Phrase("is needed where the score departs from the proposal")
    for kind, count in scores.bonuses.items():
        if kind not in {str(one) for one in BonusKind} or count < 0:
            wrong[kind] = Phrase("is no bonus")
    on_record = row.facts.get("bonuses", {})
    departs = bool(scores.bonuses) and _counted(scores.bonuses) != on_record
    if departs and not scores.bonus_reason.strip():
        wrong["bonus_reason"] = Phrase("is needed: what was the bonus earned by?")
    return wrong


def _counted(bonuses: Mapping[str, int]) -> dict[str, int]:
    return {str(kind): count for kind, count in sorted(bonuses.items()) if count}


def _words(scores: Scores) -> str:
    said = [*scores.reasons.values(), scores.bonus_reason]
    return "\n".join(text.strip() for text in said if text.strip())


def _detail(row: GradeOfYear, scores: Scores) -> dict[str, Any]:
    return {
        "scores": row.scores,
        "reasons": {side: text.strip() for side, text in scores.reasons.items() if text.strip()},
        "bonuses": row.bonuses,
        "bonus_reason": scores.bonus_reason.strip(),
        "total": row.total,
    }
