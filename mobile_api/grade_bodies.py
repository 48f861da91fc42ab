"""What phones get of grades."""

from __future__ import annotations

from marshmallow import fields

from app.grading.rules.decision import GradeDoubt
from app.grading.rules.states import GradeState
from app.stars.api.grades import ProposedGrade
from app.web.api import Schema
from app.web.shapes import word


class PhoneRaising(Schema):
    """A line of the rubric that could bring more, in words; what brings most comes first."""

    measure = fields.String()
    gain = fields.Float(metadata={"description": "Points of the 100 up to its target"})
    text = fields.String(metadata={"description": "In the language of `Accept-Language`"})


class PhoneQuarter(Schema):
    """What the rubric in force would make of a quarter alone; nobody has decided anything on it."""

    year = fields.Integer()
    quarter = fields.Integer()
    first_month = fields.String()
    last_month = fields.String()
    total = fields.Float()
    low = fields.Float()
    high = fields.Float()
    stars = fields.Integer(allow_none=True)


class PhoneGrade(Schema):
    """A grade that was given, from its public notice on."""

    id = fields.UUID()
    year = fields.Integer()
    number = fields.Integer(metadata={"description": "Of the version"})
    state = word(GradeState)
    total = fields.Float(allow_none=True)
    stars = fields.Integer(allow_none=True)
    doubt = word(GradeDoubt, allow_none=True)
    effective_on = fields.Date(allow_none=True)
    valid_until = fields.Date(allow_none=True)


class PhoneGrades(Schema):
    """One's own stars, what this year's figures propose, quarter by quarter, and the grades given."""

    stars = fields.Integer(metadata={"description": "Held now"})
    stars_provisional_until = fields.Date(
        allow_none=True,
        metadata={"description": "Of a newcomer: the stars are graded or confirmed by then; null: they are"},
    )
    proposal = fields.Nested(ProposedGrade)
    raising = fields.List(fields.Nested(PhoneRaising))
    quarters = fields.List(fields.Nested(PhoneQuarter))
    grades = fields.List(fields.Nested(PhoneGrade))
