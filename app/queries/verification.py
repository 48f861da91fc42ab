"""Whether a service report still says what is on file: digest and seals computed anew from what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.models import Engineer, ServiceRequest, SignatureRow, Site, Territory, Visit
from app.queries.evidence import as_signature, signatures_of
from app.queries.visit_record import visit_record
from app.runtime import UnitOfWork
from checklists import ChecklistError, SignerRole, Valid, VisitRecord


class Verdict(StrEnum):
    """What is to be thought of a report.

    `superseded`: the record was changed in the open since, and signed again.  `changed`: it was changed in
    the open, and nobody has signed what it says now.  `altered`: what is on file is not what was signed,
    and no event says why.
    """

    GENUINE = "genuine"
    SUPERSEDED = "superseded"
    CHANGED = "changed"
    ALTERED = "altered"


class Standing(StrEnum):
    """How a signature stands."""

    VALID = "valid"
    BROKEN = "broken"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class SignatureState:
    """Of one role; whose name it is stays on the report."""

    role: SignerRole
    standing: Standing
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Verification:
    """What the page shows; `digest` is of the record as it is now, empty where it cannot be computed."""

    verdict: Verdict
    code: str
    ordinal: int
    state: str
    engineer_name: str
    engineer_number: str
    time_zone: str
    requested_at: datetime
    due_at: datetime
    on_site_at: datetime | None
    completed_at: datetime | None
    office_ended: bool
    digest: str
    signatures: Sequence[SignatureState]


def verification(uow: UnitOfWork, visit_id: UUID, reported_digest: str) -> Verification:
    """Return how a report stands whose digest began with `reported_digest`.

    Stored photos are hashed again, so this reads every byte that the digest stands for.

    Raises:
        NotFound: there is no such visit.
    """
    visit = uow.get(Visit, visit_id)
    request = uow.get(ServiceRequest, visit.request_id)
    record = _record(uow, visit, request)
    standing = {row.role: row for row in signatures_of(uow, visit_id, standing=True)}
    states = [_state(role, standing.get(role), record) for role in SignerRole]
    site = uow.get(Site, request.site_id)
    engineer = uow.get(Engineer, visit.engineer_id) if visit.engineer_id else None
    return Verification(
        verdict=_verdict(record, reported_digest, [state.standing for state in states]),
        code=request.code,
        ordinal=visit.ordinal,
        state=visit.state,
        engineer_name=engineer.name if engineer else "",
        engineer_number=engineer.number if engineer else "",
        time_zone=site.time_zone or uow.get(Territory, request.territory_id).time_zone,
        requested_at=request.requested_at,
        due_at=request.due_at,
        on_site_at=visit.on_site_at,
        completed_at=visit.completed_at,
        office_ended=visit.office_ended_by is not None,
        digest=record.digest if record else "",
        signatures=states,
    )


def _record(uow: UnitOfWork, visit: Visit, request: ServiceRequest) -> VisitRecord | None:
    try:
        return visit_record(uow, visit, request, from_bytes=True)
    except ChecklistError:
        return None


def _state(role: SignerRole, row: SignatureRow | None, record: VisitRecord | None) -> SignatureState:
    if row is None:
        return SignatureState(role, Standing.MISSING, None)
    try:
        valid = record is not None and isinstance(as_signature(row).verify(record), Valid)
    except ChecklistError:
        valid = False
    return SignatureState(role, Standing.VALID if valid else Standing.BROKEN, row.signed_at)


def _verdict(record: VisitRecord | None, reported_digest: str, signatures: Sequence[Standing]) -> Verdict:
    if record is None or Standing.BROKEN in signatures:
        return Verdict.ALTERED
    if record.digest.startswith(reported_digest):
        return Verdict.GENUINE
    return Verdict.SUPERSEDED if Standing.VALID in signatures else Verdict.CHANGED
