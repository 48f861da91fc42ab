"""What is sent about grades: the bodies of each act, and which grades are asked for."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from app.grading.commands.appeals import REJECTED, UPHELD
from app.grading.commands.scoring import Scores
from app.grading.reads.progress import FIRST_YEAR, LAST_YEAR
from app.grading.rules.decision import GradeDoubt
from app.grading.rules.states import GradeState
from app.grading.tables import WORDS
from app.stars.rules.rubric import BonusKind, Side, VetoKind
from app.web.api import QuerySchema, Schema
from app.web.fields import text
from app.web.shapes import word

_MOST_BONUSES = 100


def _points() -> fields.Float:
    told = {"description": "As proposed where left out"}
    return fields.Float(validate=validate.Range(0, 100), allow_none=True, metadata=told)


def _number() -> fields.Integer:
    return fields.Integer(strict=True, load_default=0, validate=validate.Range(0, _MOST_BONUSES))


def _words(**more: Any) -> fields.String:
    return text(WORDS, **more)


class SeenGrade(Schema):
    """The row version that was read: nothing is done to what somebody changed meanwhile."""

    version = fields.Integer(strict=True, required=True)


class SidePoints(Schema):
    """Points of the sides: technical and service of an engineer, the other four of a service provider."""

    technical = _points()
    service = _points()
    capability = _points()
    delivery = _points()
    customers = _points()
    compliance = _points()


class GradeScores(SidePoints, SeenGrade):
    """Points with a reason for each that departs from the proposal, and what is given on top."""

    technical_reason = _words(load_default="")
    service_reason = _words(load_default="")
    capability_reason = _words(load_default="")
    delivery_reason = _words(load_default="")
    customers_reason = _words(load_default="")
    compliance_reason = _words(load_default="")
    article = _number()
    commendation = _number()
    mentoring = _number()
    bonus_reason = _words(load_default="")


class GradeReasonGiven(SeenGrade):
    """Why."""

    reason = _words(shortest=1, required=True)


class ChangedScores(SidePoints, GradeReasonGiven):
    """Other points, and why."""


class GradeDoubtSaid(GradeReasonGiven):
    """Why somebody is not graded; null takes it back."""

    doubt = word(GradeDoubt, required=True, allow_none=True)


class NewVeto(SeenGrade):
    """What no figure makes good, with its evidence."""

    kind = word(VetoKind, required=True)
    evidence = _words(shortest=1, required=True)
    visit_id = fields.UUID(load_default=None, allow_none=True)


class VetoWithdrawal(Schema):
    """Why it is withdrawn."""

    reason = _words(shortest=1, required=True)


class GradeApproval(SeenGrade):
    """What the second person has to say, if anything."""

    words = _words(load_default="")


class NewAppeal(Schema):
    """What whom the grade is about has to say."""

    words = _words(shortest=1, required=True)


class AppealAnswer(SidePoints, SeenGrade):
    """The answer in writing; points where it is upheld."""

    outcome = word((REJECTED, UPHELD), required=True)
    answer = _words(shortest=1, required=True)


class GradeCorrection(SidePoints):
    """What the new version changes, and why; departures of before hold where no points are named."""

    changes = _words(shortest=1, required=True)


class Publication(Schema):
    """From which day on the stars are held; today where left out."""

    effective_on = fields.Date(load_default=None, allow_none=True)


class GradeFilter(QuerySchema):
    """Which grades."""

    year = fields.Integer(validate=validate.Range(FIRST_YEAR, LAST_YEAR))
    state = word(GradeState)
    subject_id = fields.UUID()


def points_in(body: dict[str, Any]) -> dict[str, float]:
    """Return the points that a body names, by side."""
    return {str(side): body[side] for side in Side if body.get(side) is not None}


def scores_in(body: dict[str, Any]) -> Scores:
    """Return the scores that a body names."""
    return Scores(
        points_in(body),
        {str(side): body.get(f"{side}_reason", "") for side in Side},
        {str(kind): body.get(kind, 0) for kind in BonusKind},
        body.get("bonus_reason", ""),
    )
