"""Vetoes (一票否决): declared with evidence, and withdrawn with a reason; either works the grade out anew."""

from __future__ import annotations

from uuid import UUID

from app.grading.commands.acting import about, my_name, note, opened, required, stream
from app.grading.commands.scoring import settle
from app.grading.events import GradeVetoed
from app.grading.rules.states import GradeAct
from app.grading.tables import GradeVeto
from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Invalid, NotFound
from app.kernel.phrases import Phrase
from app.requests.tables import Visit
from app.stars.rules.rubric import VetoKind


def veto(
    uow: UnitOfWork,
    key: UUID,
    kind: VetoKind,
    evidence: str,
    visit_id: UUID | None = None,
    seen: int | None = None,
) -> GradeVeto:
    """Limit a grade, with evidence, whatever its points (一票否决).

    Raises:
        Invalid: the evidence is missing, or the visit is none.
        NotFound, OwnGrade, WrongGradeState, GradeIsPublished, VersionConflict: as `opened` says.
    """
    row = opened(uow, key, GradeAct.VETO, seen)
    required("evidence", evidence)
    if visit_id is not None and uow.session.get(Visit, visit_id) is None:
        raise Invalid({"visit_id": Phrase("is not on record")})
    made = GradeVeto(
        id=uow.new_id(),
        year=row.year,
        subject=row.subject,
        subject_id=row.subject_id,
        kind=kind,
        evidence=evidence.strip(),
        visit_id=visit_id,
        by_user_id=uow.principal.user_id,
        by_name=my_name(uow),
        at=uow.now,
    )
    uow.session.add(made)
    uow.session.flush()
    settle(uow, row)
    note(uow, row, GradeAct.VETO, evidence, {"veto": kind, "veto_id": str(made.id)})
    ledger.record(uow, stream(row), GradeVetoed(**about(row, evidence), veto=kind, withdrawn=False))
    return made


def unveto(uow: UnitOfWork, key: UUID, veto_id: UUID, reason: str) -> GradeVeto:
    """Withdraw a veto; it stays on record.

    Raises:
        Invalid: the reason is missing.
        NotFound: there is no such veto of this grade, or it was withdrawn.
        OwnGrade, WrongGradeState, GradeIsPublished: as `opened` says.
    """
    row = opened(uow, key, GradeAct.UNVETO)
    required("reason", reason)
    found = locks.row(uow, GradeVeto, veto_id)
    if (found.year, found.subject_id) != (row.year, row.subject_id) or found.withdrawn_at is not None:
        raise NotFound("GradeVeto", veto_id)
    found.withdrawn_at, found.withdrawn_by_name = uow.now, my_name(uow)
    found.withdrawn_why = reason.strip()
    uow.session.flush()
    settle(uow, row)
    note(uow, row, GradeAct.UNVETO, reason, {"veto": found.kind, "veto_id": str(found.id)})
    ledger.record(uow, stream(row), GradeVetoed(**about(row, reason), veto=found.kind, withdrawn=True))
    return found
