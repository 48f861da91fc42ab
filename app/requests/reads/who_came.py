"""Whose promise it was, in SQL and of rows: who came, and who answers for what was broken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.requests.reads.outcomes import promised_visit
from app.requests.rules.promise import ArrivalVerdict
from app.requests.tables import ServiceRequest, Visit


def answerable_engineer_id() -> ColumnElement[UUID | None]:
    """Return whose kept or broken promise it is, as a column of `service_requests`.

    Where somebody came in time it is he, else who had the visit at the promised time: nobody, where nobody
    had it, and never who came to help afterwards.
    """
    in_time = ServiceRequest.on_site_at <= ServiceRequest.due_at
    return case((in_time, promised_engineer_id()), else_=_of_the_due_time())


_FIRST, _SECOND = aliased(Visit), aliased(Visit)


def with_first_visits(query: Select[Any]) -> Select[Any]:
    """Join what `answerable_of_many` and `promised_of_many` look at first: no row becomes two by it."""
    for visit, ordinal in ((_FIRST, 1), (_SECOND, 2)):
        here = and_(visit.request_id == ServiceRequest.id, visit.ordinal == ordinal)
        query = query.outerjoin(visit, here)
    return query


def answerable_of_many() -> ColumnElement[UUID | None]:
    """Say the same as `answerable_engineer_id`, for going through a year of requests.

    Most have one visit, whose row is joined; a search for each request is left to those that have more.
    """
    in_time = ServiceRequest.on_site_at <= ServiceRequest.due_at
    passed_on = _FIRST.passed_on_at > ServiceRequest.due_at
    had_it = case((passed_on, _FIRST.due_engineer_id), else_=_FIRST.engineer_id)
    of_one = case((in_time, _of_the_only_visit()), (_FIRST.created_at <= ServiceRequest.due_at, had_it))
    return case((_is_only_visit(), of_one), else_=answerable_engineer_id())


def promised_of_many() -> ColumnElement[UUID | None]:
    """Say the same as `promised_engineer_id`, likewise."""
    return case((_is_only_visit(), _of_the_only_visit()), else_=promised_engineer_id())


def _is_only_visit() -> ColumnElement[bool]:
    return and_(_FIRST.id.is_not(None), _SECOND.id.is_(None))


def _of_the_only_visit() -> ColumnElement[UUID | None]:
    return func.coalesce(ServiceRequest.arrival_engineer_id, _FIRST.engineer_id)


def answerable_engineer(request: ServiceRequest, visits: Sequence[Visit]) -> UUID | None:
    """Say the same of a request that somebody came to, and its visits in order."""
    if request.on_site_at is not None and request.on_site_at > request.due_at:
        return due_engineer(visits, request.due_at)
    if request.arrival_engineer_id is not None:
        return request.arrival_engineer_id
    visit = promised_visit(visits, request.due_at)
    return visit.engineer_id if visit else None


def due_engineer(visits: Sequence[Visit], due_at: datetime) -> UUID | None:
    """Return who had a request's visit at the promised time; None where nobody had."""
    until_due = [visit for visit in visits if visit.created_at <= due_at]
    return _had_it(until_due[-1], due_at) if until_due else None


def _had_it(visit: Visit, due_at: datetime) -> UUID | None:
    passed_on = visit.passed_on_at is not None and visit.passed_on_at > due_at
    return visit.due_engineer_id if passed_on else visit.engineer_id


def _of_the_due_time() -> ScalarSelect[Any]:
    visit = aliased(Visit)
    passed_on = visit.passed_on_at > ServiceRequest.due_at
    found = select(case((passed_on, visit.due_engineer_id), else_=visit.engineer_id)).where(
        visit.request_id == ServiceRequest.id, visit.created_at <= ServiceRequest.due_at
    )
    return found.order_by(visit.ordinal.desc()).limit(1).correlate(ServiceRequest).scalar_subquery()


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
