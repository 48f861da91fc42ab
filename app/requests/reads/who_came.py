"""Whose promise it was, in SQL: the engineer that `promised_visit` finds, else who has the visit now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.requests.rules.promise import ArrivalVerdict
from app.requests.tables import ServiceRequest, Visit


def promised_engineer_id() -> ColumnElement[UUID | None]:
    """Return the engineer of the visit that the promise is about, as a column of `service_requests`.

    Where nobody came it is who has the newest visit; None where nobody has it.
    """
    return func.coalesce(
        ServiceRequest.arrival_engineer_id,
        _of(_first_that_is_sound()),
        _of(_sound_in_time()),
        _of(_arrived),
        _newest(),
    )


def _arrived(visit: Any) -> ColumnElement[bool]:
    counts = or_(visit.arrival_settled.is_(None), visit.arrival_settled == "arrived")
    return and_(visit.request_id == ServiceRequest.id, visit.on_site_at.is_not(None), counts)


def _is_sound(visit: Any) -> ColumnElement[bool]:
    return or_(
        visit.arrival_settled.is_not(None),
        visit.arrival_verdict.is_(None),
        visit.arrival_verdict != ArrivalVerdict.DOUBTFUL,
    )


def _first_that_is_sound() -> Any:
    def condition(visit: Any) -> ColumnElement[bool]:
        before = aliased(Visit)
        earlier = exists().where(_arrived(before), before.ordinal < visit.ordinal)
        earlier = earlier.correlate(ServiceRequest, visit)  # of this request, not of any that there is
        return and_(_arrived(visit), _is_sound(visit), ~earlier)

    return condition


def _sound_in_time() -> Any:
    return lambda visit: and_(_arrived(visit), _is_sound(visit), visit.on_site_at <= ServiceRequest.due_at)


def _of(condition: Any) -> ScalarSelect[Any]:
    visit = aliased(Visit)
    found = select(visit.engineer_id).where(condition(visit)).order_by(visit.ordinal).limit(1)
    return found.correlate(ServiceRequest).scalar_subquery()


def _newest() -> ScalarSelect[Any]:
    visit = aliased(Visit)
    found = select(visit.engineer_id).where(visit.request_id == ServiceRequest.id)
    return found.order_by(visit.ordinal.desc()).limit(1).correlate(ServiceRequest).scalar_subquery()
