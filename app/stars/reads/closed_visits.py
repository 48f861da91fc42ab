"""The closed visits of a month's requests with all that speaks of them: a few queries for each month.

Ids are the database's own texts (`app.kernel.plain_ids`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import aliased

from app.kernel import UnitOfWork
from app.kernel.plain_ids import IdText
from app.registers.tables import Asset, Customer, Territory
from app.requests.rules.lifecycle import RequestState
from app.requests.tables import FollowUp, Rating, ServiceRequest, Visit
from app.stars.reads.span_of_ids import IdSpans
from app.stars.rules.months import Month


@dataclass(frozen=True, slots=True)
class Place:
    """A territory: its clocks, and where its middle is."""

    zone: ZoneInfo
    centre: tuple[float, float]


class RequestRow(NamedTuple):
    """What is needed of a request."""

    id: str
    state: str
    customer_id: str
    territory_id: str
    asset_id: str | None
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
    arrival_engineer_id: str | None
    solved_remotely_at: datetime | None
    solved: bool | None


class VisitRow(NamedTuple):
    """What is needed of a visit; `again_at` is when its machine was reported next."""

    id: str
    ordinal: int
    engineer_id: str | None
    state: str
    created_at: datetime
    on_site_at: datetime | None
    arrival_settled: str | None
    arrival_verdict: str | None
    completed_at: datetime | None
    end_reason: str | None
    office_ended_by: str | None
    passed_on_at: datetime | None
    due_engineer_id: str | None
    score: int | None
    on_time: int | None
    technical: int | None
    attitude: int | None
    five_ones_used: bool | None
    problem_solved: bool | None
    again_at: datetime | None


def places(uow: UnitOfWork) -> Mapping[str, Place]:
    """Return all territories."""
    columns = IdText(Territory.id), Territory.time_zone, Territory.centre_lat, Territory.centre_lon
    rows = uow.session.execute(select(*columns))
    return {key: Place(ZoneInfo(zone), (lat, lon)) for key, zone, lat, lon in rows}


def in_month(month: Month, of: Mapping[str, Place]) -> ColumnElement[bool]:
    """Return the condition that a request was made in a month by the clock of its territory."""
    by_zone: dict[str, list[str]] = defaultdict(list)
    for key in sorted(of):
        by_zone[of[key].zone.key].append(key)
    parts = []
    for zone, keys in sorted(by_zone.items()):
        begin, end = month.span(zone)
        made = ServiceRequest.requested_at
        here = () if len(by_zone) == 1 else (IdText(ServiceRequest.territory_id).in_(keys),)
        parts.append(and_(made >= begin, made < end, *here))
    return or_(false(), *parts)


def requests_with_visits(uow: UnitOfWork, these: IdSpans) -> Iterator[tuple[RequestRow, Sequence[VisitRow]]]:
    """Go through the requests and their visits, in order of ids and ordinals."""
    rows = uow.session.execute(
        select(*_of_request(), *_of_visit())
        .select_from(ServiceRequest)
        .join(Visit, Visit.request_id == ServiceRequest.id)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .outerjoin(Asset, Asset.id == ServiceRequest.asset_id)
        .outerjoin(Rating, and_(Rating.visit_id == Visit.id, these.of_visit(Rating.visit_id)))
        .outerjoin(
            FollowUp, and_(FollowUp.request_id == ServiceRequest.id, these.of_request(FollowUp.request_id))
        )
        .where(these.holds())
        .order_by(ServiceRequest.id, Visit.ordinal)
    )
    width = len(RequestRow._fields)
    request, visit = RequestRow._make, VisitRow._make
    for _, several in groupby(rows, key=itemgetter(0)):
        its: list[Any] = list(several)
        yield request(its[0][:width]), [visit(row[width:]) for row in its]


def _of_request() -> tuple[Any, ...]:
    request = ServiceRequest
    return (
        *(
            IdText(request.id),
            request.state,
            IdText(func.coalesce(Customer.survivor_id, request.customer_id)),
        ),
        *(IdText(request.territory_id), IdText(request.asset_id), Asset.model, request.fault_code),
        *(request.requested_at, request.received_at, request.due_at, request.promise_s, request.expected_s),
        *(request.lat, request.lon, request.on_site_at, request.arrival_verdict, request.arrival_by_person),
        *(IdText(request.arrival_engineer_id), request.solved_remotely_at, FollowUp.solved),
    )


def _of_visit() -> tuple[Any, ...]:
    again = aliased(ServiceRequest)
    again_at = (
        select(again.requested_at)
        .where(
            again.asset_id == ServiceRequest.asset_id,
            again.id != ServiceRequest.id,
            again.state != RequestState.CANCELLED,
            again.requested_at > Visit.completed_at,
        )
        .order_by(again.requested_at)
        .limit(1)
        .correlate(ServiceRequest, Visit)
        .scalar_subquery()
    )
    return (
        *(IdText(Visit.id), Visit.ordinal, IdText(Visit.engineer_id), Visit.state, Visit.created_at),
        *(Visit.on_site_at,),
        *(Visit.arrival_settled, Visit.arrival_verdict, Visit.completed_at, Visit.end_reason),
        *(Visit.office_ended_by, Visit.passed_on_at, IdText(Visit.due_engineer_id)),
        *(Rating.score, Rating.on_time, Rating.technical, Rating.attitude),
        *(Rating.five_ones_used, Rating.problem_solved, again_at),
    )
