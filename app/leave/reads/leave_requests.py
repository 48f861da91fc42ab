"""Requests for leave as those see them who may, and what whoever decides should know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from app.kernel import UnitOfWork, visibility
from app.kernel.standing import Standing
from app.leave.rules.asking import LeaveRequestState
from app.leave.tables import LeaveRequest
from app.registers.tables import Engineer, Leave, Territory
from app.rosters.reads.losing import HeldVisit, visits_within
from app.teams.reads.managed import managed_engineers

MOST_DECIDED = 50


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request with who asks; times are by the clock of `zone`."""

    request: LeaveRequest
    engineer: Engineer
    zone: str


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody else of the territory who is away, or asks to be, within the span."""

    engineer: Engineer
    starts_at: datetime
    ends_at: datetime
    asked: bool


@dataclass(frozen=True, slots=True)
class LeaveFile:
    """A request with what it would mean: the visits that lose their engineer, and who else is away."""

    line: RequestLine
    territory: Territory
    losing: Sequence[HeldVisit]
    away: Sequence[Away]


def leave_requests(
    uow: UnitOfWork, engineer_id: UUID | None = None, state: str | None = None
) -> Select[LeaveRequest]:
    """Return the query of those that the caller may see, the newest first."""
    query = select(LeaveRequest).where(visibility.rows(LeaveRequest, uow.principal))
    if engineer_id is not None:
        query = query.where(LeaveRequest.engineer_id == engineer_id)
    if state is not None:
        query = query.where(LeaveRequest.state == state)
    return query.order_by(LeaveRequest.asked_at.desc(), LeaveRequest.id.desc())


def leave_request_of(uow: UnitOfWork, key: UUID) -> LeaveRequest:
    """Return one.

    Raises:
        NotFound: there is none that the caller may see.
    """
    return visibility.visible(uow, LeaveRequest, key)


def waiting(uow: UnitOfWork) -> list[RequestLine]:
    """Return those that wait for the caller, the one that begins first first."""
    found = _lines(
        uow,
        leave_requests(uow, state=LeaveRequestState.ASKED)
        .order_by(None)
        .order_by(LeaveRequest.starts_at, LeaveRequest.id),
    )
    own = managed_engineers(uow, uow.principal)
    return [one for one in found if own is None or one.engineer.id in own]


def decided(uow: UnitOfWork) -> list[RequestLine]:
    """Return the last ones of the caller's people that wait no more."""
    query = leave_requests(uow).where(LeaveRequest.state != LeaveRequestState.ASKED)
    return _lines(uow, query.limit(MOST_DECIDED))


def own_requests(uow: UnitOfWork, engineer_id: UUID) -> list[RequestLine]:
    """Return an engineer's own, the newest first."""
    return _lines(uow, leave_requests(uow, engineer_id).limit(MOST_DECIDED))


def zone_of_engineer(uow: UnitOfWork, engineer_id: UUID) -> str:
    """Return the time zone of an engineer's territory."""
    return uow.get(Territory, uow.get(Engineer, engineer_id).territory_id).time_zone


def own_leaves(uow: UnitOfWork, engineer_id: UUID) -> Sequence[Leave]:
    """Return an engineer's leave that is not over."""
    query = select(Leave).where(Leave.engineer_id == engineer_id, Leave.ends_at > uow.now)
    return uow.session.scalars(query.order_by(Leave.starts_at)).all()


def standing(uow: UnitOfWork) -> Standing:
    """Return how many wait, since when, and when the first would begin."""
    found = waiting(uow)
    oldest = min((one.request.asked_at for one in found), default=None)
    return Standing(len(found), oldest, found[0].request.starts_at if found else None)


def to_decide(uow: UnitOfWork) -> Select[UUID]:
    """Select the requests that wait for the caller."""
    return select(LeaveRequest.id).where(LeaveRequest.id.in_([one.request.id for one in waiting(uow)]))


def leave_file(uow: UnitOfWork, key: UUID) -> LeaveFile:
    """Return a request with what it would mean.

    Raises:
        NotFound: there is none that the caller may see.
    """
    row = leave_request_of(uow, key)
    engineer = uow.get(Engineer, row.engineer_id)
    territory = uow.get(Territory, engineer.territory_id)
    line = RequestLine(row, engineer, territory.time_zone)
    asked = row.state == LeaveRequestState.ASKED
    losing = visits_within(uow, row.engineer_id, row.starts_at, row.ends_at) if asked else []
    return LeaveFile(line, territory, losing, _away(uow, row, engineer))


def _away(uow: UnitOfWork, row: LeaveRequest, engineer: Engineer) -> list[Away]:
    found = []
    for table in (Leave, LeaveRequest):
        query = (
            select(Engineer, table.starts_at, table.ends_at)
            .join(table, table.engineer_id == Engineer.id)
            .where(
                Engineer.territory_id == engineer.territory_id,
                Engineer.id != engineer.id,
                visibility.rows(Engineer, uow.principal),
                table.starts_at < row.ends_at,
                table.ends_at > row.starts_at,
            )
        )
        if table is LeaveRequest:
            query = query.where(LeaveRequest.state == LeaveRequestState.ASKED)
        found += [Away(who, a, b, table is LeaveRequest) for who, a, b in uow.session.execute(query)]
    return sorted(found, key=lambda one: (one.starts_at, one.engineer.number))


def _lines(uow: UnitOfWork, query: Select[LeaveRequest]) -> list[RequestLine]:
    rows = uow.session.scalars(query).all()
    people = {
        engineer.id: (engineer, zone)
        for engineer, zone in uow.session.execute(
            select(Engineer, Territory.time_zone)
            .join(Territory, Territory.id == Engineer.territory_id)
            .where(Engineer.id.in_({row.engineer_id for row in rows}))
        )
    }
    return [RequestLine(row, *people[row.engineer_id]) for row in rows]
