"""What a territory's hours ask for: the requests that are expected, and how many engineers they want."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.dispatching.reads.asked_for import made_of
from app.dispatching.reads.travel import travel_of
from app.kernel import UnitOfWork
from app.registers.tables import Territory
from app.rosters.rules.staffing import wanted
from dispatch.fields import Fields
from dispatch.model.demand import HOURS, read_demand
from dispatch.scenarios.source import APPROACH_S

LEARNED, OBSERVED = "learned", "observed"
WATCHED = timedelta(days=28)
"""As long as the engine learns from."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The requests expected in each local hour, and the engineers they want.

    `source`: `learned` by the engine from four weeks, or `observed`: too few to learn from, only counted.
    """

    per_hour: Sequence[float]
    wanted: Sequence[int]
    source: str


def asked_of(uow: UnitOfWork, territory: Territory) -> Asked | None:
    """What the territory's hours ask for; None where nothing was asked in four weeks."""
    found = _learned(uow, territory) or _observed(uow, territory)
    if found is None:
        return None
    per_hour, service_s, source = found
    busy_s, slack_s = APPROACH_S + service_s, territory.promise_s - APPROACH_S
    return Asked(per_hour, [wanted(rate, busy_s, slack_s) for rate in per_hour], source)


def _learned(uow: UnitOfWork, territory: Territory) -> tuple[list[float], float, str] | None:
    told = travel_of(uow, territory).demand
    if told is None:
        return None
    field = read_demand(Fields.of(told, "demand"))
    shares = sum(field.shares)
    service_s = sum(k.expected_service_s * s for k, s in zip(field.kinds, field.shares, strict=True)) / shares
    return [sum(one.per_hour[hour] for one in field.districts) for hour in range(HOURS)], service_s, LEARNED


def _observed(uow: UnitOfWork, territory: Territory) -> tuple[list[float], float, str] | None:
    made = made_of(uow, territory, uow.now - WATCHED)
    if not made:
        return None
    counts = Counter(one.hour for one in made)
    days = WATCHED / timedelta(days=1)
    service_s = sum(one.kind.expected_service_s for one in made) / len(made)
    return [counts[hour] / days for hour in range(HOURS)], service_s, OBSERVED
