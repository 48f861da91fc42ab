"""What is answered about grades: a version with all that people did, and how far a year has come."""

from __future__ import annotations

from marshmallow import fields

from app.grading.commands.appeals import REJECTED, UPHELD
from app.grading.rules.decision import GradeDoubt
from app.grading.rules.states import YEAR_OPEN, GradeAct, GradeState
from app.registers.tables import StarsFrom
from app.stars.rules.figures import Subject
from app.stars.rules.rubric import VetoKind
from app.web.api import Schema
from app.web.shapes import word


class GradeShown(Schema):
    """A version of a grade; published it never changes."""

    id = fields.UUID()
    year = fields.Integer()
    subject = word(Subject)
    subject_id = fields.UUID()
    number = fields.Integer(metadata={"description": "Of the version; a correction is the next one"})
    state = word(GradeState)
    facts = fields.Dict(metadata={"description": "What was proposed when the year was frozen"})
    facts_digest = fields.String(metadata={"description": "SHA-256 of the facts"})
    rubric_version = fields.Integer()
    team = fields.String()
    scores = fields.Dict(metadata={"description": "Points by side; empty before somebody scored"})
    bonuses = fields.Dict()
    total = fields.Float(allow_none=True)
    stars = fields.Integer(allow_none=True)
    doubt = word(GradeDoubt, allow_none=True)
    changes = fields.String()
    noticed_on = fields.Date(allow_none=True)
    effective_on = fields.Date(allow_none=True)
    valid_until = fields.Date(allow_none=True)
    published_at = fields.AwareDateTime(allow_none=True)
    version = fields.Integer(metadata={"description": "Of the row, for what changes it"})


class GradeActShown(Schema):
    """What somebody did, with his words."""

    kind = word(GradeAct)
    by_name = fields.String()
    at = fields.AwareDateTime()
    words = fields.String()
    detail = fields.Dict()


class GradeAppealShown(Schema):
    """An appeal with its answer."""

    id = fields.UUID()
    words = fields.String()
    appealed_by_name = fields.String()
    appealed_at = fields.AwareDateTime()
    answer_due_on = fields.Date()
    outcome = word((REJECTED, UPHELD), allow_none=True)
    answer = fields.String(allow_none=True)
    answered_by_name = fields.String(allow_none=True)
    answered_at = fields.AwareDateTime(allow_none=True)


class GradeVetoShown(Schema):
    """A veto with its evidence."""

    id = fields.UUID()
    kind = word(VetoKind)
    evidence = fields.String()
    visit_id = fields.UUID(allow_none=True)
    by_name = fields.String()
    at = fields.AwareDateTime()
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    withdrawn_by_name = fields.String(allow_none=True)
    withdrawal = fields.String(allow_none=True, attribute="withdrawn_why")


class StarsHeldShown(Schema):
    """Stars from an instant on, until the next row."""

    stars = fields.Integer()
    from_at = fields.AwareDateTime()
    source = word(StarsFrom)
    reason = fields.String()
    set_by = fields.String()


class GradeSheet(Schema):
    """All that there is to know of one grade; `may` are the acts open to the caller."""

    grade = fields.Nested(GradeShown, attribute="row")
    name = fields.String(attribute="holder.name")
    acts = fields.List(fields.Nested(GradeActShown), attribute="deeds")
    appeals = fields.List(fields.Nested(GradeAppealShown))
    vetoes = fields.List(fields.Nested(GradeVetoShown))
    stars_held = fields.List(fields.Nested(StarsHeldShown))
    notice_until = fields.Date(attribute="clocks.notice_until", allow_none=True, dump_default=None)
    appeal_until = fields.Date(attribute="clocks.appeal_until", allow_none=True, dump_default=None)
    may = fields.List(word(GradeAct))


class TeamProgressShown(Schema):
    """The grades of a team by state."""

    team = fields.String()
    states = fields.Dict()
    managers = fields.List(fields.String())


class YearProgressShown(Schema):
    """How far a year has come; `state` is that of the last of its grades."""

    year = fields.Integer()
    state = word((YEAR_OPEN, *GradeState))
    states = fields.Dict()
    teams = fields.List(fields.Nested(TeamProgressShown))
    open_appeals = fields.Integer()
    done = fields.Float(metadata={"description": "Part of all steps, from 0 to 1"})


class GradesMoved(Schema):
    """How many grades an act moved on, and how many have to wait."""

    moved = fields.Integer()
    waiting = fields.Integer()
