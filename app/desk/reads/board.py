"""Today's requests, the most endangered first: what a dispatcher has before the eyes all day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import CTE, ColumnElement, Select, and_, func, or_, select, union

from app.kernel import Principal, Role, UnitOfWork, visibility
from app.positions.tables import EngineerPosition
from app.promise.reads.danger import Cause, Level, awaits_call_back, danger, with_call_back
from app.promise.reads.signs import NO_SIGN, Sign, signs_of
from app.promise.reads.watched import facts_of, ladder_of
from app.registers.reads.phone_numbers import has_number
from app.registers.tables import Customer, Engineer, FaultType, Site, Territory
from app.requests.reads.goes_on import is_open
from app.requests.reads.outcomes import Tally, outcome_of, tally
from app.requests.rules.promise import Outcome
from app.requests.rules.returns import ReturnClock
from app.requests.tables import ServiceRequest, Visit

MAX_ROWS = 200

_CALLS_BACK = (Role.DISPATCHER, Role.MANAGER, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show: a level (None: all that is not over), one territory or some, a text to look for."""

    level: Level | None = None
    territory_id: UUID | None = None
    territory_ids: tuple[UUID, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class EngineerOnBoard:
    """Who comes."""

    id: UUID
    name: str
    number: str
    stars: int


@dataclass(frozen=True, slots=True)
class Row:
    """One request with its newest visit."""

    id: UUID
    code: str
    state: str
    visit_state: str | None
    level: Level
    cause: Cause | None
    customer: str
    site: str
    address: str
    fault_en: str
    fault_zh: str
    time_zone: str
    priority: int
    ordinal: int
    requested_at: datetime
    begins_at: datetime
    due_at: datetime
    on_site_at: datetime | None
    eta_at: datetime | None
    engineer: EngineerOnBoard | None
    outcome: Outcome
    is_appointment: bool
    waits: ReturnClock | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """The rows to show, how many stand at each level, and what promises came to.

    Appointments are counted apart, as in the reports. `found` are the requests of all levels.
    """

    now: datetime
    rows: list[Row]
    hidden: int
    counts: Mapping[Level, int]
    promises: Tally
    appointments: Tally
    found: frozenset[UUID]


def today(uow: UnitOfWork, principal: Principal, filters: Filters) -> Board:
    """Return what is open, doubted, made or ended since midnight in its territory, or awaits a call-back.

    Each principal sees its own.  Counts obey territory and text, not the level, so that they can stand
    on the buttons that choose a level; what promises came to is that of the day, without older call-backs.
    """
    keys = _of_the_day(uow)
    office = principal.role in _CALLS_BACK
    of_day = uow.session.execute(_query(principal, filters, keys)).all()
    signs = _signs(uow, principal, of_day)
    rows = [_row(found, uow.now, signs, office=office) for found in of_day]
    not_of_day = ServiceRequest.id.not_in(select(keys.c.id))
    older = _query(
        principal, filters, select(ServiceRequest.id).where(awaits_call_back(), not_of_day).cte("older")
    )
    oldest = older.order_by(ServiceRequest.resolved_at, ServiceRequest.id).limit(MAX_ROWS)
    due = [_row(found, uow.now, {}, office=True) for found in uow.session.execute(oldest)] if office else []
    unread = _count(uow, older) - len(due) if len(due) == MAX_ROWS else 0
    counts = Counter(row.level for row in (*rows, *due))
    counts[Level.CALL_BACK] += unread
    shown = [row for row in (*rows, *due) if _wanted(row, filters.level)]
    shown.sort(key=lambda row: _rank(row, uow.now))
    hidden = max(0, len(shown) - MAX_ROWS)
    return Board(
        now=uow.now,
        rows=shown[:MAX_ROWS],
        hidden=hidden + (unread if filters.level in (None, Level.CALL_BACK) else 0),
        counts={level: counts[level] for level in Level},
        promises=tally(row.outcome for row in rows if not row.is_appointment),
        appointments=tally(row.outcome for row in rows if row.is_appointment),
        found=frozenset(row.id for row in (*rows, *due)),
    )


def _count(uow: UnitOfWork, query: Select[*tuple[Any, ...]]) -> int:
    counted = select(func.count()).select_from(query.with_only_columns(ServiceRequest.id).subquery())
    return int(uow.session.scalar(counted) or 0)


def _wanted(row: Row, level: Level | None) -> bool:
    return row.level is not Level.OVER if level is None else row.level is level


def _rank(row: Row, now: datetime) -> tuple[int, float]:
    order = list(Level).index(row.level)
    if row.level is Level.OVER:  # what ended last is looked for first
        return order, (now - row.requested_at).total_seconds()
    expected = max(row.eta_at, now) if row.eta_at and row.level is Level.DANGER else now
    return order, (row.due_at - expected).total_seconds()


def _query(principal: Principal, filters: Filters, keys: CTE) -> Select[*tuple[Any, ...]]:
    """Ask for what belongs to these requests.

    They come first: with so many tables PostgreSQL joins in the order that is written.
    """
    newest = (
        select(func.max(Visit.ordinal))
        .where(Visit.request_id == ServiceRequest.id, visibility.rows(Visit, principal))
        .correlate(ServiceRequest)
        .scalar_subquery()
    )
    visit = and_(Visit.request_id == ServiceRequest.id, Visit.ordinal == newest)
    query: Select[*tuple[Any, ...]] = (
        select(
            ServiceRequest,
            Visit,
            Engineer,
            Customer,
            Site,
            FaultType,
            Territory,
            EngineerPosition.received_at,
        )
        .select_from(keys)
        .join(ServiceRequest, ServiceRequest.id == keys.c.id)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .join(Site, Site.id == ServiceRequest.site_id)
        .join(FaultType, FaultType.code == ServiceRequest.fault_code)
        .join(Territory, Territory.id == ServiceRequest.territory_id)
        .outerjoin(Visit, visit)
        .outerjoin(Engineer, Engineer.id == Visit.engineer_id)
        .outerjoin(EngineerPosition, EngineerPosition.engineer_id == Engineer.id)
        .where(visibility.rows(ServiceRequest, principal))
    )
    if filters.territory_id is not None:
        query = query.where(ServiceRequest.territory_id == filters.territory_id)
    if filters.territory_ids:
        query = query.where(ServiceRequest.territory_id.in_(filters.territory_ids))
    return query.where(_mentions(filters.text)) if filters.text else query


def _of_the_day(uow: UnitOfWork) -> CTE:
    """What is open, was made today, or yesterday and ended today, or has an arrival to be settled."""
    of_day = (
        is_open(),
        ServiceRequest.arrival_doubtful_since.is_not(None),
        *_made_today(uow),
    )
    # Each by an index of its own: joined by OR they are one look through all requests that ever were.
    return union(*(select(ServiceRequest.id).where(one) for one in of_day)).cte("of_day")


def _made_today(uow: UnitOfWork) -> Iterator[ColumnElement[bool]]:
    """Today begins at another hour in each territory."""
    yield ServiceRequest.requested_at >= uow.now
    for territory_id, zone in uow.session.execute(select(Territory.id, Territory.time_zone)):
        midnight = _midnight(uow.now, zone)
        asked_at = ServiceRequest.requested_at
        yield and_(ServiceRequest.territory_id == territory_id, asked_at >= midnight)
        late = and_(asked_at >= midnight - timedelta(days=1), ServiceRequest.resolved_at >= midnight)
        yield and_(ServiceRequest.territory_id == territory_id, asked_at < midnight, late)


def _midnight(now: datetime, zone: str) -> datetime:
    return now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)


