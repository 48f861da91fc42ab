"""What customers scored and wrote, rating by rating, of the engineers that the caller answers for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from app.kernel import UnitOfWork
from app.kernel.keyset import KeyedPage, Order, page_beside
from app.portal.commands.portal import MAX_SCORE
from app.registers.tables import Customer, Engineer, FaultType, Territory
from app.requests.tables import Rating, ServiceRequest, Visit
from app.teams.reads.managed import managed_engineers

_NEWEST_FIRST = Order(Rating.rated_at, Rating.id, falling=True)


@dataclass(frozen=True, slots=True)
class RatingsAsked:
    """Ratings given from `begin` to before `end`; `engineer` and `customer` are parts of names or numbers."""

    begin: datetime
    end: datetime
    territory_id: UUID | None = None
    engineer: str = ""
    customer: str = ""
    score: int | None = None
    with_comment: bool = False


@dataclass(frozen=True, slots=True)
class RatedVisit:
    """What a rating is of."""

    visit_id: UUID
    request_id: UUID
    code: str
    customer_id: UUID
    customer: str
    engineer_id: UUID
    engineer: str
    fault_en: str
    fault_zh: str
    zone: str


def ratings_page(
    uow: UnitOfWork, asked: RatingsAsked, size: int, *, after: UUID | None = None, before: UUID | None = None
) -> KeyedPage:
    """Return a page of ratings, the newest first."""
    return page_beside(
        uow, _chosen(uow, asked, select(Rating)), _NEWEST_FIRST, size, after=after, before=before
    )


def newest_ratings(uow: UnitOfWork, asked: RatingsAsked, most: int) -> Sequence[Rating]:
    """Return so many at most, for a file."""
    query = _NEWEST_FIRST.of(_chosen(uow, asked, select(Rating)))
    return uow.session.scalars(query.limit(most)).all()


def ratings_by_score(uow: UnitOfWork, asked: RatingsAsked) -> Mapping[int, int]:
    """Return how many gave each score."""
    query = _chosen(uow, asked, select(Rating.score, func.count())).group_by(Rating.score)
    counted: dict[int, int] = dict(uow.session.execute(query).all())
    return {score: counted.get(score, 0) for score in range(MAX_SCORE, 0, -1)}


def rated_visits(uow: UnitOfWork, ratings: Sequence[Rating]) -> Mapping[UUID, RatedVisit]:
    """Return what each of some ratings is of, by its visit."""
    query = (
        select(
            *(Visit.id, ServiceRequest.id, ServiceRequest.code, Customer.id, Customer.name),
            *(Engineer.id, Engineer.name, FaultType.name_en, FaultType.name_zh, Territory.time_zone),
        )
        .select_from(Rating)
        .join(Visit, Visit.id == Rating.visit_id)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .join(Engineer, Engineer.id == Rating.engineer_id)
        .join(FaultType, FaultType.code == ServiceRequest.fault_code)
        .join(Territory, Territory.id == ServiceRequest.territory_id)
    )
    found: dict[UUID, RatedVisit] = {}
    keys = [one.visit_id for one in ratings]
    for first in range(0, len(keys), _AT_ONCE):
        some = query.where(Rating.visit_id.in_(keys[first : first + _AT_ONCE]))
        found |= {row[0]: RatedVisit(*tuple(row)) for row in uow.session.execute(some)}
    return found


_AT_ONCE = 500
"""Keys in one question; databases take no more than some thousands."""


def _chosen(uow: UnitOfWork, asked: RatingsAsked, query: Any) -> Any:
    query = query.where(Rating.rated_at >= asked.begin, Rating.rated_at < asked.end)
    own = managed_engineers(uow, uow.principal)
    if own is not None:
        query = query.where(Rating.engineer_id.in_(own))
    if asked.score is not None:
        query = query.where(Rating.score == asked.score)
    if asked.with_comment:
        query = query.where(Rating.comment != "")
    if asked.engineer:
        query = query.where(
            Rating.engineer_id.in_(_named(asked.engineer, Engineer.id, Engineer.name, Engineer.number))
        )
    if asked.territory_id or asked.customer:
        query = query.where(Rating.visit_id.in_(_of_requests(asked)))
    return query


def _named(said: str, key: Any, *columns: Any) -> Any:
    return select(key).where(or_(*(one.icontains(said, autoescape=True) for one in columns)))


def _of_requests(asked: RatingsAsked) -> Any:
    query = select(Visit.id).join(ServiceRequest, ServiceRequest.id == Visit.request_id)
    if asked.territory_id:
        query = query.where(ServiceRequest.territory_id == asked.territory_id)
    if asked.customer:
        query = query.where(
            ServiceRequest.customer_id.in_(_named(asked.customer, Customer.id, Customer.name))
        )
    return query
