"""Courses, examinations and their questions over HTTP, as registers; places in courses and results."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from app.qualifications.api.training_bodies import (
    ActiveFilter,
    CourseDateFilter,
    CourseDateRecord,
    CourseRecord,
    ExamQuestionFilter,
    ExamQuestionRecord,
    ExamRecord,
    NewResult,
    Place,
    PlaceRecord,
    ResultFilter,
    ResultRecord,
    TrainingNeedFilter,
    TrainingNeedRecord,
)
from app.qualifications.commands.entering import PracticeResult, enter_practice, set_place, take_place
from app.qualifications.reads.exams import results
from app.qualifications.tables import CoursePlace
from app.registers.api.resources.factory import Resource, resource
from app.web.api import Blueprint, rows_of_page
from app.web.context import transaction
from app.web.idempotency import answer

RESOURCES = (
    Resource("courses", "course", CourseRecord, ActiveFilter, "Courses"),
    Resource("course-dates", "course_date", CourseDateRecord, CourseDateFilter, "When courses are held"),
    Resource(
        "training-needs", "training_need", TrainingNeedRecord, TrainingNeedFilter, "What is to be learned"
    ),
    Resource("exams", "exam", ExamRecord, ActiveFilter, "Examinations"),
    Resource("exam-questions", "exam_question", ExamQuestionRecord, ExamQuestionFilter, "Banks of questions"),
)

blp = Blueprint(
    "training", __name__, url_prefix="/api/v1", description="Places in courses, results of examinations"
)


@blp.route("/course-dates/<uuid:course_date_id>/engineers/<uuid:engineer_id>")
class OnePlace(MethodView):
    """A place in a date of a course."""

    @blp.arguments(Place)
    @blp.response(200, PlaceRecord)
    def put(self, values: dict[str, Any], course_date_id: UUID, engineer_id: UUID) -> CoursePlace:
        """Put an engineer down, or enter whether he came."""
        with transaction() as uow:
            return set_place(uow, course_date_id, engineer_id, values["attendance"])

    @blp.response(204)
    def delete(self, course_date_id: UUID, engineer_id: UUID) -> None:
        """Take an engineer off the date."""
        with transaction() as uow:
            take_place(uow, course_date_id, engineer_id)


@blp.route("/exam-results")
class Results(MethodView):
    """Results of examinations."""

    @blp.listing(ResultRecord, ResultFilter)
    def get(self, chosen: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List those that I may see, the newest first."""
        with transaction(write=False) as uow:
            return rows_of_page(uow, results(uow, **chosen), pagination_parameters)

    @blp.arguments(NewResult)
    @blp.response(201, ResultRecord)
    def post(self, values: dict[str, Any]) -> Response:
        """Enter the result of a practical examination."""
        with transaction() as uow:
            return answer(uow, enter_practice(uow, PracticeResult(**values)), ResultRecord(), 201)


def blueprints() -> tuple[Blueprint, ...]:
    """Return the registers and what belongs to them."""
    return (
        *(resource(one.plural, one.name, one.body, one.filters, one.about) for one in RESOURCES),
        blp,
    )
