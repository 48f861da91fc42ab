"""Who complains most, about what and about whom, and what was found of it: counted in the database.

What a complaint is about is the fault of the request that it names; whom it falls on is said by its verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, exists, func, null, select
from sqlalchemy.orm import aliased

from app.hotline.reads.complaints import complaints
from app.hotline.rules.verdicts import ComplaintFinding
from app.hotline.tables import Call, ComplaintVerdict
from app.kernel import UnitOfWork
from app.registers.tables import Customer, Engineer, FaultType, Provider
from app.requests.tables import ServiceRequest

MOST_GROUPS = 100
NONE = "none"
"""What is picked where there is no customer, no fault or no verdict."""
PICKED = ("customer", "fault", "about", "engineer", "provider")


class ComplaintGrouping(StrEnum):
    """By what complaints are counted; `all` is by the three together."""

    CUSTOMER = "customer"
    FAULT = "fault"
    WHOM = "whom"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ComplaintCount:
    """How many complaints there were, and their verdicts; what they are not counted by is None."""

    customer_id: UUID | None
    customer: str | None
    fault_code: str | None
    fault_en: str | None
    fault_zh: str | None
    about: str | None
    engineer_id: UUID | None
    engineer: str | None
    provider_id: UUID | None
    provider: str | None
    complaints: int
    upheld: int
    partly_upheld: int
    not_upheld: int

    @property
    def undecided(self) -> int:
        """How many wait for their verdict."""
        return self.complaints - self.upheld - self.partly_upheld - self.not_upheld


@dataclass(frozen=True, slots=True)
class ComplaintBehind:
    """One complaint: whose, about what and whom, and its verdict as it stands; None where there is none."""

    call_id: UUID
    taken_at: datetime
    customer: str | None
    fault_en: str | None
    fault_zh: str | None
    about: str | None
    engineer: str | None
    provider: str | None
    verdict: str | None


_COLUMNS: dict[ComplaintGrouping, Sequence[Any]] = {
    ComplaintGrouping.CUSTOMER: (Customer.id, Customer.name),
    ComplaintGrouping.FAULT: (FaultType.code, FaultType.name_en, FaultType.name_zh),
    ComplaintGrouping.WHOM: (
        *(ComplaintVerdict.about, Engineer.id, Engineer.name),
        *(Provider.id, Provider.name),
    ),
}


_KEYS = {
    "customer": Customer.id,
    "fault": FaultType.code,
    "about": ComplaintVerdict.about,
    "engineer": Engineer.id,
    "provider": Provider.id,
}


def complaint_counts(
    uow: UnitOfWork, begin: datetime, end: datetime, by: ComplaintGrouping
) -> list[ComplaintCount]:
    """Return the groups with the most complaints first, of those that are the caller's to decide."""
    chosen = [by] if by in _COLUMNS else list(_COLUMNS)
    groups = [column for one in chosen for column in _COLUMNS[one]]
    every = [(one, column) for one, columns in _COLUMNS.items() for column in columns]
    shown = [column if one in chosen else null() for one, column in every]
    counts = [
        func.count(),
        *(func.sum(case((ComplaintVerdict.verdict == one, 1), else_=0)) for one in ComplaintFinding),
    ]
    rows = uow.session.execute(
        _joined(uow, select(*shown, *counts).select_from(Call), begin, end)
        .group_by(*groups)
        .order_by(func.count().desc(), *groups)
        .limit(MOST_GROUPS)
    )
    return [ComplaintCount(*row) for row in rows]


def complaints_behind(
    uow: UnitOfWork, begin: datetime, end: datetime, picked: Mapping[str, str]
) -> list[ComplaintBehind]:
    """Return the complaints that a number counts, the newest first; `picked` has what it was counted by."""
    columns = (
        *(Call.id, Call.taken_at, Customer.name, FaultType.name_en, FaultType.name_zh),
        *(ComplaintVerdict.about, Engineer.name, Provider.name, ComplaintVerdict.verdict),
    )
    clauses = [_is(_KEYS[name], value) for name, value in picked.items()]
    query = _joined(uow, select(*columns).select_from(Call), begin, end).where(*clauses)
    rows = uow.session.execute(query.order_by(Call.taken_at.desc(), Call.id).limit(MOST_GROUPS))
    return [ComplaintBehind(*row) for row in rows]


def _is(column: Any, value: str) -> Any:
    if value == NONE:
        return column.is_(None)
    return column == (value if column.type.python_type is str else UUID(value))


def _joined(uow: UnitOfWork, query: Any, begin: datetime, end: datetime) -> Any:
    verdict, later = ComplaintVerdict, aliased(ComplaintVerdict)
    replaced = exists().where(later.call_id == verdict.call_id, later.ordinal > verdict.ordinal)
    return (
        query.outerjoin(ServiceRequest, ServiceRequest.id == Call.request_id)
        .outerjoin(Customer, Customer.id == func.coalesce(Call.customer_id, ServiceRequest.customer_id))
        .outerjoin(FaultType, FaultType.code == ServiceRequest.fault_code)
        .outerjoin(verdict, and_(verdict.call_id == Call.id, ~replaced))
        .outerjoin(Engineer, Engineer.id == verdict.engineer_id)
        .outerjoin(Provider, Provider.id == verdict.provider_id)
        .where(Call.id.in_(complaints(uow).with_only_columns(Call.id).order_by(None)))
        .where(Call.taken_at >= begin, Call.taken_at < end)
    )
