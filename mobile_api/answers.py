"""What phones get back."""

from __future__ import annotations

from marshmallow import fields

from app.phones.rules.kinds import Status
from app.registers.rules.roster import ShiftKind
from app.requests.api.bodies import RequestFacts, VisitCourse, WorkAsked
from app.requests.rules.lifecycle import VisitState
from app.visits.api.signature_shown import SignatureShown
from app.visits.commands.field.bill_rows import LINES
from app.visits.commands.field.held import State, Why
from app.visits.reads.itinerary import ItineraryStop
from app.visits.reads.photos import PhotoStatus
from app.web.api import Schema
from app.web.schema_of import schema_of
from app.web.shapes import SOMETIMES, word
from checklists import Phase, SignerRole

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


class VisitRequest(RequestFacts, WorkAsked):
    """The repair request; `site_id` and `asset_id` as the record names them."""

    contact_numbers = fields.List(
        fields.Dict(), metadata={"description": "Every number read: `e164` or null, `digits`, `extension`"}
    )
    fault_name = fields.String()


class VisitCustomer(Schema):
    """Whose machine it is."""

    id = fields.UUID()
    name = fields.String()
    phone = fields.String(allow_none=True)
    special_needs = fields.String()


class VisitSite(Schema):
    """Where to go."""

    id = fields.UUID()
    name = fields.String()
    address = fields.String()
    access_notes = fields.String()
    lat = fields.Float()
    lon = fields.Float()


class VisitAsset(Schema):
    """The machine."""

    id = fields.UUID()
    kind = fields.String()
    model = fields.String()
    serial_number = fields.String()
    warranty_ends_on = fields.Date(allow_none=True)
    in_warranty = fields.Boolean()


class EarlierVisit(Schema):
    """An earlier visit to the machine or the site."""

    visit_id = fields.UUID()
    code = fields.String()
    fault_code = fields.String()
    description = fields.String()
    state = word(VisitState)
    ended_at = fields.AwareDateTime()
    engineer_name = fields.String(allow_none=True)
    summary = fields.String()
    end_reason = fields.String(allow_none=True)


class MissingItem(Schema):
    """What still keeps the visit from being completed."""

    template = fields.String()
    item = fields.String()
    code = fields.String()
    phase = word(Phase)
    text = fields.String()


class PhotoInfo(Schema):
    """A photo announced; `complete` once its bytes have come."""

    sha256 = fields.String()
    size = fields.Integer()
    mime = fields.String()
    caption = fields.String()
    taken_at = fields.AwareDateTime()
    complete = fields.Boolean()


class PartInfo(Schema):
    """A part fitted."""

    part_code = fields.String()
    serial_number = fields.String()
    quantity = fields.Integer()
    unit_price_cents = fields.Integer()


class ChargeInfo(Schema):
    """A charge."""

    kind = fields.String()
    label = fields.String()
    amount_cents = fields.Integer()


class HeldChargeInfo(Schema):
    """A charge or part that waited for the office; it counts once it is approved."""

    what = word(LINES)
    code = fields.String()
    serial_number = fields.String()
    label = fields.String()
    quantity = fields.Integer()
    amount_cents = fields.Integer()
    why = word(Why)
    state = word(State)
    reason = fields.String(allow_none=True, metadata={"description": "What the office said"})


class VisitEngineer(Schema):
    """Who signs as the engineer, as the record names him."""

    id = fields.UUID()
    number = fields.String()
    name = fields.String()


class SignatureInfo(SignatureBrief):
    """A signature on file."""

    voided_at = fields.AwareDateTime(allow_none=True)
    signer_name = fields.String()
    signed_at = fields.AwareDateTime()
    digest = fields.String()


class PhoneVisitDetail(VisitCourse):
    """A visit with everything that is needed to work on it without a connection."""

    summary = fields.String()
    engineer = fields.Nested(VisitEngineer, allow_none=True)
    request = fields.Nested(VisitRequest)
    customer = fields.Nested(VisitCustomer)
    site = fields.Nested(VisitSite)
    asset = fields.Nested(VisitAsset, allow_none=True)
    history = fields.List(fields.Nested(EarlierVisit))
    templates = fields.List(fields.Dict())
    answers = fields.Dict(metadata={"description": "Template → item → value"})
    missing = fields.List(fields.Nested(MissingItem))
    photos = fields.List(fields.Nested(PhotoInfo))
    parts = fields.List(fields.Nested(PartInfo))
    charges = fields.List(fields.Nested(ChargeInfo))
    held_charges = fields.List(fields.Nested(HeldChargeInfo))
    signatures = fields.List(fields.Nested(SignatureInfo))
    signature_state = fields.List(fields.Nested(SignatureShown))
    amount_cents = fields.Integer(metadata={"description": "Parts and charges; what is held is not in it"})


class VisitRecordShown(Schema):
    """What to show at signing, the digest that the signature names, and how the signatures stand."""

    record = fields.Dict()
    digest = fields.String()
    signature_state = fields.List(fields.Nested(SignatureShown))
    amount_cents = fields.Integer()


PhotoStatusShown = schema_of(PhotoStatus, "PhotoStatus")
