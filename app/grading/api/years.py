"""A year of grades over HTTP: its progress, and what is done to all of its grades."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView

from app.grading.api import shapes, shown
from app.grading.commands.approving import close_calibration
from app.grading.commands.freeze import freeze
from app.grading.commands.notice import publish, start_notice
from app.grading.reads.progress import YearProgress, known_year, progress
from app.kernel import UnitOfWork
from app.web.api import Blueprint
from app.web.context import transaction
from app.web.idempotency import answer

blp = Blueprint("grade-years", __name__, url_prefix="/api/v1", description="The year of grades")


@blp.route("/grade-years/<int:year>")
class GradeYear(MethodView):
    """A year."""

    @blp.response(200, shown.YearProgressShown)
    @blp.doc(operationId="getGradeYear")
    def get(self, year: int) -> YearProgress:
        """Read how far the grades that I answer for have come."""
        with transaction(write=False) as uow:
            return progress(uow, known_year(year))


@blp.route("/grade-years/<int:year>/freeze")
class FrozenGradeYears(MethodView):
    """Freezing."""

    @blp.response(200, shown.GradesMoved)
    @blp.doc(operationId="freezeGradeYear")
    def post(self, year: int) -> Response:
        """Freeze what the figures propose; what is frozen already stays."""
        with transaction() as uow:
            return moved(uow, freeze(uow, known_year(year)))


@blp.route("/grade-years/<int:year>/close-calibration")
class CalibratedGradeYears(MethodView):
    """Calibration."""

    @blp.response(200, shown.GradesMoved)
    @blp.doc(operationId="closeGradeCalibration")
    def post(self, year: int) -> Response:
        """Close the calibration: all that are scored go to a second person."""
        with transaction() as uow:
            return moved(uow, close_calibration(uow, known_year(year)))


@blp.route("/grade-years/<int:year>/notice")
class NoticedGradeYears(MethodView):
    """The public notice."""

    @blp.response(200, shown.GradesMoved)
    @blp.doc(operationId="noticeGradeYear")
    def post(self, year: int) -> Response:
        """Begin the public notice of all that are approved."""
        with transaction() as uow:
            return moved(uow, start_notice(uow, known_year(year)))


@blp.route("/grade-years/<int:year>/publish")
class PublishedGradeYears(MethodView):
    """Publishing."""

    @blp.arguments(shapes.Publication)
    @blp.response(200, shown.GradesMoved)
    @blp.doc(operationId="publishGradeYear")
    def post(self, body: dict[str, Any], year: int) -> Response:
        """Publish all whose notice and appeals have run out."""
        with transaction() as uow:
            found = publish(uow, known_year(year), body["effective_on"])
            return moved(uow, len(found.rows), found.waiting)


def moved(uow: UnitOfWork, count: int, waiting: int = 0) -> Response:
    """Answer how many grades were moved on."""
    return answer(uow, {"moved": count, "waiting": waiting}, shown.GradesMoved())
