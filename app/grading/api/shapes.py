"""The bodies and answers of the year of grades."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from app.grading.commands.appeals import REJECTED, UPHELD
from app.grading.commands.scoring import Scores
from app.grading.reads.progress import FIRST_YEAR, LAST_YEAR
from app.grading.rules.decision import GradeDoubt
from app.grading.rules.states import YEAR_OPEN, GradeAct, GradeState
from app.grading.tables import WORDS
from app.registers.tables import StarsFrom
from app.stars.rules.figures import Subject
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
