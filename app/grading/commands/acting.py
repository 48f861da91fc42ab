"""What all acts share: the grade is locked, and rules say whether this person may do this now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.grading.errors import GradeIsPublished, OwnGrade, SecondPersonNeeded, WrongGradeState
from app.grading.reads.grades import as_deeds, deeds_of, grade_of, person_of
from app.grading.rules.persons import PersonBarred, refusal
from app.grading.rules.states import GradeAct, GradeState, after
from app.grading.tables import GradeDeed, GradeOfYear
from app.kernel import UnitOfWork, locks
from app.kernel.errors import Forbidden, Invalid, VersionConflict
from app.kernel.phrases import Phrase


def opened(uow: UnitOfWork, key: UUID, act: GradeAct, seen: int | None = None) -> GradeOfYear:
    """Lock a grade for an act, and move it to the state that this leads to.

    `seen` is the row version that was read; None where the act may meet any.

    Raises:
        NotFound: there is none that the caller answers for.
        OwnGrade, SecondPersonNeeded, Forbidden: he may not do this.
        GradeIsPublished, WrongGradeState: it is in no state for this.
        VersionConflict: it changed since it was read.
    """
    grade_of(uow, uow.principal, key)
    row = locks.fresh(uow, GradeOfYear, key)
    require_person(uow, act, row)
    state = after(act, row.state)
    if state is None:
        raise GradeIsPublished if row.state == GradeState.PUBLISHED else WrongGradeState(row.state)
    if seen is not None and row.version != seen:
        raise VersionConflict("grade", key)
    row.state, row.updated_at = state, uow.now
    return row


def require_person(uow: UnitOfWork, act: GradeAct, row: GradeOfYear) -> None:
    """Let pass who may do this to the grade.

    Raises:
        OwnGrade: it is his own.
        SecondPersonNeeded: he had a part in it.
        Forbidden: he appeals for somebody else, or is no person at all.
    """
    deeds = as_deeds(deeds_of(uow, row.id))
    match refusal(act, person_of(uow.principal), row.subject_id, deeds):
        case PersonBarred.OWN:
            raise OwnGrade
        case PersonBarred.SAME_PERSON:
            raise SecondPersonNeeded
        case PersonBarred.NOT_OWN | PersonBarred.NO_PERSON:
            raise Forbidden


def note(
    uow: UnitOfWork, row: GradeOfYear, act: GradeAct, words: str = "", detail: dict[str, Any] | None = None
) -> None:
    """Keep who did what, with his words."""
    deed = GradeDeed(
        id=uow.new_id(),
        grade_id=row.id,
        kind=act,
        by_user_id=uow.principal.user_id,
        by_name=my_name(uow),
        at=uow.now,
        words=words.strip(),
        detail=detail or {},
    )
    uow.session.add(deed)
    uow.session.flush()


def my_name(uow: UnitOfWork) -> str:
    """Return what whoever acts is called."""
    return uow.principal.name or uow.principal.key


def required(name: str, words: str) -> str:
    """Return words that must not be missing.

    Raises:
        Invalid: they are.
    """
    if not words.strip():
        raise Invalid({name: Phrase("must be filled in")})
    return words.strip()


def stream(row: GradeOfYear) -> str:
    """Name the stream of a grade in the ledger: all its versions are told there."""
    return f"grade:{row.year}:{row.subject_id}"


def about(row: GradeOfYear, words: str = "") -> dict[str, Any]:
    """Return what every event of a grade says."""
    return {
        "grade_id": row.id,
        "year": row.year,
        "subject": row.subject,
        "subject_id": row.subject_id,
        "number": row.number,
        "words": words.strip(),
    }
