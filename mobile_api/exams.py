"""Examinations on the phone.  Every call can be repeated; the server's clock alone counts the time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.qualifications.commands import sittings
from app.qualifications.reads.exams import OwnExam, Paper, own_exams, paper
from app.qualifications.rules.exams import Given
from app.web.context import transaction
from mobile_api.engineer import engineer_id
from mobile_api.exam_bodies import Answers, PhoneExam, PhonePaper, StartExam
from mobile_api.intake import PhoneBlueprint

blp = PhoneBlueprint("mobile_exams", __name__, url_prefix="/mobile/v1", description="Examinations")


@blp.get("/exams")
@blp.response(200, PhoneExam(many=True))
@blp.doc(operationId="listMyExams")
def exams() -> list[OwnExam]:
    """List the examinations of theory, the tries left, and what came of the last one."""
    with transaction(write=False) as uow:
        return own_exams(uow, engineer_id())


@blp.post("/exams/<uuid:exam_id>/start")
@blp.arguments(StartExam)
@blp.response(200, PhonePaper)
@blp.doc(operationId="startMyExam")
def start(values: dict[str, Any], exam_id: UUID) -> Paper:
    """Start one: draws the questions, and lets the time run. The phone gives the sitting its id."""
    with transaction() as uow:
        return paper(uow, sittings.start(uow, values["sitting_id"], exam_id).id)


@blp.get("/sittings/<uuid:sitting_id>")
@blp.response(200, PhonePaper)
@blp.doc(operationId="getMySitting")
def sitting(sitting_id: UUID) -> Paper:
    """Read one's own sitting."""
    with transaction(write=False) as uow:
        return paper(uow, sitting_id)


@blp.post("/sittings/<uuid:sitting_id>/answers")
@blp.arguments(Answers)
@blp.response(200, PhonePaper)
@blp.doc(operationId="answerMySitting")
def answers(values: dict[str, Any], sitting_id: UUID) -> Paper:
    """Keep answers; of each question the highest revision counts. Refused once the time is up."""
    with transaction() as uow:
        return paper(uow, sittings.answer(uow, sitting_id, _given(values)).id)


@blp.post("/sittings/<uuid:sitting_id>/hand-in")
@blp.arguments(Answers)
@blp.response(200, PhonePaper)
@blp.doc(operationId="handInMySitting")
def hand_in(values: dict[str, Any], sitting_id: UUID) -> Paper:
    """Keep these answers too, if there is time left, end the sitting and mark it."""
    with transaction() as uow:
        return paper(uow, sittings.hand_in(uow, sitting_id, _given(values)).id)


def _given(values: dict[str, Any]) -> list[Given]:
    return [Given(one["question"], tuple(one["chosen"]), one["revision"]) for one in values["answers"]]
