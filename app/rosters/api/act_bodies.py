"""Bodies of what is done to rosters at one stroke, and what is answered."""

from __future__ import annotations

from marshmallow import fields, validate

from app.registers.api.resources.people import ShiftRecord
from app.requests.rules.lifecycle import VisitState
from app.rosters.commands.copying import MOST_WEEKS
from app.rosters.commands.mass import CLASHES, COPY, KEEP, PATTERN
from app.rosters.reads.losing import HeldVisit
from app.rosters.rules.patterns import MOST_CREWS
from app.rosters.rules.strain import LIMITS
from app.web.api import Schema
from app.web.fields import reference, text
from app.web.lists import List
from app.web.schema_of import schema_of
from app.web.shapes import word

MOST_ENGINEERS = 500


class Act(Schema):
    """What both ways share."""

    clashes = word(
        CLASHES,
        load_default=KEEP,
        metadata={"description": "`replace`: shifts of these days that have not begun give way"},
    )
    skip_holidays = fields.Boolean(
        load_default=False,
        metadata={"description": "Begin no shift on days that the territory's calendar closes"},
    )
    dry_run = fields.Boolean(
        load_default=False, metadata={"description": "Say what it would do, write nothing"}
    )


class CopyWeekBody(Act):
    """The week of a day onto those of others; of all engineers where none are named."""

    from_on = fields.Date(required=True)
    onto = List(fields.Date(), required=True, validate=validate.Length(1, MOST_WEEKS))
    engineers = List(
        fields.UUID(), load_default=None, allow_none=True, validate=validate.Length(1, MOST_ENGINEERS)
    )


class InCrew(Schema):
    """An engineer in a crew of the pattern, counted from 1."""

    engineer_id = reference()
    crew = fields.Integer(strict=True, load_default=1, validate=validate.Range(1, MOST_CREWS))


class ApplyPatternBody(Act):
    """A pattern for engineers from a day to a day, both included."""

    pattern = text(
        40, shortest=1, required=True, metadata={"description": "A built-in name, or an own one's id"}
    )
    engineers = List(fields.Nested(InCrew), required=True, validate=validate.Length(1, MOST_ENGINEERS))
    first_on = fields.Date(required=True)
    last_on = fields.Date(required=True)
    anchor_on = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={"description": "The first day of a cycle of crew 1; `first_on` where it is left out"},
    )


class ClashShown(Schema):
    """A shift that was not made, and the one that stands there; `same`: they are alike."""

    engineer_id = fields.UUID(attribute="draft.engineer_id")
    starts_at = fields.AwareDateTime(attribute="draft.starts_at")
    ends_at = fields.AwareDateTime(attribute="draft.ends_at")
    shift_id = fields.UUID(attribute="stands.id")
    same = fields.Boolean()


HeldVisitShown = schema_of(HeldVisit, "HeldVisitShown", state=word(VisitState))


class StrainShown(Schema):
    """What the shifts made ask too much of an engineer, together with those that stand there; it is allowed.

    `rest`: fewer hours than `limit_hours` between two days of work; `in_a_row`, `week`: more.
    """

    engineer_id = fields.UUID()
    kind = word(LIMITS, attribute="strain.kind")
    starts_at = fields.AwareDateTime(attribute="strain.starts_at")
    ends_at = fields.AwareDateTime(attribute="strain.ends_at")
    hours = fields.Float(attribute="strain.hours")
    limit_hours = fields.Float(attribute="strain.limit_hours")


class OutcomeShown(Schema):
    """What was done, or would be; `visits` lose their engineer by it and are planned anew."""

    act_id = fields.UUID(
        allow_none=True, metadata={"description": "To undo it by; null where nothing changed"}
    )
    made = fields.List(fields.Nested(ShiftRecord))
    removed = fields.Integer(metadata={"description": "How many shifts gave way"})
    clashes = fields.List(fields.Nested(ClashShown))
    past = fields.Integer(metadata={"description": "How many were left out because they have ended"})
    visits = fields.List(fields.Nested(HeldVisitShown))
    strains = fields.List(
        fields.Nested(StrainShown), metadata={"description": "Too little rest, or too many hours"}
    )


class ActShown(Schema):
    """Something that was done to a roster at one stroke."""

    id = fields.UUID()
    territory_id = fields.UUID()
    kind = word((COPY, PATTERN))
    at = fields.AwareDateTime()
    by_name = fields.String()
    first_on = fields.Date()
    last_on = fields.Date()
    undone_at = fields.AwareDateTime(allow_none=True)
