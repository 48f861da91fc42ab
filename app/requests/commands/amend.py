"""Setting right what stands on a request: each kind of change is an event, and the promise stays as given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork, ledger
from app.kernel.base import longest
from app.kernel.errors import Invalid
from app.kernel.events import ABSENT, Absent, DomainEvent
from app.kernel.ledger_text import data_of
from app.kernel.phrases import Phrase
from app.kernel.tables import Event
from app.registers.commands import phone_numbers
from app.registers.tables import Asset, Territory
from app.requests.commands import amend_fault
from app.requests.commands.locks import check_version, locked_request
from app.requests.commands.moves import request_stream
from app.requests.errors import NotAmendable
from app.requests.events import amended
from app.requests.hooks import changed
from app.requests.rules.lifecycle import RequestState
from app.requests.tables import ServiceRequest, Visit

OVER = frozenset({RequestState.CLOSED, RequestState.CANCELLED})
IN_RECORD = (amended.DescriptionAmended, amended.FaultAmended, amended.MachineAmended)
"""What the record of a visit says too."""

_IS_OVER = Phrase("The request is over.")
_IS_IN_RECORD = Phrase("An engineer was on site: description and machine stand in the record that is signed.")


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to stand on the request; what is absent stays."""

    contact_name: str | Absent = ABSENT
    contact_phone: str | Absent = ABSENT
    description: str | Absent = ABSENT
    fault_code: str | Absent = ABSENT
    asset_id: UUID | Absent | None = ABSENT
    external_reference: str | Absent = ABSENT
    customer_wish: str | Absent = ABSENT


def amend(
    uow: UnitOfWork, request_id: UUID, changes: Changes, version: int | None = None
) -> tuple[ServiceRequest, bool]:
    """Write changes down; returns the request, and whether there was anything to change.

    What stands there already is no change, so that a form sent twice acts once.

    Raises:
        NotFound: there is no such request.
        VersionConflict: it is not in `version` any more.
        NotAmendable: the request is over, or stands so in what an engineer on site has signed, or an engineer
            has said yes to come for the fault.
        Invalid: the machine is not one in use at the request's site, or there is no such fault.
    """
    request = locked_request(uow, request_id)
    fault = amend_fault.asked(uow, request, changes.fault_code)
    asked = (_contact(request, changes), fault, _machine(uow, request, changes), *_texts(request, changes))
    events = [one for one in asked if one is not None]
    if not events:
        return request, False
    check_version(request, version)
    _check_open(uow, request, events)
    for event in events:
        _apply(uow, request, event)
        ledger.record(uow, request_stream(request.id), event)
    request.updated_at = uow.now
    changed(uow, request.id)
    return request, True


def _check_open(uow: UnitOfWork, request: ServiceRequest, events: Sequence[DomainEvent]) -> None:
    if request.state in OVER:
        raise NotAmendable(request.id, _IS_OVER)
    if any(isinstance(one, IN_RECORD) for one in events) and was_on_site(uow, request.id):
        raise NotAmendable(request.id, _IS_IN_RECORD)


def was_on_site(uow: UnitOfWork, request_id: UUID) -> bool:
    """Tell whether an engineer has arrived: what was reported is part of the record that is signed then."""
    arrived = select(Visit.id).where(Visit.request_id == request_id, Visit.on_site_at.is_not(None))
    return uow.session.scalars(arrived.limit(1)).first() is not None


def add_note(uow: UnitOfWork, request_id: UUID, note: str) -> ServiceRequest:
    """Write a note of the office into the history; the same by the same person right after is one.

    Raises:
        NotFound: there is no such request.
    """
    request = locked_request(uow, request_id)
    stream = request_stream(request.id)
    newest = uow.session.scalars(
        select(Event).where(Event.stream == stream).order_by(Event.number.desc()).limit(1)
    ).first()
    said = amended.RequestNoted(note=note)
    is_repeat = (
        newest is not None
        and (newest.kind, newest.actor) == (said.kind, uow.principal.key)
        and data_of(newest).get("note") == note
    )
    if not is_repeat:
        ledger.record(uow, stream, said)
        request.updated_at = uow.now
    return request


def _contact(request: ServiceRequest, changes: Changes) -> amended.ContactAmended | None:
    was_phone = request.contact_phone_as_said or request.contact_phone
    name = _or(changes.contact_name, request.contact_name)
    phone = phone_numbers.cleaned(_or(changes.contact_phone, was_phone))
    if (name, phone) == (request.contact_name, was_phone):
        return None
    return amended.ContactAmended(
        contact_name=name, contact_phone=phone, was_name=request.contact_name, was_phone=was_phone
    )


def _machine(uow: UnitOfWork, request: ServiceRequest, changes: Changes) -> amended.MachineAmended | None:
    asset_id = changes.asset_id
    if isinstance(asset_id, Absent) or asset_id == request.asset_id:
        return None
    asset = uow.session.get(Asset, asset_id) if asset_id else None
    if asset_id is not None and (asset is None or not asset.active or asset.site_id != request.site_id):
        raise Invalid({"asset_id": Phrase("is no machine in use at this site")})
    name = f"{asset.model} {asset.serial_number}" if asset else ""
    return amended.MachineAmended(asset_id=asset_id, was_asset_id=request.asset_id, machine=name)


def _texts(request: ServiceRequest, changes: Changes) -> list[DomainEvent]:
    told: list[DomainEvent] = []
    description = _or(changes.description, request.description)
    if description != request.description:
        told.append(amended.DescriptionAmended(description=description, was=request.description))
    reference = _or(changes.external_reference, request.external_reference)
    if reference != request.external_reference:
        told.append(amended.ReferenceAmended(external_reference=reference, was=request.external_reference))
    wish = _or(changes.customer_wish, request.customer_wish)
    if wish != request.customer_wish:
        told.append(amended.WishAmended(customer_wish=wish, was=request.customer_wish))
    return told


def _or(text: str | Absent, present: str) -> str:
    return present if isinstance(text, Absent) else text.strip()


def _apply(uow: UnitOfWork, request: ServiceRequest, event: DomainEvent) -> None:
    match event:
        case amended.ContactAmended():
            _call(uow, request, event.contact_name, event.contact_phone)
        case amended.FaultAmended():
            amend_fault.apply(uow, request, event)
        case amended.MachineAmended():
            request.asset_id = event.asset_id
        case amended.DescriptionAmended():
            request.description = event.description
        case amended.ReferenceAmended():
            request.external_reference = event.external_reference
        case amended.WishAmended():
            request.customer_wish = event.customer_wish


def _call(uow: UnitOfWork, request: ServiceRequest, name: str, phone: str) -> None:
    """Set whom to call; the request is found by the new numbers from now on."""
    request.contact_name = name[: longest(ServiceRequest.contact_name)]
    area_code = uow.get(Territory, request.territory_id).area_code
    said = phone_numbers.understood(uow, phone, area_code)
    for column, value in said.of_contact().items():
        setattr(request, column, value)
    phone_numbers.remember(uow, "request", request.id, said.numbers)
