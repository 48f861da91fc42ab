"""The grade that is proposed for an engineer, over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask.views import MethodView
from marshmallow import fields

from app.stars.reads.facts import require_answerable
from app.stars.reads.grades import Proposal, proposal
from app.stars.rules.figures import Subject
from app.stars.rules.grade import Raising
from app.stars.rules.grade_reasons import GradeWhy
from app.stars.rules.measured import Measured
from app.stars.rules.points import LinePoints
from app.stars.rules.rubric import Side
from app.web.api import Blueprint, QuerySchema, Schema
from app.web.context import principal, transaction
from app.web.schema_of import schema_of
from app.web.shapes import word

blp = Blueprint("grades", __name__, url_prefix="/api/v1", description="What the rubric proposes")


class GradeFilter(QuerySchema):
    """Which year."""

    year = fields.Integer(metadata={"description": "This one or one of the two before; this one if left out"})


class GradeLine(Schema):
    """A line of the rubric with what it came to; `measured` is null where there was no or too little data."""

    measure = fields.String(attribute="line.measure")
    side = word(Side, attribute="line.side")
    weight = fields.Float(attribute="line.weight")
    floor = fields.Float(attribute="line.floor")
    target = fields.Float(attribute="line.target")
    least_cases = fields.Integer(attribute="line.cases")
    too_few = fields.Integer(
        attribute="few",
        allow_none=True,
        metadata={"description": "How many cases there were where they are too few to be data"},
    )
    measured = fields.Nested(schema_of(Measured, "MeasuredFigure"), allow_none=True)
    points = fields.Float()
    low = fields.Float(metadata={"description": "Points at the worse end of the interval"})
    high = fields.Float(metadata={"description": "Points at the better end of the interval"})
    counts_for = fields.Float(metadata={"description": "Of 100, once lines without data are left out"})


class GradeReason(Schema):
    """Why the grade is what it is."""

    why = word(GradeWhy)
    what = fields.String()
    actual = fields.Float(allow_none=True)
    wanted = fields.Float(allow_none=True)


class ProposedGrade(Schema):
    """What the rubric proposes; a person decides."""

    year = fields.Integer()
    is_over = fields.Boolean(metadata={"description": "Whether the year is over"})
    last_month = fields.String(
        allow_none=True,
        metadata={"description": "Up to which month figures are worked out; null where none are"},
    )
    not_worked_out = fields.List(
        fields.String(), metadata={"description": "Months of the year so far that there are no facts of"}
    )
    rubric_version = fields.Integer()
    visits = fields.Integer()
    stars = fields.Integer(allow_none=True)
    total = fields.Float()
    low = fields.Float(metadata={"description": "Lower end of the 80 % interval"})
    high = fields.Float()
    weight = fields.Float(metadata={"description": "Of the lines with data"})
    bonus = fields.Float()
    is_provisional = fields.Boolean()
    missing = fields.Float(allow_none=True, metadata={"description": "Points to the next star"})
    lines = fields.List(fields.Nested(GradeLine))
    reasons = fields.List(fields.Nested(GradeReason))
    raising = fields.List(fields.Nested(schema_of(Raising, "GradeRaising")))


@blp.route("/engineers/<uuid:engineer_id>/grade")
class GradeOfEngineer(MethodView):
    """The proposal for one engineer."""

    @blp.arguments(GradeFilter, location="query")
    @blp.response(200, ProposedGrade)
    @blp.doc(operationId="getProposedGrade")
    def get(self, wanted: dict[str, Any], engineer_id: UUID) -> dict[str, Any]:
        """Read points by line, the total with its interval, and the reasons."""
        with transaction(write=False) as uow:
            require_answerable(uow, principal(), Subject.ENGINEER, engineer_id)
            return shown(proposal(uow, engineer_id, wanted.get("year")))


def shown(found: Proposal) -> dict[str, Any]:
    """Return a proposal as it is shown."""
    one = found.grade
    names = ("stars", "total", "low", "high", "weight", "bonus", "is_provisional", "missing")
    lines: list[LinePoints] = list(one.lines)
    return {
        **{name: getattr(one, name) for name in names},
        "year": found.year,
        "is_over": found.is_over,
        "last_month": str(found.months.last) if found.months else None,
        "not_worked_out": found.not_worked_out,
        "rubric_version": found.rubric.version,
        "visits": found.visits,
        "lines": lines,
        "reasons": one.reasons,
        "raising": one.raising,
    }
