"""What the stored facts of months say of each engineer in what rules count, with the visits behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.qualifications.reads.commendations import received
from app.registers.tables import Engineer
from app.rewards.rules.handbook import RewardMeasure
from app.stars.reads.standings import Months
from app.stars.reads.trained import first_and_last_day
from app.stars.rules.months import read_month
from app.stars.tables import StarContribution, StarMonth

_HALF, _FIVE = 0.5, 5
COLUMNS: Mapping[RewardMeasure, str] = {
    RewardMeasure.BROKEN_STAGES: "promise_own_stages",
    RewardMeasure.FIVE_STAR_VISITS: "customer_score",
    RewardMeasure.FIRST_VISIT_FIXES: "first_time_fix",
    RewardMeasure.COMPLAINTS_UPHELD: "complaints_upheld",
    RewardMeasure.LATE_RECORDS: "evidence_in_time",
}


@dataclass
class RewardFigure:
    """The count, how many visits could count, and those that do."""

    figure: float = 0.0
    cases: int = 0
    visits: list[UUID] = field(default_factory=list)


def counts(measure: RewardMeasure, value: float) -> float:
    """Return what one visit adds to a count."""
    match measure:
        case RewardMeasure.FIVE_STAR_VISITS:
            return float(value >= _FIVE)
        case RewardMeasure.FIRST_VISIT_FIXES:
            return float(value >= 1)
        case RewardMeasure.COMPLAINTS_UPHELD:
            return value
        case RewardMeasure.BROKEN_STAGES | RewardMeasure.LATE_RECORDS:
            return float(value < _HALF)
        case RewardMeasure.COMMENDATIONS:
            return value


def are_worked_out(uow: UnitOfWork, months: Sequence[str]) -> bool:
    """Tell whether there are facts of all these months."""
    known = set(uow.session.scalars(select(StarMonth.month).where(StarMonth.month.in_(months))))
    return known == set(months)


def counted(uow: UnitOfWork, measure: RewardMeasure, months: Sequence[str]) -> Mapping[UUID, RewardFigure]:
    """Return the count of each of the company's own engineers; a provider pays its people itself."""
    if measure is RewardMeasure.COMMENDATIONS:
        return _praised(uow, months)
    of = StarContribution
    column = getattr(of, COLUMNS[measure])
    rows = uow.session.execute(
        select(of.engineer_id, of.visit_id, column)
        .join(Engineer, Engineer.id == of.engineer_id)
        .where(of.month.in_(months), of.provider_id.is_(None), Engineer.active, column.is_not(None))
        .order_by(of.engineer_id, of.requested_at, of.visit_id)
    )
    found: dict[UUID, RewardFigure] = {}
    for engineer_id, visit_id, value in rows:
        one = found.setdefault(engineer_id, RewardFigure())
        one.cases += 1
        if added := counts(measure, value):
            one.figure += added
            one.visits.append(visit_id)
    return found


def _praised(uow: UnitOfWork, months: Sequence[str]) -> Mapping[UUID, RewardFigure]:
    """Return the commendations that stand, by the day on which they were received."""
    every = sorted(month for month in map(read_month, months) if month is not None)
    found = received(uow, *first_and_last_day(Months(every[0], every[-1])))
    own = select(Engineer.id).where(Engineer.id.in_(found), Engineer.provider_id.is_(None), Engineer.active)
    return {
        key: RewardFigure(len(rows), len(rows), [row.visit_id for row in rows if row.visit_id is not None])
        for key in uow.session.scalars(own)
        if (rows := found[key])
    }
