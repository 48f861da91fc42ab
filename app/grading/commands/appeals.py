"""An appeal of whom a grade is about, and its answer in writing by somebody who had no part in the grade."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.grading.commands.acting import about, my_name, note, opened, required, stream
from app.grading.commands.scoring import change_scores
from app.grading.errors import AppealMade, AppealTimeOver
from app.grading.events import GradeAppealAnswered, GradeAppealed
from app.grading.reads.grades import appeals_of
from app.grading.rules.clocks import NoticeClocks, answer_due, begins_at
from app.grading.rules.states import GradeAct
from app.grading.tables import GradeAppeal
from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import NotFound
from app.kernel.local_dates import local_date
from app.stars.reads.facts import zone_of_all

REJECTED, UPHELD = "rejected", "upheld"


def appeal(uow: UnitOfWork, key: UUID, words: str) -> GradeAppeal:
    """Appeal against one's own grade while its notice runs; the same words again are the same appeal.

    Raises:
        Invalid: there are no words.
        Forbidden: it is somebody else's grade.
        AppealTimeOver: the days for it are not running.
        AppealMade: there is one in this notice already.
        NotFound, WrongGradeState, GradeIsPublished: as `opened` says.
    """
    row = opened(uow, key, GradeAct.APPEAL)
    words, zone = required("words", words), zone_of_all(uow)
    today = local_date(uow.now, zone)
    if row.noticed_on is None or not NoticeClocks(row.noticed_on).takes_appeals(today):
        raise AppealTimeOver(NoticeClocks(row.noticed_on or today).appeal_until.isoformat())
    since = begins_at(row.noticed_on, zone)
    for known in appeals_of(uow, key):
        if known.outcome is None and known.words == words:
            return known
        if known.outcome is None or (known.appealed_at >= since and known.outcome == REJECTED):
            raise AppealMade
    made = GradeAppeal(
        id=uow.new_id(),
        grade_id=row.id,
        words=words,
        appealed_by=uow.principal.user_id,
        appealed_by_name=my_name(uow),
        appealed_at=uow.now,
        answer_due_on=answer_due(today),
    )
    uow.session.add(made)
    uow.session.flush()
    note(uow, row, GradeAct.APPEAL, words, {"appeal_id": str(made.id)})
    told = GradeAppealed(**about(row, words), appeal_id=made.id, answer_due_on=made.answer_due_on.isoformat())
    ledger.record(uow, stream(row), told)
    return made


def answer(
    uow: UnitOfWork,
    key: UUID,
    outcome: str,
    words: str,
    points: Mapping[str, float] | None = None,
    seen: int | None = None,
) -> GradeAppeal:
    """Answer the open appeal about a grade; upheld it names other scores, and goes to a second person again.

    Raises:
        Invalid: the answer is missing, or nothing changes by what is upheld.
        SecondPersonNeeded: the caller had a part in the grade.
        NotFound: there is no such grade, or no open appeal about it.
        OwnGrade, WrongGradeState, GradeIsPublished, VersionConflict: as `opened` says.
    """
    upheld = outcome == UPHELD
    act = GradeAct.UPHOLD if upheld else GradeAct.REJECT
    row = opened(uow, key, act, seen)
    words = required("answer", words)
    found = next((one for one in appeals_of(uow, key) if one.outcome is None), None)
    if found is None:
        raise NotFound("GradeAppeal", key)
    locks.again(uow, found)
    detail: dict[str, object] = {"appeal_id": str(found.id)}
    if upheld:
        before = change_scores(uow, row, points or {}, words)
        row.noticed_on = None
        detail |= {"before": before, "scores": row.scores, "total": row.total}
    found.outcome, found.answer = (UPHELD if upheld else REJECTED), words
    found.answered_by, found.answered_by_name = uow.principal.user_id, my_name(uow)
    found.answered_at = uow.now
    uow.session.flush()
    note(uow, row, act, words, detail)
    told = GradeAppealAnswered(**about(row, words), appeal_id=found.id, upheld=upheld)
    ledger.record(uow, stream(row), told)
    return found
