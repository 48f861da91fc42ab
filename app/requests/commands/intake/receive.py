"""The first transaction of intake: the request with its promise, and its first visit.

Nothing is lost after it: the planner's timer is armed in it too.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from app.kernel import Role, Runtime, UnitOfWork, ledger, unit_of_work
from app.kernel.base import longest
from app.kernel.codes import fresh_code
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.places.reads.search import SURE
from app.places.reads.search import located as by_gazetteer
from app.registers.commands import phone_numbers
from app.registers.commands.phone_numbers import Said
from app.registers.tables import FaultType
from app.requests.commands import remote
from app.requests.commands.intake.parties import Parties, resolve
from app.requests.commands.intake.promises import Terms, terms
from app.requests.commands.intake.report import CHANNELS, Report
from app.requests.commands.intake.visits import open_visit
from app.requests.commands.moves import move_request, request_stream
from app.requests.events.requests import RequestPromised, RequestReceived
from app.requests.hooks import begin
from app.requests.rules.lifecycle import RequestState
from app.requests.tables import ServiceRequest, Visit
from dispatch.travel import Point

OLDEST = timedelta(days=30)
AHEAD = timedelta(seconds=60)
"""How far the clock of whoever reports may be ahead of ours: such a request was made now."""

TELLS_THE_ENGINE = frozenset({Role.INTEGRATION, Role.DISPATCHER, Role.ADMIN, Role.SYSTEM})


def locate(runtime: Runtime, report: Report) -> Point | None:
    """Look up a new site's address without a point: by a geocoder, else by the gazetteer where it is sure.

    It may ask a service on the network, so no transaction may be open.

    Raises:
        GeocodingFailed: the service cannot be asked now.
    """
    site = report.site
    if site is None or site.point is not None or not site.address:
        return None
    if runtime.geocode is not None:
        return runtime.geocode(site.address)
    with unit_of_work(runtime, write=False) as uow:
        found = by_gazetteer(uow, site.address)
    return (found.lat, found.lon) if found is not None and found.confidence >= SURE else None


def receive(uow: UnitOfWork, report: Report, located: Point | None = None) -> tuple[ServiceRequest, Visit]:
    """Write a report down: `received`, then `promised`, with its first visit `planned`.

    A machine that was reported already within the territory's window gives a request of its own, linked
    to the first one; so does one that was solved without a visit within 30 days, which it was then not.

    Raises:
        Invalid: a field is missing or breaks a rule.
        ClockWrong: this process's clock is beyond the limit.
    """
    uow.require_right_clock()
    requested_at = _requested_at(uow, report)
    fault = _fault(uow, report)
    parties = resolve(uow, report, located)
    agreed = terms(uow, parties.site, parties.territory, fault, requested_at, report.min_stars)
    request = _written(uow, report, parties, agreed, fault, requested_at)
    name = report.contact.name or parties.customer.name
    request.contact_name = name[: longest(ServiceRequest.contact_name)]  # a customer's may be longer
    contact = _contact(uow, report, parties)
    for column, value in contact.of_contact().items():
        setattr(request, column, value)
    earlier = _reported_before(uow, request, parties)
    uow.session.add(request)
    uow.session.flush()
    follows = uow.get(ServiceRequest, report.follows_id) if report.follows_id else None
    earlier = remote.undone_by(uow, request) or follows or earlier
    request.linked_to_id = (earlier.linked_to_id or earlier.id) if earlier else None
    phone_numbers.remember(uow, "request", request.id, contact.numbers)
    _record(uow, request)
    begin(uow, request)
    return request, open_visit(uow, request)


def _contact(uow: UnitOfWork, report: Report, parties: Parties) -> Said:
    """Whom to call: what was said for this request, else what the customer's record says."""
    if phone_numbers.cleaned(report.contact.phone):
        return phone_numbers.understood(uow, report.contact.phone, parties.territory.area_code)
    return phone_numbers.of_customer(parties.customer)


def _requested_at(uow: UnitOfWork, report: Report) -> datetime:
    asked = report.requested_at or uow.now
    if uow.now < asked <= uow.now + AHEAD:
        return uow.now
    if asked > uow.now:
        raise Invalid(
            {"requested_at": Phrase("lies in the future; it is %(now)s now", now=uow.now.isoformat())}
        )
    if asked < uow.now - OLDEST:
        raise Invalid({"requested_at": Phrase("lies more than %(days)s days back", days=OLDEST.days)})
    return asked


def _fault(uow: UnitOfWork, report: Report) -> FaultType:
    if report.channel not in CHANNELS:
        raise Invalid({"channel": Phrase("is not one of %(choices)s", choices=", ".join(CHANNELS))})
    if uow.principal.role not in TELLS_THE_ENGINE:
        told = {"expected_service_s": report.expected_service_s, "min_stars": report.min_stars}
        if refused := {
            path: Phrase("is not yours to say") for path, value in told.items() if value is not None
        }:
            raise Invalid(refused)
    fault = uow.session.get(FaultType, report.fault_code)
    if fault is None:
        raise Invalid({"fault_code": Phrase("names no fault type")})
    return fault


def _written(
    uow: UnitOfWork,
    report: Report,
    parties: Parties,
    agreed: Terms,
    fault: FaultType,
    requested_at: datetime,
) -> ServiceRequest:
    return ServiceRequest(
        id=uow.new_id(),
        code=fresh_code(uow, ServiceRequest.code),
        customer_id=parties.customer.id,
        site_id=parties.site.id,
        asset_id=parties.asset.id if parties.asset else None,
        contract_id=agreed.contract_id,
        territory_id=parties.territory.id,
        fault_code=fault.code,
        description=report.description,
        channel=report.channel,
        state=RequestState.RECEIVED,
        requested_at=requested_at,
        received_at=uow.now,
        due_at=agreed.due_at,
        promise_s=agreed.promise_s,
        priority=agreed.priority,
        min_stars=agreed.min_stars,
        min_stars_by=agreed.min_stars_by,
        skill_code=fault.skill_code,
        expected_s=report.expected_service_s or fault.expected_s,
        lat=parties.site.lat,
        lon=parties.site.lon,
        created_at=uow.now,
        updated_at=uow.now,
    )


def _reported_before(uow: UnitOfWork, request: ServiceRequest, parties: Parties) -> ServiceRequest | None:
    if request.asset_id is None:
        return None
    since = uow.now - timedelta(seconds=parties.territory.duplicate_window_s)
    return uow.session.scalars(
        select(ServiceRequest)
        .where(
            ServiceRequest.asset_id == request.asset_id,
            ServiceRequest.received_at >= since,
            ServiceRequest.state != RequestState.CANCELLED,
        )
        .order_by(ServiceRequest.received_at, ServiceRequest.id)
        .limit(1)
    ).first()


def _record(uow: UnitOfWork, request: ServiceRequest) -> None:
    ledger.record(
        uow,
        request_stream(request.id),
        RequestReceived(
            code=request.code,
            customer_id=request.customer_id,
            site_id=request.site_id,
            asset_id=request.asset_id,
            fault_code=request.fault_code,
            channel=request.channel,
            requested_at=request.requested_at,
            linked_to_id=request.linked_to_id,
        ),
    )
    promised = RequestPromised(
        due_at=request.due_at,
        promise_s=request.promise_s,
        priority=request.priority,
        min_stars=request.min_stars,
        contract_id=request.contract_id,
    )
    move_request(uow, request, promised)
