"""Whether one visit was enough: counted once a request is solved, or once somebody has to come again."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased

from app.requests.reads.goes_on import OPEN_STATES
from app.requests.rules.lifecycle import LIVE_VISIT_STATES
from app.requests.tables import ServiceRequest, Visit


def arrivals() -> ColumnElement[int]:
    """Return at how many visits of a row of `service_requests` somebody came."""
    visit = aliased(Visit)
    counted = select(func.count()).where(visit.request_id == ServiceRequest.id, visit.on_site_at.is_not(None))
    return counted.correlate(ServiceRequest).scalar_subquery()


def comes_again() -> ColumnElement[bool]:
    """Return the condition that somebody has come and a visit after that is still open: it was no fix."""
    came, after = aliased(Visit), aliased(Visit)
    again = exists().where(
        came.request_id == ServiceRequest.id,
        came.on_site_at.is_not(None),
        after.request_id == came.request_id,
        after.ordinal > came.ordinal,
        after.state.in_(LIVE_VISIT_STATES),
    )
    return and_(ServiceRequest.state.in_(OPEN_STATES), again.correlate(ServiceRequest))
