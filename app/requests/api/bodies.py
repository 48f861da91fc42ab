"""Bodies that the doors of requests, visits and dispatch share."""

from __future__ import annotations

from marshmallow import fields, validate

from app.requests.rules.lifecycle import RequestState, VisitState
from app.requests.rules.minimum import StarsBy
from app.requests.rules.promise import ArrivalVerdict, Decision, Outcome
from app.web.api import Schema, WithOfficeNotes
from app.web.field_messages import Message
from app.web.shapes import word

MAX_REASON = 300
MAX_NOTE = 2000


def reason() -> fields.String:
    """A field for why somebody decides something; blanks alone are refused."""
    return fields.String(
        required=True,
        validate=(validate.Length(1, MAX_REASON), validate.Regexp(r"\s*\S", error=Message("is blank"))),
    )


def version(of: str = "request") -> fields.Integer:
    """A field for the state of the request, or of a visit, on which something was decided."""
    return fields.Integer(
        strict=True,
        load_default=None,
        allow_none=True,
        metadata={"description": f"Of the {of} as read; where it was changed since, nothing is written"},
    )


def outcome() -> fields.String:
    """A field for what became of a promise."""
    return word(
        Outcome,
        metadata={
            "description": "Kept: proven by the customer, by the office's word, or plausible. unsettled: a"
            " doubtful arrival in time that a person has yet to settle"
        },
    )


def kept() -> fields.Boolean:
    """A field for the same with a yes or a no."""
    return fields.Boolean(
        allow_none=True,
        metadata={"description": "True: kept, whatever proves it. False: broken. Null: neither (yet)"},
    )


class Reason(Schema):
    """Why."""

    reason = reason()


class EngineerCard(Schema):
    """Who comes."""

    id = fields.UUID()
    number = fields.String()
    name = fields.String()
    stars = fields.Integer()
    stars_provisional_until = fields.Date(
        allow_none=True, metadata={"description": "Of a newcomer whom nobody graded yet; null: graded"}
    )


class Cost(Schema):
    """What a decision costs against leaving things alone; negative where it is for the better."""

    score_s = fields.Integer(metadata={"description": "The engine's objective, in seconds of driving"})
    late_visits = fields.Integer(metadata={"description": "More promises broken, over all open visits"})
    late_s = fields.Integer(metadata={"description": "More seconds past due, over all open visits"})
    drive_s = fields.Integer(metadata={"description": "More seconds of driving"})
    unserved = fields.Integer(metadata={"description": "More visits that nobody serves"})
    minutes_late = fields.Function(lambda cost: round(cost.late_s / 60, 1), metadata={"type": "number"})


class RequestFacts(Schema):
    """What every answer about a repair request (报修单) says of it."""

    id = fields.UUID()
    code = fields.String()
    state = word(RequestState)
    site_id = fields.UUID()
    asset_id = fields.UUID(allow_none=True)
    requested_at = fields.AwareDateTime()
    due_at = fields.AwareDateTime()
    priority = fields.Integer()
    min_stars = fields.Integer()


class RequestOwner(RequestFacts):
    """A request with whose it is, for the office and the customer."""

    customer_id = fields.UUID()
    territory_id = fields.UUID()
    contract_id = fields.UUID(allow_none=True)
    linked_to_id = fields.UUID(allow_none=True)
    promise_s = fields.Integer()
    min_stars_by = word(
        StarsBy,
        allow_none=True,
        metadata={"description": "Who asked for `min_stars`; null where nobody asked for more than one"},
    )


class WorkAsked(Schema):
    """What is to be done, and whom to call about it."""

    fault_code = fields.String()
    skill_code = fields.String()
    description = fields.String()
    contact_name = fields.String()
    contact_phone = fields.String()
    contact_phone_as_said = fields.String(metadata={"description": "With extensions and names, as said"})
    expected_s = fields.Integer()


class VisitCourse(Schema):
    """A visit's place in the plan, and how far it got."""

    id = fields.UUID()
    ordinal = fields.Integer()
    state = word(VisitState)
    sequence = fields.Integer(allow_none=True)
    eta_at = fields.AwareDateTime(allow_none=True)
    not_before_at = fields.AwareDateTime(allow_none=True)
    accepted_at = fields.AwareDateTime(allow_none=True)
    departed_at = fields.AwareDateTime(allow_none=True)
    on_site_at = fields.AwareDateTime(allow_none=True)
    arrival_confirmed_at = fields.AwareDateTime(allow_none=True)
    completed_at = fields.AwareDateTime(allow_none=True)
    end_reason = fields.String(allow_none=True)


class VisitShown(WithOfficeNotes, VisitCourse):
    """A visit as the planner sees it."""

    OFFICE_NOTES = ("office_end_reason",)

    request_id = fields.UUID()
    territory_id = fields.UUID()
    engineer_id = fields.UUID(allow_none=True)
    pinned_engineer_id = fields.UUID(allow_none=True)
    assigned_at = fields.AwareDateTime(allow_none=True)
    arrival_verdict = word(
        ArrivalVerdict,
        allow_none=True,
        metadata={"description": "What the evidence of the arrival says"},
    )
    arrival_settled = word(Decision, allow_none=True, metadata={"description": "What a person settled"})
    confirmed_at = fields.AwareDateTime(allow_none=True)
    office_ended_by = fields.String(
        allow_none=True,
        metadata={"description": "Who of the office ended it; nobody signed then, unless signatures stand"},
    )
    office_end_reason = fields.String(allow_none=True)
    unassigned_reasons = fields.List(fields.Dict(), allow_none=True)
    version = fields.Integer()
