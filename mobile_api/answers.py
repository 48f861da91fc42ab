"""What phones get back."""

from __future__ import annotations

from marshmallow import fields

from app.hotline.rules.verdicts import ComplaintFinding
from app.phones.rules.kinds import Status
from app.registers.rules.roster import ShiftKind
from app.requests.rules.lifecycle import VisitState
from app.visits.reads.itinerary import ItineraryStop
from app.visits.reads.photos import PhotoStatus
from app.web.api import Schema
from app.web.schema_of import schema_of
from app.web.shapes import SOMETIMES, word
from checklists import SignerRole

_INSTANT = {"format": "date-time"}


def _kept_instant(*, sometimes: bool = False) -> fields.String:
    """An instant that a stored receipt holds as text."""
    return fields.String(allow_none=True, metadata=_INSTANT | {SOMETIMES: sometimes})


class SignatureBrief(Schema):
    """Whether a signature stands."""

    id = fields.UUID()
    role = word(SignerRole)
    valid = fields.Boolean()
    void_reason = fields.String(
        allow_none=True, metadata={"description": "`code: paths of the record that changed`"}
    )


class SignatureBriefOfVisit(SignatureBrief):
    """As a stored receipt holds it."""

    voided_at = _kept_instant()


class PhoneVisit(Schema):
    """The visit after the message; of one that is somebody else's by now only that."""

    id = fields.UUID()
    state = word(VisitState)
    yours = fields.Boolean()
    accepted_at = _kept_instant(sometimes=True)
    departed_at = _kept_instant(sometimes=True)
    on_site_at = _kept_instant(sometimes=True)
    arrival_confirmed_at = _kept_instant(sometimes=True)
    completed_at = _kept_instant(sometimes=True)
    arrival_doubts = fields.List(
        fields.String(),
        metadata={
            "description": "What contradicts the arrival, also with the right code; the office settles it",
            SOMETIMES: True,
        },
    )
    signatures = fields.List(fields.Nested(SignatureBriefOfVisit), metadata={SOMETIMES: True})
    must_sign_again = fields.List(
        word(SignerRole),
        metadata={
            "description": "Roles that sign once more: their signature cannot stand",
            SOMETIMES: True,
        },
    )


class PhoneReceipt(Schema):
    """What became of a message: applied, held, or needs_review; `flags` say what is remarkable."""

    status = word(Status)
    event_id = fields.UUID()
    flags = fields.List(fields.String())
    visit = fields.Nested(PhoneVisit, metadata={SOMETIMES: True})


class ItineraryBrief(Schema):
    """What the phone should be about now."""

    current_visit_id = fields.UUID(allow_none=True)
    current_state = word(VisitState, allow_none=True)
    offered_visit_id = fields.UUID(allow_none=True)


class PositionsReceipt(PhoneReceipt):
    """The receipt of a position report."""

    itinerary = fields.Nested(ItineraryBrief)
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "Readings that were dropped: field path → messages", SOMETIMES: True},
    )


ItineraryStopShown = schema_of(ItineraryStop, "ItineraryStop", state=word(VisitState))


class Itinerary(Schema):
    """The engineer's visits: those under way first, then in the order of the plan."""

    now = fields.AwareDateTime()
    available = fields.Boolean()
    visits = fields.List(fields.Nested(ItineraryStopShown), attribute="stops")


class PhoneShift(Schema):
    """A span on duty."""

    id = fields.UUID()
    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime()
    breaks = fields.List(fields.List(fields.String()))
    kind = word(ShiftKind)
    setout_s = fields.Integer(metadata={"description": "On call: seconds from the call until on the road"})


class PhoneVerdict(Schema):
    """What was found of a complaint about oneself."""

    id = fields.UUID()
    verdict = word(ComplaintFinding)
    reason = fields.String(metadata={"description": "Empty once it is no longer kept"})
    decided_at = fields.AwareDateTime()
    decided_by = fields.String()
    complained_at = fields.AwareDateTime()
    request_code = fields.String(allow_none=True)


class PhoneDepot(Schema):
    """A depot where parts and the five ones are fetched."""

    id = fields.UUID(attribute="depot.id")
    name = fields.String(attribute="depot.name")
    own = fields.Boolean(metadata={"description": "The one on the engineer's record"})
    address = fields.String(attribute="depot.address")
    lat = fields.Float(attribute="depot.lat", allow_none=True)
    lon = fields.Float(attribute="depot.lon", allow_none=True)
    phone = fields.String(attribute="depot.phone", allow_none=True)
    phone_as_said = fields.String(attribute="depot.phone_as_said")
    opening_hours = fields.Dict(
        attribute="depot.opening_hours",
        keys=fields.String(),
        values=fields.List(fields.List(fields.String())),
        allow_none=True,
        metadata={"description": "Spans HH:MM by weekday in the territory's local time; null: always open"},
    )


PhotoStatusShown = schema_of(PhotoStatus, "PhotoStatus")
