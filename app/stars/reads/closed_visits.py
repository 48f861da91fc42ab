"""The closed visits of a month's requests with all that speaks of them: a few queries for each month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import aliased

from app.kernel import UnitOfWork
from app.registers.tables import Asset, Customer, Territory
from app.requests.rules.lifecycle import RequestState
from app.requests.tables import FollowUp, Rating, ServiceRequest, Visit
from app.stars.rules.months import Month


@dataclass(frozen=True, slots=True)
class Place:
    """A territory: its clocks, and where its middle is."""

    zone: ZoneInfo
    centre: tuple[float, float]


class RequestRow(NamedTuple):
    """What is needed of a request."""

    id: UUID
    state: str
    customer_id: UUID
    territory_id: UUID
    asset_id: UUID | None
    model: str | None
    fault_code: str
    requested_at: datetime
    received_at: datetime
    due_at: datetime
    promise_s: int
    expected_s: int
    lat: float | None
    lon: float | None
    on_site_at: datetime | None
    arrival_verdict: str | None
    arrival_by_person: bool
    arrival_engineer_id: UUID | None
    solved_remotely_at: datetime | None
    solved: bool | None


class VisitRow(NamedTuple):
    """What is needed of a visit; `again_at` is when its machine was reported next."""

    id: UUID
    ordinal: int
    engineer_id: UUID | None
    state: str
    created_at: datetime
    on_site_at: datetime | None
    arrival_settled: str | None
    arrival_verdict: str | None
    completed_at: datetime | None
    end_reason: str | None
    office_ended_by: str | None
    passed_on_at: datetime | None
    due_engineer_id: UUID | None
    score: int | None
    on_time: int | None
    technical: int | None
    attitude: int | None
    five_ones_used: bool | None
    problem_solved: bool | None
    again_at: datetime | None


def places(uow: UnitOfWork) -> Mapping[UUID, Place]:
    """Return all territories."""
    columns = Territory.id, Territory.time_zone, Territory.centre_lat, Territory.centre_lon
    rows = uow.session.execute(select(*columns))
    return {key: Place(ZoneInfo(zone), (lat, lon)) for key, zone, lat, lon in rows}


def in_month(month: Month, of: Mapping[UUID, Place]) -> ColumnElement[bool]:
    """Return the condition that a request was made in a month by the clock of its territory."""
    by_zone: dict[str, list[UUID]] = defaultdict(list)
    for key in sorted(of):
        by_zone[of[key].zone.key].append(key)
    parts = []
    for zone, keys in sorted(by_zone.items()):
        begin, end = month.span(zone)
        made = ServiceRequest.requested_at
        here = () if len(by_zone) == 1 else (ServiceRequest.territory_id.in_(keys),)
        parts.append(and_(made >= begin, made < end, *here))
    return or_(false(), *parts)


def requests_with_visits(
    uow: UnitOfWork, made: ColumnElement[bool]
) -> Iterator[tuple[RequestRow, Sequence[VisitRow]]]:
    """Go through the requests and their visits, in order of ids and ordinals."""
    rows = uow.session.execute(
        select(*_of_request(), *_of_visit())
        .select_from(ServiceRequest)
        .join(Visit, Visit.request_id == ServiceRequest.id)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .outerjoin(Asset, Asset.id == ServiceRequest.asset_id)
        .outerjoin(Rating, Rating.visit_id == Visit.id)
        .outerjoin(FollowUp, FollowUp.request_id == ServiceRequest.id)
        .where(made)
        .order_by(ServiceRequest.id, Visit.ordinal)
    )
    width = len(RequestRow._fields)
    for _, several in groupby(rows, key=lambda row: row[0]):
        these: list[Any] = list(several)
        yield RequestRow(*these[0][:width]), [VisitRow(*row[width:]) for row in these]


def _of_request() -> tuple[Any, ...]:
    request = ServiceRequest
    return (
        *(request.id, request.state, func.coalesce(Customer.survivor_id, request.customer_id)),
        *(request.territory_id, request.asset_id, Asset.model, request.fault_code),
        *(request.requested_at, request.received_at, request.due_at, request.promise_s, request.expected_s),
        *(request.lat, request.lon, request.on_site_at, request.arrival_verdict, request.arrival_by_person),
        *(request.arrival_engineer_id, request.solved_remotely_at, FollowUp.solved),
    )


def _of_visit() -> tuple[Any, ...]:
    again = aliased(ServiceRequest)
    again_at = (
        select(func.min(again.requested_at))
        .where(
            again.asset_id == ServiceRequest.asset_id,
            again.id != ServiceRequest.id,
            again.state != RequestState.CANCELLED,
            again.requested_at > Visit.completed_at,
        )
        .correlate(ServiceRequest, Visit)
        .scalar_subquery()
    )
    return (
        *(Visit.id, Visit.ordinal, Visit.engineer_id, Visit.state, Visit.created_at, Visit.on_site_at),
        *(Visit.arrival_settled, Visit.arrival_verdict, Visit.completed_at, Visit.end_reason),
        *(Visit.office_ended_by, Visit.passed_on_at, Visit.due_engineer_id),
        *(Rating.score, Rating.on_time, Rating.technical, Rating.attitude),
        *(Rating.five_ones_used, Rating.problem_solved, again_at),
    )
