"""Locks of requests and visits: behind engineers, a request before its visits (`app.kernel.locks`)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork, locks
from app.kernel.errors import NotFound, VersionConflict
from app.requests.rules.lifecycle import LIVE_VISIT_STATES
from app.requests.tables import ServiceRequest, Visit


def locked_request(uow: UnitOfWork, request_id: UUID) -> ServiceRequest:
    """Lock a request.

    Raises:
        NotFound: there is no such request.
        VersionConflict: it was read before in this transaction and has changed since.
    """
    return locks.row(uow, ServiceRequest, request_id)


def check_version(request: ServiceRequest, version: int | None) -> None:
    """Refuse what was decided on an older state of a locked request; None asks for no check.

    Raises:
        VersionConflict: it was changed since.
    """
    if version is not None and request.version != version:
        raise VersionConflict("request", request.code)


def check_visit_version(visit: Visit, version: int | None) -> None:
    """Refuse what was decided on an older state of a locked visit; None asks for no check.

    Raises:
        VersionConflict: it was changed since; says how it stands now.
    """
    if version is not None and visit.version != version:
        raise VersionConflict(
            "visit",
            visit.id,
            version=visit.version,
            state=str(visit.state),
            engineer_id=str(visit.engineer_id) if visit.engineer_id else None,
        )


def locked_visit(uow: UnitOfWork, visit_id: UUID) -> tuple[Visit, ServiceRequest]:
    """Lock a visit and its request, request first; both fresh from the database.

    Raises:
        NotFound: there is no such visit.
    """
    its_request = select(Visit.request_id).where(Visit.id == visit_id).scalar_subquery()
    request = locks.one_or_none(uow, select(ServiceRequest).where(ServiceRequest.id == its_request))
    if request is None:
        raise NotFound("Visit", visit_id)
    return locked_visit_alone(uow, visit_id), request


def locked_visit_alone(uow: UnitOfWork, visit_id: UUID) -> Visit:
    """Lock a visit whose request stays as it is, fresh from the database.

    Raises:
        NotFound: there is no such visit.
    """
    return locks.fresh(uow, Visit, visit_id)


def locked_visits(uow: UnitOfWork, ids: Iterable[UUID]) -> list[Visit]:
    """Lock these visits in order of id, fresh from the database; their requests stay as they are."""
    return locks.by_id(uow, Visit, ids)


def live_visits(uow: UnitOfWork, request_id: UUID) -> list[Visit]:
    """Lock the visits that stand between a locked request and its end, in order of id."""
    mine = select(Visit).where(Visit.request_id == request_id, Visit.state.in_(LIVE_VISIT_STATES))
    return locks.rows(uow, mine.order_by(Visit.id))
