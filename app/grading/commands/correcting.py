"""Correcting a published grade: a new version with the facts as they are now, which says what it changes."""

from __future__ import annotations

from uuid import UUID

from app.grading.commands.acting import about, note, require_person, required, stream
from app.grading.commands.freeze import new_version
from app.grading.commands.scoring import Scores, put_scores, settle
from app.grading.errors import WrongGradeState
from app.grading.events import GradeCorrectionBegun
from app.grading.reads.grades import grade_of, versions
from app.grading.reads.proposals import facts_of_year
from app.grading.rules.decision import most, proposed, rubric_of
from app.grading.rules.frozen import changed_lines
from app.grading.rules.states import GradeAct, GradeState
from app.grading.tables import GradeOfYear
from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Conflict
from app.kernel.phrases import Phrase
from app.stars.rules.figures import Subject


def correct(uow: UnitOfWork, key: UUID, scores: Scores, changes: str) -> GradeOfYear:
    """Begin the next version of a published grade; a second person approves it, and it has its own notice.

    The facts are those of the ledger now, by the rubric of then.  Where no points are named, what people
    added to the proposal, or took from it, holds for the new one.

    Raises:
        Invalid: it does not say what it changes and why, or a score is out of its range.
        Conflict: another correction is under way, or this one would change nothing.
        WrongGradeState: the grade is not published, or not the newest version.
        NotFound, OwnGrade, Forbidden: the caller may not.
    """
    grade_of(uow, uow.principal, key)
    old = locks.fresh(uow, GradeOfYear, key)
    require_person(uow, GradeAct.CORRECT, old)
    changes = required("changes", changes)
    newest = versions(uow, old.year, old.subject_id)[-1]
    if newest.id != old.id and newest.state != GradeState.PUBLISHED:
        raise Conflict(
            Phrase("A correction is under way already; go on with that one."), grade_id=str(newest.id)
        )
    if old.state != GradeState.PUBLISHED or newest.id != old.id:
        raise WrongGradeState(old.state)
    facts = facts_of_year(uow, Subject(old.subject), old.subject_id, old.year, rubric_of(old.facts))
    number = old.number + 1
    row = new_version(
        uow, old.year, Subject(old.subject), old.subject_id, facts, team=old.team, number=number
    )
    row.changes, row.doubt, row.state = changes, old.doubt, GradeState.CALIBRATED
    points = scores.points or _carried(old, row)
    as_proposed = old.bonuses == old.facts.get("bonuses", {})
    bonuses = scores.bonuses or (row.bonuses if as_proposed else old.bonuses)
    put_scores(row, Scores(points, dict.fromkeys(points, changes), bonuses, changes))
    settle(uow, row)
    lines = changed_lines(old.facts, row.facts)
    if not lines and (row.total, row.stars) == (old.total, old.stars):
        raise Conflict(Phrase("This correction changes neither figures nor scores."))
    detail = {"lines": lines, "before": old.scores, "scores": row.scores, "total": row.total}
    note(uow, row, GradeAct.CORRECT, changes, detail)
    told = GradeCorrectionBegun(**about(row, changes), total=row.total or 0.0, stars=row.stars)
    ledger.record(uow, stream(row), told)
    return row


def _carried(old: GradeOfYear, row: GradeOfYear) -> dict[str, float]:
    """Return the new proposal with what people had added to, or taken from, the old one."""
    own, was, limits = proposed(row.facts), proposed(old.facts), most(row.facts)
    by = {side: points + old.scores.get(side, was[side]) - was[side] for side, points in own.items()}
    return {side: min(max(points, 0.0), limits[side]) for side, points in by.items()}
