"""Whether one visit was enough: counted once a request is solved, or once somebody has to come again."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased

from app.requests.reads.goes_on import OPEN_STATES
from app.requests.rules.lifecycle import LIVE_VISIT_STATES, RequestState
from app.requests.tables import Rating, ServiceRequest, Visit


def arrivals() -> ColumnElement[int]:
    """Return at how many visits of a row of `service_requests` somebody came."""
    visit = aliased(Visit)
    counted = select(func.count()).where(visit.request_id == ServiceRequest.id, visit.on_site_at.is_not(None))
    return counted.correlate(ServiceRequest).scalar_subquery()


def goes_on_unsolved() -> ColumnElement[bool]:
    """Return the condition that the customer said that it was not solved, and a later request follows on it.

    One that could still be taken up again has its further visits itself.
    """
    before, later = aliased(ServiceRequest), aliased(ServiceRequest)
    follows = (later.linked_to_id == before.id) & (later.received_at > before.resolved_at)
    # Not correlated: found once for the whole list, since no index leads to what follows on a request.
    found = (
        select(before.id)
        .join(Visit, Visit.request_id == before.id)
        .join(Rating, Rating.visit_id == Visit.id)
        .join(later, follows)
        .where(Rating.problem_solved.is_(False), later.state != RequestState.CANCELLED)
        .correlate(None)
    )
    return ServiceRequest.id.in_(found)


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
