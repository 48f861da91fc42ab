"""An engineer's own grades on the phone: preview, what would raise it, the grade with reasons, the appeal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.grading.api.shapes import NewAppeal
from app.grading.api.shown import GradeSheet
from app.grading.commands.appeals import appeal
from app.grading.pages.quarters import quarters_shown
from app.grading.reads.own import own_grades
from app.grading.reads.sheet import Sheet, sheet
from app.stars.api.grades import shown
from app.stars.pages.raising import in_words
from app.stars.reads.grades import proposal
from app.stars.rules.figures import Subject
from app.web.context import transaction
from app.web.wording import say
from mobile_api.engineer import engineer_id
from mobile_api.grade_bodies import PhoneGrades
from mobile_api.intake import PhoneBlueprint

blp = PhoneBlueprint("mobile_grades", __name__, url_prefix="/mobile/v1", description="One's own grades")


@blp.get("/grades")
@blp.response(200, PhoneGrades)
@blp.doc(operationId="getMyGrades")
def grades() -> dict[str, Any]:
    """Read what the figures of this year propose, what would raise it, each quarter, and grades given."""
    key = engineer_id()
    with transaction(write=False) as uow:
        found, own = proposal(uow, key), own_grades(uow, Subject.ENGINEER, key)
        raising = [
            {"measure": one.measure, "gain": one.gain, "text": say(in_words(one))}
            for one in found.grade.raising
        ]
        return {
            "stars": own.stars,
            "stars_provisional_until": own.provisional_until,
            "proposal": shown(found),
            "raising": raising,
            "quarters": quarters_shown(own.quarters),
            "grades": own.grades,
        }


@blp.get("/grades/<uuid:grade_id>")
@blp.response(200, GradeSheet)
@blp.doc(operationId="getMyGrade")
def grade(grade_id: UUID) -> Sheet:
    """Read a grade from its notice on: frozen figures, points with reasons, steps, appeal and answer."""
    with transaction(write=False) as uow:
        return sheet(uow, grade_id)


@blp.post("/grades/<uuid:grade_id>/appeal")
@blp.arguments(NewAppeal)
@blp.response(200, GradeSheet)
@blp.doc(operationId="appealMyGrade")
def appeal_grade(values: dict[str, Any], grade_id: UUID) -> Sheet:
    """Appeal while its days run, by the server's clock; the same words again are the same appeal."""
    with transaction() as uow:
        appeal(uow, grade_id, values["words"])
        return sheet(uow, grade_id)