def _mentions(text: str) -> ColumnElement[bool]:
    text = text.strip()
    columns = (
        ServiceRequest.code,
        ServiceRequest.contact_name,
        ServiceRequest.contact_phone_as_said,
        ServiceRequest.contact_phone,
        Customer.name,
        Site.name,
        Site.address,
        Engineer.name,
        Engineer.number,
    )
    found = [column.icontains(text, autoescape=True) for column in columns]
    for owner, key in (("request", ServiceRequest.id), ("customer", ServiceRequest.customer_id)):
        by_number = has_number(owner, key, text)
        if by_number is not None:
            found.append(by_number)
    return or_(*found)


def _signs(uow: UnitOfWork, principal: Principal, found: Sequence[Any]) -> Mapping[UUID, Sign]:
    """What is amiss with the engineers: of them a customer is told no more than that they come."""
    if principal.role is Role.CUSTOMER:
        return {}
    return signs_of(uow, [row[1] for row in found if row[1] is not None])


def _row(found: Any, now: datetime, signs: Mapping[UUID, Sign], *, office: bool) -> Row:
    request, visit, engineer, customer, site, fault, territory, position_at = found
    eta_at = visit.eta_at if visit and visit.on_site_at is None else None
    sign = signs.get(visit.id, NO_SIGN) if visit else NO_SIGN
    facts = facts_of(request, visit, position_at, sign=sign)
    level, cause = danger(facts, now, ladder_of(territory))
    return Row(
        id=request.id,
        code=request.code,
        state=request.state,
        visit_state=visit.state if visit else None,
        level=with_call_back(level, request) if office else level,
        cause=cause,
        customer=customer.name,
        site=site.name,
        address=site.address,
        fault_en=fault.name_en,
        fault_zh=fault.name_zh,
        time_zone=site.time_zone or territory.time_zone,
        priority=request.priority,
        ordinal=visit.ordinal if visit else 1,
        requested_at=request.requested_at,
        begins_at=request.due_at - timedelta(seconds=request.promise_s),
        due_at=request.due_at,
        on_site_at=request.on_site_at,
        eta_at=eta_at,
        engineer=EngineerOnBoard(engineer.id, engineer.name, engineer.number, engineer.stars)
        if engineer
        else None,
        outcome=outcome_of(request, now),
        is_appointment=request.first_due_at is not None,
        waits=facts.waits if level not in (Level.OVER, Level.ON_SITE) else None,
    )
