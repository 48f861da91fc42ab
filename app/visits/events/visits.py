"""What happens on site: signatures, photos, the bill; and how a visit ends otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.kernel.events import ABSENT, Absent, Audience, DomainEvent, Fields
from app.kernel.phrases import Phrase

_LINE: Fields = ("what", "code", "serial_number", "name_en", "name_zh")
"""What a line of the bill is."""


@dataclass(frozen=True, kw_only=True)
class SignatureGiven(DomainEvent):
    """Somebody signs the record of a visit; `shown_digest` is of the record that the phone showed."""

    kind = "signature.given"
    family = Phrase("Signatures")
    audience = Audience(customer=("role", "signer_name"), field=("role", "signer_name", "digest"))
    sentence = Phrase("Signature given")
    personal = ("signer_name",)

    signature_id: UUID
    role: str
    signer_name: str
    digest: str
    shown_digest: str


@dataclass(frozen=True, kw_only=True)
class SignatureVoided(DomainEvent):
    """A signature stands no more; `changed` are the paths of the record that did."""

    kind = "signature.voided"
    audience = Audience(customer=("role", "reason", "changed"), field=("role", "reason", "changed"))
    sentence = Phrase("Signature voided")
    tone = "bad"

    signature_id: UUID
    role: str
    reason: str
    changed: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class OfBill(DomainEvent):
    """Something of a line of the bill, with the names that its register had for it then."""

    what: str
    code: str
    name_en: str | Absent = ABSENT
    name_zh: str | Absent = ABSENT
    serial_number: str


@dataclass(frozen=True, kw_only=True)
class BillChanged(OfBill):
    """A part or charge came onto the bill, or changed."""

    kind = "bill.changed"
    family = Phrase("Bills")
    audience = Audience(
        field=("engineer_id", *_LINE, "from_quantity", "to_quantity", "from_cents", "to_cents")
    )
    sentence = Phrase("Bill changed")

    engineer_id: UUID | None
    from_quantity: int
    to_quantity: int
    from_cents: int
    to_cents: int


@dataclass(frozen=True, kw_only=True)
class ChargeHeld(OfBill):
    """A charge or part waits for the office."""

    kind = "charge.held"
    family = Phrase("Charges on bills")
    audience = Audience(field=("engineer_id", *_LINE, "quantity", "amount_cents", "why"))
    sentence = Phrase("Charge waits for approval")

    engineer_id: UUID
    charge_id: UUID
    quantity: int
    amount_cents: int
    why: str


@dataclass(frozen=True, kw_only=True)
class DecisionOnCharge(OfBill):
    """The office decides about a charge or part."""

    audience = Audience(field=(*_LINE, "quantity", "amount_cents", "reason"))
    personal = ("reason",)

    charge_id: UUID
    quantity: int
    amount_cents: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ChargeApproved(DecisionOnCharge):
    """The office approves a charge or part that waited."""

    kind = "charge.approved"
    sentence = Phrase("Charge approved")


@dataclass(frozen=True, kw_only=True)
class ChargeRefused(DecisionOnCharge):
    """The office refuses a charge or part that waited."""

    kind = "charge.refused"
    sentence = Phrase("Charge refused")
    tone = "bad"


@dataclass(frozen=True, kw_only=True)
class PhotoWithdrawn(DomainEvent):
    """An announced photo is taken out of the record."""

    kind = "photo.withdrawn"
    family = Phrase("Photos")
    audience = Audience(field=("engineer_id", "sha256", "reason"))
    sentence = Phrase("Photo withdrawn")
    personal = ("reason",)

    engineer_id: UUID | None
    sha256: str
    reason: str
    had_come: bool


@dataclass(frozen=True, kw_only=True)
class VisitEndedInOffice(DomainEvent):
    """The office ends a visit whose phone cannot."""

    kind = "visit.ended_in_office"
    audience = Audience(field=("engineer_id", "ending", "reason"))
    sentence = Phrase("Visit ended in the office")
    personal = ("note", "by")

    engineer_id: UUID | None
    ending: str
    was: str
    note: str
    reason: str | None
    arrived_at: datetime | None
    ended_at: datetime | None
    by: str | None


@dataclass(frozen=True, kw_only=True)
class ReturnAsked(DomainEvent):
    """A visit ended without the work done, and another is wanted; with what, where the engineer said so."""

    kind = "request.return_asked"
    audience = Audience(customer=())
    sentence = Phrase("Return visit asked for")

    return_of: UUID
    skill_code: str | None
    min_stars: int | None
