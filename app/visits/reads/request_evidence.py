"""What the request's page shows of bills, signatures and evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.kernel import UnitOfWork
from app.requests.tables import ServiceRequest, Visit
from app.visits.reads.evidence import Pictures, pictures_of
from app.visits.reads.held_charges import HeldLine, waiting_of_request
from app.visits.reads.oddities import visit_oddities
from app.visits.reads.signature_state import SignatureState, signature_state
from checklists.oddities import Oddity


@dataclass(frozen=True, slots=True)
class RequestEvidence:
    """By visit: how its signatures stand, and what looks made up, which pictures came; and what waits."""

    signing: Mapping[UUID, SignatureState]
    waiting: Sequence[HeldLine]
    oddities: Mapping[UUID, Sequence[Oddity]]
    pictures: Mapping[UUID, Pictures]
    currency: str


def request_evidence(
    uow: UnitOfWork, request: ServiceRequest, visits: Sequence[Visit], *, office: bool
) -> RequestEvidence:
    """Return it for the visits that came to the site; what the office alone may see only to the `office`."""
    there = [visit for visit in visits if visit.on_site_at is not None]
    return RequestEvidence(
        signing={visit.id: signature_state(uow, visit, request) for visit in there},
        waiting=waiting_of_request(uow, request.id) if office else [],
        oddities={visit.id: visit_oddities(uow, visit) for visit in visits} if office else {},
        pictures={visit.id: pictures_of(uow, visit.id) for visit in there},
        currency=uow.settings.currency,
    )
