"""The figures of one engineer or provider month by month, and the visits behind each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from app.kernel import Principal, UnitOfWork, visibility
from app.kernel.errors import NotFound
from app.kernel.paging import Page, counted
from app.registers.reads.territories import zone_of_territory
from app.registers.tables import Engineer, FaultType, Provider, Territory
from app.requests.tables import ServiceRequest
from app.stars.rules.figures import Subject, as_told
from app.stars.rules.leaving_out import MEASURED_AT_VISITS
from app.stars.rules.measured import Measure
from app.stars.rules.months import Month
from app.stars.tables import StarContribution, StarFact, StarMonth, StarStanding
from app.teams.reads.managed import managed_engineers

COUNTED, LEFT_OUT = "counted", "left_out"
LEAST_CARDS = 5
"""Of fewer an engineer is told no mean: he would know who gave which score."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What a month's visits came to in one measure as it is; `value` is None where none counts."""

    month: str
    measure: Measure
    value: float | None
    cases: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Behind:
    """One visit and what it contributed to a measure; a `value` of None is left out, and `why` says why."""

    visit_id: UUID
    request_id: UUID
    code: str
    requested_at: datetime
    zone: str
    engineer: str
    fault_en: str
    fault_zh: str
    model: str
    measure: Measure
    value: float | None
    why: str
    declaration_id: UUID | None


def gives_cards_away(one: Figure | StarStanding) -> bool:
    """Whether a figure is of so few cards that it tells who gave which score."""
    return one.measure == Measure.CUSTOMER_SCORE and 0 < one.cases < LEAST_CARDS


def without_few_cards(one: Figure) -> Figure:
    """Return a figure as those may see it who may not know whom a customer scored how."""
    return replace(one, value=None) if gives_cards_away(one) else one


def require_answerable(uow: UnitOfWork, who: Principal, subject: Subject, key: UUID) -> None:
    """Let pass who may see these figures: managers those of their own teams, anybody else his own.

    Raises:
        NotFound: there is no such engineer or provider, or the caller does not answer for it.
    """
    table: Any = Engineer if subject is Subject.ENGINEER else Provider
    visibility.visible(uow, table, key)
    own = managed_engineers(uow, who)
    if own is not None and (subject is Subject.PROVIDER or key not in own):
        raise NotFound(table.__name__, key)


def months_worked_out(uow: UnitOfWork, most: int) -> list[StarMonth]:
    """Return the newest months that there are facts of, the newest first."""
    return list(uow.session.scalars(select(StarMonth).order_by(StarMonth.month.desc()).limit(most)))


def figures(
    uow: UnitOfWork, subject: Subject, key: UUID, first: Month, last: Month
) -> Mapping[str, Mapping[Measure, Figure]]:
    """Return the figures by month and measure; months without a visit are left out."""
    rows = uow.session.scalars(
        select(StarFact)
        .where(
            StarFact.subject == subject,
            StarFact.subject_id == key,
            StarFact.month >= str(first),
            StarFact.month <= str(last),
        )
        .order_by(StarFact.month.desc())
    )
    place = {str(measure): n for n, measure in enumerate(MEASURED_AT_VISITS)}
    found: dict[str, dict[Measure, Figure]] = {}
    for row in sorted(rows, key=lambda row: place[row.measure]):
        measure = Measure(row.measure)
        value = as_told(measure, row.total / row.weight) if row.weight else None
        found.setdefault(row.month, {})[measure] = Figure(row.month, measure, value, row.cases, row.left_out)
    return dict(sorted(found.items(), reverse=True))


def visits_behind(
    uow: UnitOfWork,
    subject: Subject,
    key: UUID,
    measure: Measure,
    *,
    month: Month | None,
    shown: str = "",
    number: int = 1,
    size: int = 50,
) -> Page:
    """Return a page of the visits behind a figure, newest first; `shown` keeps those that count or not."""
    query = _behind(subject, key, measure, month, shown)
    total = counted(uow, query)
    within = min(max(number, 1), max(1, -(-total // size)))
    rows = uow.session.execute(query.offset(size * (within - 1)).limit(size))
    found: list[Any] = [(*row[:-3], measure, *row[-3:]) for row in rows]
    return Page([Behind(*values) for values in found], within, size, total)


def _behind(subject: Subject, key: UUID, measure: Measure, month: Month | None, shown: str) -> Select[Any]:
    of, value = StarContribution, getattr(StarContribution, str(measure))
    query = (
        select(
            *(of.visit_id, of.request_id, ServiceRequest.code, of.requested_at, Territory.time_zone),
            *(Engineer.name, FaultType.name_en, FaultType.name_zh, of.model),
            *(value, getattr(of, f"{measure}_why"), of.declaration_id),
        )
        .join(ServiceRequest, ServiceRequest.id == of.request_id)
        .join(Territory, Territory.id == of.territory_id)
        .join(Engineer, Engineer.id == of.engineer_id)
        .join(FaultType, FaultType.code == of.fault_code)
        .where((of.engineer_id if subject is Subject.ENGINEER else of.provider_id) == key)
        .order_by(of.requested_at.desc(), of.visit_id, of.engineer_id)
    )
    if month is not None:
        query = query.where(of.month == str(month))
    if shown == COUNTED:
        query = query.where(value.is_not(None))
    if shown == LEFT_OUT:
        query = query.where(value.is_(None))
    return query


def name_of(uow: UnitOfWork, subject: Subject, key: UUID) -> str:
    """Return what an engineer or a service provider is called."""
    return uow.get(Engineer, key).name if subject is Subject.ENGINEER else uow.get(Provider, key).name


def zone_of_all(uow: UnitOfWork) -> str:
    """Return by whose clock it is told when figures were worked out: the installation's."""
    return zone_of_territory(uow)
