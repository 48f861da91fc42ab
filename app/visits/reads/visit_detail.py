"""A visit as the engineer's phone needs it: where, what, whose, what was done before, what is done now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.dispatching.reads.decided import unheard
from app.kernel import UnitOfWork
from app.kernel.errors import NotFound
from app.kernel.local_dates import local_date
from app.registers.reads.customers import survivor, zone_of_customer
from app.registers.tables import Asset, Customer, Engineer, FaultType, Site
from app.requests.tables import ServiceRequest, Visit
from app.visits.reads.evidence import (
    answers_of,
    charges_of,
    checklists_of,
    held_charges_of,
    parts_of,
    photos_of,
    signatures_of,
)
from app.visits.reads.signature_state import signature_state
from app.visits.reads.visit_record import visit_record
from checklists import Phase, Template, describe, localise, missing

MAX_HISTORY = 20

_REQUEST = (
    "id",
    "code",
    "state",
    "description",
    "contact_name",
    "contact_phone",
    "contact_phone_as_said",
    "contact_numbers",
    "requested_at",
    "due_at",
    "site_id",
    "asset_id",
    "priority",
    "min_stars",
    "expected_s",
    "fault_code",
    "skill_code",
)
_HELD = (
    "what",
    "code",
    "serial_number",
    "label",
    "quantity",
    "amount_cents",
    "why",
    "state",
    "reason",
)
_VISIT = (
    "id",
    "ordinal",
    "state",
    "sequence",
    "eta_at",
    "not_before_at",
    "accepted_at",
    "departed_at",
    "on_site_at",
    "arrival_confirmed_at",
    "completed_at",
    "summary",
    "end_reason",
)


def visit_detail(uow: UnitOfWork, visit_id: UUID, locale: str) -> dict[str, Any]:
    """Return the visit with everything an engineer needs to work offline, texts in `locale`.

    The arrival code is the customer's secret and never part of it.

    Raises:
        NotFound: there is no such visit, or a decision gave it to him that can still be taken back unheard.
    """
    if unheard(uow, Visit.id == visit_id):
        raise NotFound("Visit", visit_id)
    detail, templates = detail_and_templates(uow, visit_id, locale)
    return {**detail, "templates": [describe(template, locale) for template in templates]}


def detail_and_templates(
    uow: UnitOfWork, visit_id: UUID, locale: str
) -> tuple[dict[str, Any], Sequence[Template]]:
    """Return what `visit_detail` does, with the checklists beside it, as many visits share them.

    Raises:
        NotFound: there is no such visit.
    """
    visit = uow.get(Visit, visit_id)
    request = uow.get(ServiceRequest, visit.request_id)
    customer = survivor(uow, uow.get(Customer, request.customer_id))
    templates = checklists_of(uow, visit, request)
    detail = {
        **_picked(visit, _VISIT),
        "engineer": _engineer(uow, visit),
        "request": {**_picked(request, _REQUEST), "fault_name": _fault_name(uow, request, locale)},
        "customer": _picked(customer, ("id", "name", "phone", "special_needs")),
        "site": _site(uow, request),
        "asset": _asset(uow, request),
        "history": _history(uow, request),
        **_progress(uow, visit, templates, locale),
        **_evidence(uow, visit),
        **_signing(uow, visit, request),
    }
    return detail, templates


def record_of(uow: UnitOfWork, visit_id: UUID) -> dict[str, Any]:
    """Return `{"record", "digest", "signature_state", "amount_cents"}`.

    The record is what to show at signing, the digest what the signature is bound to.

    Raises:
        NotFound: there is no such visit.
    """
    visit = uow.get(Visit, visit_id)
    request = uow.get(ServiceRequest, visit.request_id)
    record = visit_record(uow, visit, request)
    return {"record": record.to_dict(), "digest": record.digest, **_signing(uow, visit, request)}


def _signing(uow: UnitOfWork, visit: Visit, request: ServiceRequest) -> dict[str, Any]:
    state = signature_state(uow, visit, request)
    return {"signature_state": state.roles, "amount_cents": state.amount_cents}


def _engineer(uow: UnitOfWork, visit: Visit) -> dict[str, Any] | None:
    if visit.engineer_id is None:
        return None
    return _picked(uow.get(Engineer, visit.engineer_id), ("id", "number", "name"))


def _picked(row: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _fault_name(uow: UnitOfWork, request: ServiceRequest, locale: str) -> str:
    fault = uow.get(FaultType, request.fault_code)
    return fault.name_zh if locale.startswith("zh") else fault.name_en


def _site(uow: UnitOfWork, request: ServiceRequest) -> dict[str, Any]:
    site = uow.get(Site, request.site_id)
    # The point is the one that the promise was given for, whatever the site says by now.
    return {
        **_picked(site, ("id", "name", "address", "access_notes")),
        "lat": request.lat,
        "lon": request.lon,
    }


def _asset(uow: UnitOfWork, request: ServiceRequest) -> dict[str, Any] | None:
    if request.asset_id is None:
        return None
    asset = uow.get(Asset, request.asset_id)
    today = local_date(uow.now, zone_of_customer(uow, request.customer_id))
    return {
        **_picked(asset, ("id", "kind", "model", "serial_number", "warranty_ends_on")),
        "in_warranty": asset.warranty_ends_on is not None and asset.warranty_ends_on >= today,
    }


def _history(uow: UnitOfWork, request: ServiceRequest) -> list[dict[str, Any]]:
    """Earlier visits to the machine, or to the site where no machine is named; newest first."""
    same = (
        ServiceRequest.asset_id == request.asset_id
        if request.asset_id is not None
        else ServiceRequest.site_id == request.site_id
    )
    rows = uow.session.execute(
        select(ServiceRequest, Visit, Engineer.name)
        .join(Visit, Visit.request_id == ServiceRequest.id)
        .outerjoin(Engineer, Engineer.id == Visit.engineer_id)
        .where(same, Visit.completed_at.is_not(None))
        .order_by(Visit.completed_at.desc(), Visit.id)
        .limit(MAX_HISTORY)
    )
    return [
        {
            "visit_id": visit.id,
            "code": earlier.code,
            "fault_code": earlier.fault_code,
            "description": earlier.description,
            "state": visit.state,
            "ended_at": visit.completed_at,
            "engineer_name": engineer_name,
            "summary": visit.summary,
            "end_reason": visit.end_reason,
        }
        for earlier, visit, engineer_name in rows
    ]


def _progress(uow: UnitOfWork, visit: Visit, templates: Sequence[Template], locale: str) -> dict[str, Any]:
    answers = answers_of(uow, visit.id).answers()
    return {
        "answers": answers,
        "missing": [
            {
                "template": entry.template,
                "item": entry.item,
                "code": entry.code,
                "phase": entry.phase,
                "text": localise(entry.text, locale),
            }
            for entry in missing(templates, answers, Phase.COMPLETE)
        ],
    }


def _evidence(uow: UnitOfWork, visit: Visit) -> dict[str, Any]:
    return {
        "photos": [
            {
                **_picked(photo, ("sha256", "size", "mime", "caption", "taken_at")),
                "complete": photo.completed_at is not None,
            }
            for photo in photos_of(uow, visit.id)
        ],
        "parts": [
            _picked(part, ("part_code", "serial_number", "quantity", "unit_price_cents"))
            for part in parts_of(uow, visit.id)
        ],
        "charges": [_picked(row, ("kind", "label", "amount_cents")) for row in charges_of(uow, visit.id)],
        "held_charges": [_picked(row, _HELD) for row in held_charges_of(uow, visit.id)],
        "signatures": [
            {
                **_picked(
                    row, ("id", "role", "signer_name", "signed_at", "digest", "void_reason", "voided_at")
                ),
                "valid": row.voided_at is None,
            }
            for row in signatures_of(uow, visit.id)
        ],
    }
