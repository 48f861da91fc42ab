"""Bodies of the company's own patterns."""

from __future__ import annotations

from marshmallow import fields, validate

from app.registers.api.resources.factory import resource
from app.registers.rules.roster import ShiftKind
from app.registers.tables import Shift
from app.rosters.rules.patterns import LONGEST_CYCLE, MOST_PIECES
from app.rosters.tables import RosterPattern
from app.web.api import Blueprint, Schema
from app.web.field_messages import Message
from app.web.fields import Filter, Row, text_for, whole_for
from app.web.lists import List
from app.web.shapes import word

CLOCK = validate.Regexp(
    r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$", error=Message("is no time of day such as 08:30")
)


class PatternPiece(Schema):
    """A shift of one day of the cycle; where `ends` is not after `begins`, it ends on the next day."""

    begins = fields.String(required=True, validate=CLOCK, metadata={"example": "20:00"})
    ends = fields.String(required=True, validate=CLOCK, metadata={"example": "08:00"})
    kind = word(ShiftKind, load_default=ShiftKind.DUTY.value)
    setout_s = whole_for(Shift.setout_s)
    breaks = List(
        List(fields.String(validate=CLOCK), validate=validate.Length(equal=2)),
        load_default=list,
        validate=validate.Length(max=20),
    )


class RosterPatternRecord(Row):
    """A cycle of days that crews work one after another; a day without shifts is one of rest."""

    name = text_for(RosterPattern.name, shortest=1, required=True)
    crews = whole_for(RosterPattern.crews)
    weekly = fields.Boolean(load_default=False, metadata={"description": "The cycle's first day is a Monday"})
    days = List(
        List(fields.Nested(PatternPiece), validate=validate.Length(max=MOST_PIECES)),
        required=True,
        validate=validate.Length(1, LONGEST_CYCLE),
    )
    active = fields.Boolean(
        load_default=True, metadata={"description": "False: withdrawn; shifts that it made stay"}
    )


def blueprint() -> Blueprint:
    """Return the register's addresses."""
    return resource(
        "roster-patterns", "roster_pattern", RosterPatternRecord, Filter, "Patterns of a company's own"
    )
