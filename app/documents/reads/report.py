"""What the service report of a visit is made of, read in one snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.files.tables import Blob
from app.kernel import UnitOfWork
from app.kernel.errors import NotFound
from app.kernel.phrases import Phrase
from app.registers.reads.hotlines import hotline_of
from app.registers.reads.stars_held import engineer_stars_at
from app.registers.tables import (
    Asset,
    ChargeKind,
    Customer,
    Engineer,
    FaultType,
    Part,
    Provider,
    Site,
    Territory,
)
from app.requests.errors import NotReady
from app.requests.reads.outcomes import first_arrived, outcome_of
from app.requests.rules.lifecycle import VisitState
from app.requests.rules.promise import Outcome
from app.requests.tables import ServiceRequest, Visit
from app.visits.reads.evidence import (
    answers_of,
    charges_of,
    checklists_of,
    parts_of,
    photos_of,
    taken_at,
)
from app.visits.reads.signature_state import SignatureState, signature_state
from app.visits.reads.visit_record import altered_photos, visit_record
from app.visits.tables import Charge, PartUsed, Photo
from checklists import Template, Text

REPORTED = frozenset({VisitState.COMPLETED, VisitState.CONFIRMED, VisitState.INCOMPLETE})
"""States of a visit that has a report: it has ended, with the work done or not."""


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part fitted; money in the currency's smallest unit."""

    used: PartUsed
    name: Text


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """Rows as they are stored; `answers` maps template key → item key → value.

    `outcome` is what became of the request's promise, `promised` whether it is about this visit.
    `hotline` is whom the customer calls.
    """

    visit: Visit
    request: ServiceRequest
    outcome: Outcome
    promised: bool
    customer: Customer
    site: Site
    time_zone: str
    fault: Text
    asset: Asset | None
    engineer: Engineer | None
    stars: int
    provider: str | None
    templates: Sequence[Template]
    answers: Mapping[str, Mapping[str, object]]
    photos: Sequence[Photo]
    taken_at: Mapping[str, datetime]
    region: str
    parts: Sequence[PartLine]
    charges: Sequence[Charge]
    signing: SignatureState
    altered_photos: frozenset[str]
    digest: str
    charge_names: Mapping[str, Text] = field(default_factory=dict)
    hotline: str = ""


def report_facts(uow: UnitOfWork, visit_id: UUID) -> ReportFacts:
    """Return what the report of a visit says.

    Raises:
        NotFound: there is no such visit.
        NotReady: it has not ended, or was cancelled.
    """
    visit = uow.get(Visit, visit_id)
    if visit.state not in REPORTED:
        raise NotReady(visit_id, visit.state, Phrase("completed or incomplete"))
    request = uow.get(ServiceRequest, visit.request_id)
    site = uow.get(Site, request.site_id)
    fault = uow.get(FaultType, request.fault_code)
    engineer = uow.get(Engineer, visit.engineer_id) if visit.engineer_id else None
    first = first_arrived(uow, request.id)
    # Every stored byte is hashed again: no ink is printed under what was not signed.
    signing = signature_state(uow, visit, request, from_bytes=True)
    photos = photos_of(uow, visit.id)
    taken = taken_at(uow, visit.id, photos)
    return ReportFacts(
        region=uow.settings.default_region,
        visit=visit,
        request=request,
        outcome=outcome_of(request, uow.now),
        promised=_is_promised(request, visit, first),
        customer=uow.get(Customer, request.customer_id),
        site=site,
        time_zone=site.time_zone or uow.get(Territory, request.territory_id).time_zone,
        fault=Text(fault.name_en, fault.name_zh),
        asset=uow.get(Asset, request.asset_id) if request.asset_id else None,
        engineer=engineer,
        stars=engineer_stars_at(uow, engineer, visit.on_site_at) if engineer else 0,
        provider=uow.get(Provider, engineer.provider_id).name if engineer and engineer.provider_id else None,
        templates=checklists_of(uow, visit, request),
        answers=answers_of(uow, visit.id).answers(),
        photos=sorted(photos, key=lambda photo: (taken[photo.sha256], photo.sha256)),
        taken_at=taken,
        parts=_parts(uow, visit.id),
        charges=charges_of(uow, visit.id),
        signing=signing,
        altered_photos=altered_photos(signing.record) if signing.record else frozenset(),
        digest=visit_record(uow, visit, request).digest,
        charge_names={
            kind.code: Text(kind.name_en, kind.name_zh) for kind in uow.session.scalars(select(ChargeKind))
        },
        hotline=hotline_of(uow, request.territory_id),
    )


def _is_promised(request: ServiceRequest, visit: Visit, first: Visit | None) -> bool:
    """Whether the promise is about this visit, and not about an arrival that it holds no more."""
    if request.arrival_engineer_id is not None:
        return False
    return first.id == visit.id if first else visit.ordinal == 1


def reported_visit(uow: UnitOfWork, request_id: UUID) -> UUID:
    """Return the newest visit of a request that has a report.

    Raises:
        NotFound: none has ended yet.
    """
    ended = (
        select(Visit.id)
        .where(Visit.request_id == request_id, Visit.state.in_(REPORTED))
        .order_by(Visit.ordinal.desc())
        .limit(1)
    )
    found = uow.session.scalars(ended).one_or_none()
    if found is None:
        raise NotFound("report", request_id)
    return found


def picture_bytes(uow: UnitOfWork, sha256: str) -> bytes | None:
    """Return the stored bytes of a picture; None where they have not come."""
    return uow.session.scalars(select(Blob.data).where(Blob.sha256 == sha256)).one_or_none()


def _parts(uow: UnitOfWork, visit_id: UUID) -> list[PartLine]:
    used = parts_of(uow, visit_id)
    known = uow.session.scalars(select(Part).where(Part.code.in_([part.part_code for part in used])))
    names = {part.code: Text(part.name_en, part.name_zh) for part in known}
    return [PartLine(part, names[part.part_code]) for part in used]
