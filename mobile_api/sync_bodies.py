"""The bodies of a sync: a batch up, results and changes down."""

from __future__ import annotations

from functools import cache

from marshmallow import ValidationError, fields, validate, validates_schema

from app.kernel.phrases import Phrase
from app.phones.rules.kinds import Status
from app.requests.rules.lifecycle import VisitState
from app.visits.api.signature_shown import SignatureShown
from app.visits.commands.field import Kind
from app.visits.reads.phone_sync import Gone, OpenUpload
from app.visits.reads.voided_visits import VoidedVisit
from app.web.api import Schema
from app.web.instants import PhoneInstant
from app.web.lists import List
from app.web.schema_of import schema_of
from app.web.shapes import SOMETIMES, word
from mobile_api import bodies, body_fields
from mobile_api.answers import ItineraryStopShown, PhoneVisit
from mobile_api.batch_results import UNKEPT
from mobile_api.bodies import ENVELOPE
from mobile_api.visit_answers import PhoneVisitDetail

MAX_EVENTS = 200
MAX_CURSOR = 65_536
MAX_VISITS, USUAL_VISITS = 100, 20

BODIES: dict[Kind, type[bodies.PhoneMessage]] = {
    Kind.ACCEPT: bodies.PhoneMessage,
    Kind.DECLINE: bodies.DeclineVisit,
    Kind.DEPART: bodies.PhoneMessage,
    Kind.ARRIVE: bodies.ReportArrival,
    Kind.CONFIRM_ARRIVAL: bodies.ConfirmArrival,
    Kind.ANSWERS: bodies.GiveAnswers,
    Kind.PHOTO: bodies.AnnouncePhoto,
    Kind.PHOTO_WITHDRAWN: bodies.WithdrawPhoto,
    Kind.PART: bodies.UsePart,
    Kind.CHARGE: bodies.SetCharge,
    Kind.SIGNATURE: bodies.Sign,
    Kind.COMPLETE: bodies.CompleteVisit,
    Kind.INCOMPLETE: bodies.EndIncomplete,
    Kind.POSITIONS: bodies.ReportPositions,
    Kind.AVAILABILITY: bodies.SetAvailability,
}
"""What the `body` of each kind holds: the same as its own address takes beside the envelope."""

ABOUT_NO_VISIT = frozenset({Kind.POSITIONS, Kind.AVAILABILITY})


@cache
def body_schema(kind: Kind) -> Schema:
    """Return the schema of the body of one kind."""
    return BODIES[kind](exclude=ENVELOPE)


class Numbered(bodies.Marked):
    """What is read of a message that is not kept: its number, and when it was given out."""

    device_at = PhoneInstant(required=True)


class SyncEvent(bodies.Marked):
    """One message of a batch; each is judged by itself."""

    event_id = fields.UUID(required=True)
    kind = word(Kind, required=True)
    visit_id = fields.UUID(allow_none=True, load_default=None)
    device_at = PhoneInstant(required=True)
    offline = body_fields.TrueOrFalse(load_default=False)
    body = fields.Dict(keys=fields.String(), load_default=dict)

    @validates_schema(skip_on_field_errors=True)
    def names_its_visit(self, data: dict[str, object], **_: object) -> None:
        """A message about the engineer alone names no visit; any other does."""
        is_free = Kind(str(data["kind"])) in ABOUT_NO_VISIT
        if is_free and data["visit_id"] is not None:
            raise ValidationError(Phrase("is not for this kind"), "visit_id")
        if not is_free and data["visit_id"] is None:
            raise ValidationError(Phrase("is required for this kind"), "visit_id")


class Sync(Schema):
    """What the phone has for the server, and what it knows."""

    device_id = body_fields.text(
        64, load_default="", metadata={"description": "Names the phone, always alike"}
    )
    app_version = body_fields.text(40, load_default="")
    sent_at = PhoneInstant(required=True, metadata={"description": "The phone's clock at sending"})
    boot_id = body_fields.text(64, allow_none=True, metadata={"description": "This boot of the phone"})
    counter_ms = body_fields.Whole(
        allow_none=True,
        validate=validate.Range(0, bodies.LONGEST_MS),
        metadata={"description": "Milliseconds since the boot, at sending: dates what a wrong clock did"},
    )
    cursor = fields.String(
        allow_none=True,
        load_default=None,
        validate=validate.Length(max=MAX_CURSOR),
        metadata={"description": "Of the last answer; without one everything is sent"},
    )
    limit = body_fields.Whole(
        load_default=USUAL_VISITS,
        validate=validate.Range(1, MAX_VISITS),
        metadata={"description": "Visits of the answer at most"},
    )
    events = List(
        # One that is no object, null included, is answered by itself and fails no other.
        fields.Raw(
            allow_none=True,
            metadata={
                "description": "A message: event_id, kind, visit_id, device_at, offline, boot_id, sequence, "
                "counter_ms, body"
            },
        ),
        load_default=list,
        validate=validate.Length(max=MAX_EVENTS),
    )


