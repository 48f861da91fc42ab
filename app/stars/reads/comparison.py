"""Engineers side by side in every measure, and one of them with the requests behind his figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.registers.tables import Engineer, Territory
from app.requests.tables import ServiceRequest
from app.stars.reads.work import Span, observed
from app.stars.rules.comparing import Observed, Standing, compare
from app.stars.rules.measures import Measure

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Compared:
    """One engineer with his standing in each measure that something was observed for."""

    id: UUID
    number: str
    name: str
    stars: int
    standings: Mapping[Measure, Standing]

    @property
    def below(self) -> int:
        """In how many measures he stands below the others, more than chance would have it."""
        return sum(is_behind(measure, one) for measure, one in self.standings.items())


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one request contributed, by measure; of a request with several visits the mean of them."""

    request_id: UUID
    code: str
    requested_at: datetime
    zone: str
    values: Mapping[Measure, float]


def is_behind(measure: Measure, one: Standing) -> bool:
    """Whether a standing lies on the side that nobody wishes: of the time on site that is the upper one."""
    return one.apart == (1 if measure is Measure.PACE else -1)


def is_ahead(measure: Measure, one: Standing) -> bool:
    """Whether it lies on the good side."""
    return one.apart != 0 and not is_behind(measure, one)


def standings(uow: UnitOfWork, span: Span) -> Mapping[Measure, Mapping[UUID, Standing]]:
    """Compare all engineers in all measures."""
    return {measure: compare(measure, seen) for measure, seen in observed(uow, span).items()}


def compared(uow: UnitOfWork, span: Span, territory_id: UUID | None = None) -> list[Compared]:
    """Return all of whom something was observed, those behind in most measures first.

    A territory chooses whom to show: everybody is compared with everybody.
    """
    found = standings(uow, span)
    people = select(Engineer.id, Engineer.number, Engineer.name, Engineer.stars)
    if territory_id is not None:
        people = people.where(Engineer.territory_id == territory_id)
    every = [Compared(*row, _of(found, row.id)) for row in uow.session.execute(people)]
    return sorted((one for one in every if one.standings), key=lambda one: (-one.below, one.number))


def of_engineer(uow: UnitOfWork, span: Span, engineer_id: UUID) -> Compared:
    """Return one engineer; without standings where nothing was observed."""
    row = uow.get(Engineer, engineer_id)
    return Compared(row.id, row.number, row.name, row.stars, _of(standings(uow, span), engineer_id))


def _of(found: Mapping[Measure, Mapping[UUID, Standing]], engineer_id: UUID) -> Mapping[Measure, Standing]:
    return {measure: people[engineer_id] for measure, people in found.items() if engineer_id in people}


def behind(uow: UnitOfWork, span: Span, engineer_id: UUID) -> list[Contribution]:
    """Return the requests behind an engineer's figures, the newest first."""
    values = _values(observed(uow, span, engineer_id))
    keys = sorted(values)
    found = []
    for begin in range(0, len(keys), _AT_ONCE):
        rows = uow.session.execute(
            select(ServiceRequest.id, ServiceRequest.code, ServiceRequest.requested_at, Territory.time_zone)
            .join(Territory, Territory.id == ServiceRequest.territory_id)
            .where(ServiceRequest.id.in_(keys[begin : begin + _AT_ONCE]))
        )
        found += [Contribution(*row, values[row.id]) for row in rows]
    return sorted(found, key=lambda one: (one.requested_at, one.code), reverse=True)


def _values(seen: Mapping[Measure, Sequence[Observed]]) -> Mapping[UUID, Mapping[Measure, float]]:
    told: dict[UUID, dict[Measure, list[float]]] = defaultdict(lambda: defaultdict(list))
    for measure, every in seen.items():
        for one in every:
            told[one.request_id][measure].append(one.value)
    return {
        key: {measure: sum(given) / len(given) for measure, given in measures.items()}
        for key, measures in told.items()
    }
