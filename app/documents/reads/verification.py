"""Whether a service report still says what is on file: digest and seals computed anew from what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.kernel import UnitOfWork
from app.registers.tables import Engineer, Site, Territory
from app.requests.reads.outcomes import first_arrived, outcome_of, shown_arrival
from app.requests.rules.promise import Outcome
from app.requests.tables import ServiceRequest, Visit
from app.visits.reads.evidence import Pictures, pictures_of, signatures_of
from app.visits.reads.signature_state import RoleState, SignatureState, Standing, signature_state
from app.visits.reads.visit_record import altered_photos


class Verdict(StrEnum):
    """What is to be thought of a report.

    `void`: it says what is on file, and a signature that was given for something else stands no more.
    `signed_again`: it says what is on file and was signed, and the first signatures were given for something
    else.  `superseded`: the record was changed in the open since, and signed again.  `changed`: it was
    changed in the open, and nobody has signed what it says now.  `altered`: what is on file is not what was
    signed, and no event says why.
    """

    GENUINE = "genuine"
    VOID = "void"
    SUPERSEDED = "superseded"
    SIGNED_AGAIN = "signed_again"
    CHANGED = "changed"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True)
class Verification:
    """What the page shows; `outcome` is what became of the request's promise.

    `digest` is of the record as it is now, empty where it cannot be computed.  `signed_again_at`: when what
    is on file was signed, where the first signatures had been given for something else.
    """

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
    recorded_on_site_at: datetime | None
    outcome: Outcome
    completed_at: datetime | None
    office_ended: bool
    digest: str
    signatures: Sequence[RoleState]
    amount_cents: int
    signed_again_at: datetime | None
    pictures: Pictures


def verification(uow: UnitOfWork, visit_id: UUID, reported_digest: str) -> Verification:
    """Return how a report stands whose digest began with `reported_digest`.

    Stored photos are hashed again, so this reads every byte that the digest stands for.

    Raises:
        NotFound: there is no such visit.
    """
    visit = uow.get(Visit, visit_id)
    request = uow.get(ServiceRequest, visit.request_id)
    state = signature_state(uow, visit, request, from_bytes=True)
    record, again_at = state.record, _signed_again_at(uow, visit)
    arrived_at, recorded_at = shown_arrival(request, visit, first_arrived(uow, request.id))
    site = uow.get(Site, request.site_id)
    engineer = uow.get(Engineer, visit.engineer_id) if visit.engineer_id else None
    return Verification(
        verdict=_verdict(state, reported_digest, again_at),
        code=request.code,
        ordinal=visit.ordinal,
        state=visit.state,
        engineer_name=engineer.name if engineer else "",
        engineer_number=engineer.number if engineer else "",
        time_zone=site.time_zone or uow.get(Territory, request.territory_id).time_zone,
        requested_at=request.requested_at,
        due_at=request.due_at,
        on_site_at=arrived_at,
        recorded_on_site_at=recorded_at,
        outcome=outcome_of(request, uow.now),
        completed_at=visit.completed_at,
        office_ended=visit.office_ended_by is not None,
        digest=record.digest if record else "",
        signatures=state.roles,
        amount_cents=state.amount_cents,
        signed_again_at=again_at,
        pictures=pictures_of(uow, visit_id),
    )


def _signed_again_at(uow: UnitOfWork, visit: Visit) -> datetime | None:
    rows = signatures_of(uow, visit.id)
    voided = [row for row in rows if row.voided_at is not None]
    changed = {row.role for row in voided if (row.void_reason or "").startswith("record_changed")}
    again = [row.signed_at for row in rows if row.voided_at is None and row.role in changed]
    return max(again, default=None)


def _verdict(state: SignatureState, reported_digest: str, again_at: datetime | None) -> Verdict:
    record, standings = state.record, {role.standing for role in state.roles}
    if record is None or Standing.ALTERED in standings or altered_photos(record):
        return Verdict.ALTERED
    if record.digest.startswith(reported_digest):
        if Standing.VOID in standings:
            return Verdict.VOID
        return Verdict.SIGNED_AGAIN if again_at is not None else Verdict.GENUINE
    is_signed = Standing.VALID in standings and Standing.VOID not in standings
    return Verdict.SUPERSEDED if is_signed else Verdict.CHANGED
