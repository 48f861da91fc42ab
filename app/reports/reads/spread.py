"""How evenly work and driving are spread over those who could have done it, by hours on duty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.dispatching.rules.fair_share import BOUND, FEWEST_HOURS, hours_between
from app.kernel import UnitOfWork
from app.registers.reads.shifts import presences
from app.registers.rules.roster import merged
from app.registers.tables import Engineer, Shift
from app.reports.rules.asked import Asked


@dataclass(frozen=True, slots=True)
class Share:
    """One engineer's minutes for each hour on duty."""

    engineer_id: UUID
    name: str
    figure: float


@dataclass(frozen=True, slots=True)
class Spread:
    """One measure in one territory: who carries least and most, and who lies beyond the bound."""

    measure: str
    engineers: int
    median: float
    lowest: Share
    highest: Share
    beyond: Sequence[Share]


def spreads(uow: UnitOfWork, asked: Asked, came: Sequence[Any]) -> Mapping[UUID, Sequence[Spread]]:
    """Return by territory how work and driving are spread over its engineers on duty in the span."""
    territories = sorted({row.territory_id for row in came})
    if not territories:
        return {}
    until = min(asked.to_at, uow.now)
    rosters = presences(
        uow,
        Engineer.territory_id.in_(territories),
        Shift.ends_at > asked.from_at,
        Shift.starts_at < until,
    )
    hours = {key: hours_between(merged(shifts), asked.from_at, until) for key, shifts in rosters.items()}
    minutes: dict[str, dict[UUID, float]] = {name: defaultdict(float) for name in ("work", "drive")}
    for row in came:
        if row.completed_at is not None:
            minutes["work"][row.engineer_id] += _minutes(row.on_site_at, row.completed_at)
        if row.departed_at is not None:
            minutes["drive"][row.engineer_id] += _minutes(row.departed_at, row.on_site_at)
    people = uow.session.execute(
        select(Engineer.id, Engineer.name, Engineer.territory_id)
        .where(Engineer.id.in_(list(hours)))
        .order_by(Engineer.name, Engineer.id)
    ).all()
    found: dict[UUID, list[Spread]] = {}
    for territory_id in territories:
        own = [
            (key, name) for key, name, home in people if home == territory_id and hours[key] >= FEWEST_HOURS
        ]
        for measure, by in minutes.items():
            shares = [Share(key, name, by[key] / hours[key]) for key, name in own]
            if len(shares) > 1:
                found.setdefault(territory_id, []).append(_spread(measure, shares))
    return found


def _spread(measure: str, shares: Sequence[Share]) -> Spread:
    ordered = sorted(shares, key=lambda one: (one.figure, one.name))
    middle = median(one.figure for one in ordered)
    beyond = [one for one in ordered if middle > 0 and abs(one.figure - middle) > BOUND * middle]
    return Spread(measure, len(ordered), middle, ordered[0], ordered[-1], beyond)


def _minutes(since: datetime, until: datetime) -> float:
    return max(0.0, (until - since).total_seconds() / 60)
