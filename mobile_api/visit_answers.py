"""A visit as phones get it: everything that is needed to work on it without a connection."""

from __future__ import annotations

from marshmallow import fields

from app.requests.api.bodies import RequestFacts, VisitCourse, WorkAsked
from app.requests.rules.lifecycle import VisitState
from app.visits.api.signature_shown import SignatureShown
from app.visits.commands.field.bill_rows import LINES
from app.visits.commands.field.held import State, Why
from app.web.api import Schema
from app.web.shapes import word
from checklists import Phase
from mobile_api.answers import SignatureBrief


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