class SyncResult(Schema):
    """What became of the message at `index`."""

    index = fields.Integer()
    event_id = fields.String(allow_none=True)
    status = word(
        (*Status, *UNKEPT),
        metadata={
            "description": "applied, held, needs_review, refused: kept. "
            "invalid, conflict, not_found: not kept. retry: not kept, send it again later"
        },
    )
    replayed = fields.Boolean(
        metadata={"description": "It had come before; the answer is that of then", SOMETIMES: True}
    )
    flags = fields.List(fields.String(), metadata={SOMETIMES: True})
    visit = fields.Nested(PhoneVisit, metadata={SOMETIMES: True})
    problem = fields.Dict(
        metadata={"description": "RFC 9457 problem where the message was not taken", SOMETIMES: True}
    )
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "Field path within the message → messages", SOMETIMES: True},
    )


class TemplateRef(Schema):
    """A checklist by key and version; its text stands among `templates` of this or an earlier answer."""

    key = fields.String()
    version = fields.Integer()


class SyncedDetail(PhoneVisitDetail):
    """A visit's detail, its checklists named."""

    class Meta(PhoneVisitDetail.Meta):
        """Checklists stand beside the visits."""

        exclude = ("templates",)


class SyncedVisit(Schema):
    """A visit that is new or changed, whole."""

    stop = fields.Nested(ItineraryStopShown)
    detail = fields.Nested(SyncedDetail)
    templates = fields.List(fields.Nested(TemplateRef))


Tombstone = schema_of(Gone, "Tombstone")


class PricedPart(Schema):
    """A part of the price list."""

    code = fields.String()
    name_en = fields.String()
    name_zh = fields.String()
    unit_price_cents = fields.Integer()
    limit_per_visit = fields.Integer(metadata={"description": "Most of it for one visit without the office"})


class ChargeKindShown(Schema):
    """What may be charged besides parts; above the limit, or of a kind not here, it waits for the office."""

    code = fields.String()
    name_en = fields.String()
    name_zh = fields.String()
    unit_price_cents = fields.Integer(metadata={"description": "What to propose"})
    limit_cents = fields.Integer(metadata={"description": "Most for one visit without the office"})


VoidedVisitShown = schema_of(
    VoidedVisit,
    "VoidedVisit",
    state=word(VisitState),
    signature_state=fields.List(fields.Nested(SignatureShown)),
)


class SyncChanges(Schema):
    """What the phone did not know."""

    visits = fields.List(fields.Nested(SyncedVisit))
    gone = fields.List(fields.Nested(Tombstone))
    templates = fields.List(fields.Dict())
    parts = fields.List(
        fields.Nested(PricedPart),
        allow_none=True,
        metadata={"description": "The whole price list; null where it did not change"},
    )
    charge_kinds = fields.List(
        fields.Nested(ChargeKindShown),
        allow_none=True,
        metadata={"description": "All kinds that may be charged; null where they did not change"},
    )


OpenUploadShown = schema_of(OpenUpload, "OpenUploadShown")


class SyncAnswer(Schema):
    """Results in the order of the messages, and one page of changes."""

    now = fields.AwareDateTime(metadata={"description": "The server's time"})
    skew_s = fields.Float(metadata={"description": "What to add to the phone's clock"})
    results = fields.List(fields.Nested(SyncResult))
    reset = fields.Boolean(metadata={"description": "Forget all visits, checklists and parts first"})
    changes = fields.Nested(SyncChanges)
    available = fields.Boolean()
    uploads = fields.List(fields.Nested(OpenUploadShown))
    voided = fields.List(
        fields.Nested(VoidedVisitShown),
        metadata={"description": "Visits that ended and whose signature is void, newest first"},
    )
    cursor = fields.String()
    more = fields.Boolean(metadata={"description": "Sync again at once with this cursor"})
