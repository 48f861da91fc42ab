"""What is set right or added on a request after it came in; its promise stays as given."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.kernel.events import OFFICE, Audience, DomainEvent
from app.kernel.phrases import Phrase


@dataclass(frozen=True, kw_only=True)
class ContactAmended(DomainEvent):
    """Somebody else is to be called about a request, or by another number."""

    kind = "request.contact_amended"
    family = Phrase("Repair requests")
    audience = Audience(customer=(), field=())
    sentence = Phrase("Contact amended")
    personal = ("contact_name", "contact_phone", "was_name", "was_phone")

    contact_name: str
    contact_phone: str
    was_name: str
    was_phone: str


@dataclass(frozen=True, kw_only=True)
class RequestPlaced(DomainEvent):
    """It became known where a request is that came in without a point."""

    kind = "request.placed"
    audience = Audience(customer=(), field=())
    sentence = Phrase("Place on the map set")

    lat: float
    lon: float


@dataclass(frozen=True, kw_only=True)
class DescriptionAmended(DomainEvent):
    """What is broken is described otherwise."""

    kind = "request.description_amended"
    audience = Audience(customer=(), field=())
    sentence = Phrase("Description amended")
    personal = ("description", "was")

    description: str
    was: str


@dataclass(frozen=True, kw_only=True)
class FaultAmended(DomainEvent):
    """Another kind of fault is entered before anybody said yes to come."""

    kind = "request.fault_amended"
    audience = Audience(customer=("fault_code",), field=("fault_code",))
    sentence = Phrase("Fault amended")

    fault_code: str
    was_fault_code: str


@dataclass(frozen=True, kw_only=True)
class MachineAmended(DomainEvent):
    """Another machine of the same site is the broken one, or it is named at last."""

    kind = "request.machine_amended"
    audience = Audience(customer=("asset_id",), field=("asset_id",))
    sentence = Phrase("Machine amended")

    asset_id: UUID | None
    was_asset_id: UUID | None
    machine: str


@dataclass(frozen=True, kw_only=True)
class ReferenceAmended(DomainEvent):
    """The customer's or partner's own number of a request is set."""

    kind = "request.reference_amended"
    audience = Audience(customer=("external_reference",))
    sentence = Phrase("External reference amended")

    external_reference: str
    was: str


@dataclass(frozen=True, kw_only=True)
class WishAmended(DomainEvent):
    """What the customer wishes for the visit is written down."""

    kind = "request.wish_amended"
    audience = Audience(customer=("customer_wish",), field=("customer_wish",))
    sentence = Phrase("Customer's wish amended")
    personal = ("customer_wish", "was")

    customer_wish: str
    was: str


@dataclass(frozen=True, kw_only=True)
class RequestNoted(DomainEvent):
    """Somebody of the office writes something down about a request."""

    kind = "request.noted"
    audience = OFFICE
    sentence = Phrase("Note of the office")
    personal = ("note",)

    note: str
