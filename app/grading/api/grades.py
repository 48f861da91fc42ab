"""Grades over HTTP: what they are, and each act on one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from app.grading.api import shapes, shown
from app.grading.commands import appeals, approving, correcting, scoring, vetoes
from app.grading.reads import grades as reads
from app.grading.reads.sheet import Sheet, sheet
from app.grading.rules.decision import GradeDoubt
from app.stars.rules.rubric import VetoKind
from app.web.api import Blueprint, rows_of_page
from app.web.context import principal, transaction
from app.web.idempotency import answer

blp = Blueprint("year-grades", __name__, url_prefix="/api/v1", description="The grades that people give")


@blp.route("/grades")
class Grades(MethodView):
    """Grades in versions."""

    @blp.listing(shown.GradeShown, shapes.GradeFilter)
    def get(self, wanted: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List those that I answer for, or that are about me and in notice or published."""
        with transaction(write=False) as uow:
            return rows_of_page(uow, reads.grades(uow, principal(), **wanted), pagination_parameters)


@blp.route("/grades/<uuid:grade_id>")
class OneGrade(MethodView):
    """One version."""

    @blp.response(200, shown.GradeSheet)
    def get(self, grade_id: UUID) -> Sheet:
        """Read one with all that people did and said."""
        with transaction(write=False) as uow:
            return sheet(uow, grade_id)


@blp.route("/grades/<uuid:grade_id>/score")
class ScoredGrades(MethodView):
    """Scoring."""

    @blp.arguments(shapes.GradeScores)
    @blp.response(200, shown.GradeShown)
    @blp.doc(operationId="scoreGrade")
    def post(self, body: dict[str, Any], grade_id: UUID) -> Response:
        """Score it; a reason is asked for where a score departs from the proposal."""
        with transaction() as uow:
            row = scoring.score(uow, grade_id, shapes.scores_in(body), body["version"])
            return answer(uow, row, shown.GradeShown())


@blp.route("/grades/<uuid:grade_id>/calibrate")
class CalibratedGrades(MethodView):
    """Calibration."""

    @blp.arguments(shapes.ChangedScores)
    @blp.response(200, shown.GradeShown)
    @blp.doc(operationId="calibrateGrade")
    def post(self, body: dict[str, Any], grade_id: UUID) -> Response:
        """Change its scores beside those of other teams."""
        with transaction() as uow:
            points = shapes.points_in(body)
            row = scoring.calibrate(uow, grade_id, points, body["reason"], body["version"])
            return answer(uow, row, shown.GradeShown())


@blp.route("/grades/<uuid:grade_id>/doubt")
class DoubtedGrades(MethodView):
    """Who is not graded."""

    @blp.arguments(shapes.GradeDoubtSaid)
    @blp.response(200, shown.GradeShown)
    @blp.doc(operationId="doubtGrade")
    def post(self, body: dict[str, Any], grade_id: UUID) -> Response:
        """Say that somebody is on probation or was long absent, and so not graded."""
        with transaction() as uow:
            why = GradeDoubt(body["doubt"]) if body["doubt"] else None
            row = scoring.doubt(uow, grade_id, why, body["reason"], body["version"])
            return answer(uow, row, shown.GradeShown())


@blp.route("/grades/<uuid:grade_id>/vetoes")
class GradeVetoes(MethodView):
    """Vetoes."""

    @blp.arguments(shapes.NewVeto)
    @blp.response(201, shown.GradeVetoShown)
    @blp.doc(operationId="vetoGrade")
    def post(self, body: dict[str, Any], grade_id: UUID) -> Response:
        """Limit it, with evidence, whatever its points."""
        with transaction() as uow:
            kind = VetoKind(body["kind"])
            row = vetoes.veto(uow, grade_id, kind, body["evidence"], body["visit_id"], body["version"])
            return answer(uow, row, shown.GradeVetoShown(), 201)


@blp.route("/grades/<uuid:grade_id>/vetoes/<uuid:veto_id>/withdraw")
class WithdrawnGradeVetoes(MethodView):
    """Vetoes taken back."""

    @blp.arguments(shapes.VetoWithdrawal)
    @blp.response(200, shown.GradeVetoShown)
    @blp.doc(operationId="withdrawGradeVeto")
    def post(self, body: dict[str, Any], grade_id: UUID, veto_id: UUID) -> Response:
        """Withdraw one; it stays on record."""
        with transaction() as uow:
            row = vetoes.unveto(uow, grade_id, veto_id, body["reason"])
            return answer(uow, row, shown.GradeVetoShown())


@blp.route("/grades/<uuid:grade_id>/approve")
class ApprovedGrades(MethodView):
    """The second person."""

    @blp.arguments(shapes.GradeApproval)
    @blp.response(200, shown.GradeShown)
    @blp.doc(operationId="approveGrade")
    def post(self, body: dict[str, Any], grade_id: UUID) -> Response:
        """Approve what others scored."""
        with transaction() as uow:
            row = approving.approve(uow, grade_id, body["words"], body["version"])
            return answer(uow, row, shown.GradeShown())


@blp.route("/grades/<uuid:grade_id>/return")
class ReturnedGrades(MethodView):
    """Given back."""

    @blp.arguments(shapes.GradeReasonGiven)
    @blp.response(200, shown.GradeShown)
    @blp.doc(operationId="returnGrade")
    def post(self, body: dict[str, Any], grade_id: UUID) -> Response:
        """Give it back to be scored again."""
        with transaction() as uow:
            row = approving.give_back(uow, grade_id, body["reason"], body["version"])
            return answer(uow, row, shown.GradeShown())


@blp.route("/grades/<uuid:grade_id>/appeal")
class AppealedGrades(MethodView):
    """Appeals."""

    @blp.arguments(shapes.NewAppeal)
    @blp.response(201, shown.GradeAppealShown)
    @blp.doc(operationId="appealGrade")
    def post(self, body: dict[str, Any], grade_id: UUID) -> Response:
        """Appeal against my own grade."""
        with transaction() as uow:
            row = appeals.appeal(uow, grade_id, body["words"])
            return answer(uow, row, shown.GradeAppealShown(), 201)


@blp.route("/grades/<uuid:grade_id>/appeal/answer")
class AnsweredGradeAppeals(MethodView):
    """Answers."""

    @blp.arguments(shapes.AppealAnswer)
    @blp.response(200, shown.GradeAppealShown)
    @blp.doc(operationId="answerGradeAppeal")
    def post(self, body: dict[str, Any], grade_id: UUID) -> Response:
        """Answer the open appeal; upheld, the grade goes to a second person again."""
        with transaction() as uow:
            said = (body["outcome"], body["answer"], shapes.points_in(body), body["version"])
            return answer(uow, appeals.answer(uow, grade_id, *said), shown.GradeAppealShown())


@blp.route("/grades/<uuid:grade_id>/correct")
class CorrectedGrades(MethodView):
    """Corrections."""

    @blp.arguments(shapes.GradeCorrection)
    @blp.response(201, shown.GradeShown)
    @blp.doc(operationId="correctGrade")
    def post(self, body: dict[str, Any], grade_id: UUID) -> Response:
        """Begin the next version of a published grade."""
        with transaction() as uow:
            row = correcting.correct(uow, grade_id, shapes.scores_in(body), body["changes"])
            return answer(uow, row, shown.GradeShown(), 201)
