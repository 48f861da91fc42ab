"""Locking a visit together with its request, in the order that all who need both keep."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.errors import NotFound
from app.requests.tables import ServiceRequest, Visit


def locked_visit(uow: UnitOfWork, visit_id: UUID) -> tuple[Visit, ServiceRequest]:
    """Load a visit and its request, request first, so that all who lock both do it in one order.

    Raises:
        NotFound: there is no such visit.
    """
    request = uow.session.scalars(
        select(ServiceRequest)
        .where(ServiceRequest.id == select(Visit.request_id).where(Visit.id == visit_id).scalar_subquery())
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if request is None:
        raise NotFound("Visit", visit_id)
    visit = uow.session.scalars(
        select(Visit)
        .where(Visit.id == visit_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()
    return visit, request
