"""The effective arrival of a promise: what every list, report and page reads on the request."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.arrivals.reads.arrival_evidence import NOT_ARRIVED
from app.arrivals.reads.gone_arrivals import gone_arrivals
from app.arrivals.tables import ArrivalSettlement
from app.kernel import UnitOfWork
from app.requests.hooks import look_again
from app.requests.reads.outcomes import first_arrived
from app.requests.rules.lifecycle import RequestState
from app.requests.rules.promise import ArrivalVerdict
from app.requests.tables import ServiceRequest, Visit


def set_effective_arrival(
    uow: UnitOfWork, request: ServiceRequest, at: datetime | None, verdict: ArrivalVerdict | None
) -> None:
    """Write what a person said of the first arrival; from then on it stands above what visits recorded.

    `at` None says that nobody has arrived.  Visits stay as recorded and judged.  The caller records the
    event that says who and why.
    """
    request.arrival_by_person = True
    _write(uow, request, at, verdict)


def withdraw_effective_arrival(uow: UnitOfWork, request: ServiceRequest) -> None:
    """Go back to what the visits recorded, what they were judged, and what persons settled about them."""
    request.arrival_by_person, request.arrival_engineer_id = False, None
    follow_recorded_arrival(uow, request)


def follow_recorded_arrival(uow: UnitOfWork, request: ServiceRequest) -> None:
    """Write what the first visit that arrived recorded, or what a person settled about it.

    Where a person's word stands on the request already, that stays, and only doubts about it are noted.
    """
    if request.arrival_by_person:
        _write(uow, request, request.on_site_at, _verdict(request.arrival_verdict))
        return
    visit, gone = first_arrived(uow, request.id), _counts_though_gone(uow, request)
    if gone is not None:
        request.arrival_engineer_id = gone.engineer_id
        set_effective_arrival(uow, request, gone.on_site_at or gone.recorded_at, ArrivalVerdict.BY_OFFICE)
    elif visit is None:
        _write(uow, request, None, None)
    elif visit.arrival_settled is not None:
        at = _settled_at(uow, visit) or visit.on_site_at
        set_effective_arrival(uow, request, at, ArrivalVerdict.BY_OFFICE)
    else:
        _write(uow, request, visit.on_site_at, _verdict(visit.arrival_verdict))


def _counts_though_gone(uow: UnitOfWork, request: ServiceRequest) -> ArrivalSettlement | None:
    """Return the first arrival that counts by a manager's word though its visit went to somebody else."""
    visits = uow.session.scalars(select(Visit).where(Visit.request_id == request.id)).all()
    return next((one for one in gone_arrivals(uow, visits) if one.verdict != NOT_ARRIVED), None)


def _verdict(word: str | None) -> ArrivalVerdict | None:
    return ArrivalVerdict(word) if word else None


def _settled_at(uow: UnitOfWork, visit: Visit) -> datetime | None:
    settled = (
        select(ArrivalSettlement.on_site_at)
        .where(
            ArrivalSettlement.visit_id == visit.id,
            ArrivalSettlement.engineer_id == visit.engineer_id,
            ArrivalSettlement.recorded_at == visit.on_site_at,
            ArrivalSettlement.verdict != NOT_ARRIVED,
        )
        .order_by(ArrivalSettlement.at.desc(), ArrivalSettlement.id.desc())
    )
    return uow.session.scalars(settled.limit(1)).first()


def _write(
    uow: UnitOfWork, request: ServiceRequest, at: datetime | None, verdict: ArrivalVerdict | None
) -> None:
    since = _doubtful_since(uow, request, verdict)
    if (request.on_site_at, request.arrival_verdict, request.arrival_doubtful_since) == (at, verdict, since):
        return
    request.on_site_at, request.arrival_verdict, request.arrival_doubtful_since = at, verdict, since
    request.updated_at = uow.now
    look_again(uow, request)


def _doubtful_since(
    uow: UnitOfWork, request: ServiceRequest, verdict: ArrivalVerdict | None
) -> datetime | None:
    """Since when an arrival waits for a person: it is doubtful, or evidence is against what one settled.

    That of a return visit too, though the promise is measured by the first.
    """
    contested = uow.session.scalars(
        select(Visit.arrival_contested_at)
        .where(Visit.request_id == request.id, Visit.arrival_contested_at.is_not(None))
        .order_by(Visit.arrival_contested_at)
    ).all()
    doubted = contested or verdict is ArrivalVerdict.DOUBTFUL or _returned_doubtfully(uow, request)
    if request.state == RequestState.CANCELLED or not doubted:
        return None
    return request.arrival_doubtful_since or uow.now


def _returned_doubtfully(uow: UnitOfWork, request: ServiceRequest) -> bool:
    """Whether a visit after the one that the promise is about has a doubtful arrival that nobody settled."""
    doubtful = uow.session.scalars(
        select(Visit).where(
            Visit.request_id == request.id,
            Visit.on_site_at.is_not(None),
            Visit.arrival_verdict == ArrivalVerdict.DOUBTFUL,
            Visit.arrival_settled.is_(None),
        )
    ).all()
    return any(is_return_visit(uow, visit) for visit in doubtful)


def is_return_visit(uow: UnitOfWork, visit: Visit) -> bool:
    """Whether the promise is measured by a visit before this one."""
    first = first_arrived(uow, visit.request_id)
    return first is not None and first.ordinal < visit.ordinal
