"""What phones send.  Shapes and types are asked here; the rules stand in `app.visits.commands.field`."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load, validate

from app.kernel.base import longest
from app.phones.tables import PhoneEvent
from app.registers.tables import Engineer, Part, Skill
from app.requests.tables import Offer, Visit
from app.visits.commands.field import withdrawal
from app.visits.commands.field.unfinished import Reason
from app.visits.tables import Charge, ChecklistAnswer, PartUsed, Photo, SignatureRow
from app.web.api import Schema
from app.web.hygiene import MAX_INTEGER
from app.web.instants import PhoneInstant
from app.web.lists import List
from checklists import SignerRole
from checklists.strokes import MAX_POINTS, MAX_STROKES
from mobile_api.body_fields import Accuracy, Number, TrueOrFalse, Whole, text
from mobile_api.readings import DROPPED, Readings

MARKS = ("device_id", "boot_id", "sequence", "counter_ms")
"""What supports a message's word about time; each may be missing."""

ENVELOPE = ("event_id", "device_at", "sent_at", "offline", *MARKS)
"""The fields of every message that are not its own."""

_MOST = 2**31 - 1
LONGEST_MS = MAX_INTEGER


class Marked(Schema):
    """What supports a message's word about time."""

    boot_id = text(
        longest(PhoneEvent.boot_id),
        allow_none=True,
        metadata={"description": "Names this boot of the phone; a new one for each"},
    )
    sequence = Whole(
        allow_none=True,
        validate=validate.Range(0, _MOST),
        metadata={"description": "One more for each message that this installation of the app ever made"},
    )
    counter_ms = Whole(
        allow_none=True,
        validate=validate.Range(0, LONGEST_MS),
        metadata={"description": "Milliseconds since the boot, by a counter that cannot be set"},
    )


class PhoneMessage(Marked):
    """What every message carries."""

    event_id = fields.UUID(
        required=True, metadata={"description": "UUIDv7 made by the phone; repeats keep it"}
    )
    device_at = PhoneInstant(
        required=True, metadata={"description": "When it happened, by the phone's clock"}
    )
    sent_at = PhoneInstant(metadata={"description": "The phone's clock at sending; tells how far it is off"})
    offline = TrueOrFalse(
        load_default=False, metadata={"description": "It happened without a connection and is sent later"}
    )
    device_id = text(
        longest(PhoneEvent.device_id),
        allow_none=True,
        metadata={"description": "Names the phone, always alike, as in a sync"},
    )


class DeclineVisit(PhoneMessage):
    """Why the engineer cannot go."""

    reason = text(longest(Offer.reason), required=True)


class PhonePosition(Schema):
    """A reading of the phone's position."""

    lat = Number(required=True, validate=validate.Range(-90, 90))
    lon = Number(required=True, validate=validate.Range(-180, 180))
    accuracy_m = Accuracy(
        allow_none=True, metadata={"description": "Metres; null or below 0 where the phone does not know"}
    )
    mock = TrueOrFalse(
        allow_none=True,
        metadata={"description": "Whether the phone says that the place is made up (a mock location)"},
    )


class ReportArrival(PhoneMessage):
    """The arrival, with the customer's code if it was given already."""

    position = fields.Nested(
        PhonePosition,
        required=True,
        allow_none=True,
        metadata={"description": "Null where there is none: then with reason and code"},
    )
    code = text(10)
    reason = text(300, metadata={"description": "Why there is no position inside the fence"})


class ConfirmArrival(PhoneMessage):
    """The customer's code, given later."""

    code = text(10, required=True)


class OneAnswer(Schema):
    """An answer to one item; null takes an earlier one back."""

    template = text(longest(ChecklistAnswer.template_key), required=True)
    item = text(longest(ChecklistAnswer.item_key), required=True)
    value = fields.Raw(required=True, allow_none=True)


class GiveAnswers(PhoneMessage):
    """Answers to checklist items."""

    answers = List(fields.Nested(OneAnswer), required=True, validate=validate.Length(1, 200))


class AnnouncePhoto(PhoneMessage):
    """A photo, by its hash; the bytes follow."""

    sha256 = text(longest(Photo.sha256), required=True)
    size = Whole(required=True)
    mime = text(longest(Photo.mime), required=True)
    taken_at = PhoneInstant(required=True)
    caption = text(longest(Photo.caption))


class WithdrawPhoto(PhoneMessage):
    """An announced photo that shall not be part of the record, and why."""

    sha256 = text(longest(Photo.sha256), required=True)
    reason = text(withdrawal.MAX_REASON, required=True)


class UsePart(PhoneMessage):
    """How many of a part were fitted; 0 takes it back."""

    part_code = text(longest(Part.code), required=True)
    quantity = Whole(required=True)
    serial_number = text(longest(PartUsed.serial_number))


class SetCharge(PhoneMessage):
    """What a kind of charge costs; 0 takes it back."""

    kind = text(longest(Charge.kind), required=True)
    label = text(longest(Charge.label))
    amount_cents = Whole(required=True)


class Sign(PhoneMessage):
    """A signature under the record that was shown."""

    role = text(
        longest(SignatureRow.role), required=True, metadata={"enum": [str(role) for role in SignerRole]}
    )
    signer_name = text(longest(SignatureRow.signer_name), required=True)
    strokes = List(
        List(fields.Dict(keys=fields.String()), validate=validate.Length(max=MAX_POINTS)),
        required=True,
        validate=validate.Length(max=MAX_STROKES),
        within=MAX_POINTS,
        metadata={"description": "Strokes of points {x, y, t, p}: pixels, milliseconds, pressure 0 to 1"},
    )
    digest = text(longest(SignatureRow.digest), required=True)
    record = fields.Dict(
        keys=fields.String(), metadata={"description": "The record as shown, where the phone was offline"}
    )


class CompleteVisit(PhoneMessage):
    """The end of the work."""

    summary = text(longest(Visit.summary), load_default="")


class EndIncomplete(PhoneMessage):
    """The end of a visit without the work done, and what the return visit needs."""

    reason = text(40, required=True, metadata={"enum": [str(reason) for reason in Reason]})
    note = text(240)
    return_after = fields.AwareDateTime(allow_none=True)
    skill_code = text(longest(Skill.code), allow_none=True)
    min_stars = Whole(allow_none=True)
    position = fields.Nested(
        PhonePosition,
        allow_none=True,
        metadata={"description": "At the gate, where nobody lets the engineer in: judged as an arrival"},
    )
    code = text(10, metadata={"description": "The customer's code, where he gave it without opening"})


class TimedPosition(PhonePosition):
    """A reading with its time by the phone's clock."""

    at = PhoneInstant(required=True)
    mock = TrueOrFalse(
        load_default=False, metadata={"description": "The phone says that the place is made up"}
    )


class ReportPositions(PhoneMessage):
    """Readings since the last report; one that cannot be read is dropped, and fails no other."""

    positions = Readings(fields.Nested(TimedPosition), required=True, validate=validate.Length(1, 500))

    @post_load
    def say_what_was_dropped(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Tell whoever takes the message."""
        read = data["positions"]
        return data | {"positions": list(read)} | ({DROPPED: read.dropped} if read.dropped else {})


class SetAvailability(PhoneMessage):
    """Whether the engineer can work; if not, why."""

    available = TrueOrFalse(required=True)
    reason = text(longest(Engineer.unavailable_reason))


class Offset(Schema):
    """Where a chunk begins."""

    offset = fields.Integer(load_default=0, validate=validate.Range(0))
