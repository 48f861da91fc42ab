"""Which rows a report is about, and by what they are grouped: clauses that tables and drill-downs share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, select

from app.kernel import UnitOfWork, visibility
from app.kernel.local_dates import local_date
from app.kernel.sql_times import EpochSeconds
from app.registers.reads.customers import same_customer
from app.registers.tables import Customer
from app.reports.reads.topics import Clause, Topic
from app.reports.rules.asked import Asked, By, days_of_month, starts_at
from app.requests.tables import ServiceRequest

_HOUR_S, _QUARTER_S = 3600, 900
_IDS = frozenset({By.TERRITORY, By.ENGINEER, By.CUSTOMER, By.CONTRACT})


def narrowed(uow: UnitOfWork, query: Select[Any], topic: Topic, asked: Asked) -> Select[Any]:
    """Narrow a query that begins at `service_requests` to what is asked for and may be seen."""
    query = topic.joined(query.select_from(ServiceRequest)).where(
        visibility.rows(ServiceRequest, uow.principal),
        ServiceRequest.requested_at >= asked.from_at,
        ServiceRequest.requested_at < asked.to_at,
        topic.holds(uow.now),
    )
    if asked.by is By.ENGINEER or asked.engineer_id is not None:
        query = topic.for_engineer(query)
    return query.where(*_narrower(topic, asked))


def _narrower(topic: Topic, asked: Asked) -> list[Clause]:
    clauses: list[Clause] = []
    if asked.territory_id is not None:
        clauses.append(ServiceRequest.territory_id == asked.territory_id)
    if asked.territory_ids:
        clauses.append(ServiceRequest.territory_id.in_(asked.territory_ids))
    if asked.engineer_id is not None:
        clauses.append(topic.engineer() == asked.engineer_id)
    if asked.customer_id is not None:
        clauses.append(ServiceRequest.customer_id.in_(same_customer(asked.customer_id)))
    if asked.customer:
        named = Customer.name.icontains(asked.customer, autoescape=True)
        clauses.append(ServiceRequest.customer_id.in_(select(Customer.id).where(named)))
    return clauses


def group_column(topic: Topic, asked: Asked) -> Any:
    """Return what the rows are grouped by; of days it is a stretch of time, which `key_of` makes a day."""
    match asked.by:
        case By.DAY | By.MONTH:
            return EpochSeconds(ServiceRequest.requested_at) // _step_s(asked)
        case By.TERRITORY:
            return ServiceRequest.territory_id
        case By.ENGINEER:
            return topic.engineer()
        case By.CUSTOMER:
            return _as_whom_it_is_read()
        case By.CONTRACT:
            return ServiceRequest.contract_id
    return ServiceRequest.fault_code


def _as_whom_it_is_read() -> ColumnElement[Any]:
    """A customer that was merged into another is read as that one."""
    into = select(Customer.survivor_id).where(Customer.id == ServiceRequest.customer_id)
    return func.coalesce(into.correlate(ServiceRequest).scalar_subquery(), ServiceRequest.customer_id)


@lru_cache(maxsize=64)
def _step_s(asked: Asked) -> int:
    """An hour, where all days begin at full hours by the world's clock; else a quarter of it."""
    count = (asked.to_on - asked.from_on).days + 2
    begins = (starts_at(asked.from_on + timedelta(days=n), asked.zone) for n in range(count))
    return _QUARTER_S if any(at.timestamp() % _HOUR_S for at in begins) else _HOUR_S


def key_of(asked: Asked, grouped: Any) -> str:
    """Return the key of the line that a value of `group_column` belongs to; empty where it has none."""
    if grouped is None:
        return ""
    if asked.by not in (By.DAY, By.MONTH):
        return str(grouped)
    at = datetime.fromtimestamp(int(grouped) * _step_s(asked), UTC)
    day = local_date(at, asked.zone)
    return day.isoformat() if asked.by is By.DAY else day.isoformat()[:7]


def days(asked: Asked) -> Sequence[str]:
    """Return the keys of all days or months that are asked for, those without a request too."""
    count = (asked.to_on - asked.from_on).days + 1
    every = (asked.from_on + timedelta(days=n) for n in range(count))
    length = 10 if asked.by is By.DAY else 7
    return list(dict.fromkeys(day.isoformat()[:length] for day in every))


def of_key(topic: Topic, asked: Asked, key: str) -> Clause:
    """Return the condition that a row belongs to the line of `key`; nothing does to one that is none."""
    column: ColumnElement[Any] = group_column(topic, asked)
    if not key:
        return column.is_(None)
    if asked.by not in _IDS:
        return column == key
    try:
        return column == UUID(key)
    except ValueError:
        return false()


def days_of(asked: Asked, key: str) -> Asked | None:
    """Return the same of the one day or month that a key names; None where it names none."""
    try:
        first, last = days_of_month(key) if asked.by is By.MONTH else (date.fromisoformat(key),) * 2
    except (ValueError, OverflowError):  # the last month of the calendar has no next
        return None
    return asked.only(first, last)
