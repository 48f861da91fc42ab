"""A manager's day: today and this week against what each territory means to keep."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.local_dates import local_date
from app.registers.tables import Territory
from app.reports.reads.reports import report
from app.reports.rules.asked import Asked, By
from app.reports.rules.figures import Figures
from app.requests.reads.outcomes import Tally
from app.requests.rules.promise import Outcome

_NOTHING: Figures = {"requests": 0, "kept": 0, "broken": 0, "kept_pct": None, "unsettled": 0, "open": 0}


@dataclass(frozen=True, slots=True)
class Span:
    """What promises of a span came to, and what asks for them."""

    asked: Asked
    figures: Figures
    target_pct: float

    @property
    def meets(self) -> bool | None:
        """Whether the share kept is what was meant; None before any promise was kept or broken."""
        share = self.figures["kept_pct"]
        return None if share is None else share >= self.target_pct


@dataclass(frozen=True, slots=True)
class TerritoryDay:
    """One territory: today and since Monday, by its own clock."""

    id: UUID
    name: str
    zone: str
    target_pct: float
    today: Span
    week: Span


def territory_days(uow: UnitOfWork, wanted: Collection[UUID] = ()) -> list[TerritoryDay]:
    """Return the active territories or the wanted ones, those furthest below what they mean to keep first."""
    columns = (Territory.id, Territory.name, Territory.time_zone, Territory.kept_target_pct)
    query = select(*columns).where(Territory.id.in_(wanted) if wanted else Territory.active)
    rows = uow.session.execute(query.order_by(Territory.name)).all()
    figures = {zone: _by_territory(uow, zone) for zone in {row.time_zone for row in rows}}
    days = [_day(*row, figures[row.time_zone]) for row in rows]
    return sorted(days, key=lambda day: (_behind(day), day.name))


def _behind(day: TerritoryDay) -> float:
    share = day.week.figures["kept_pct"]
    return 0.0 if share is None else share - day.target_pct


def _by_territory(uow: UnitOfWork, zone: str) -> Sequence[tuple[Asked, Mapping[str, Figures]]]:
    """Count today and this week as the days of one zone are: once for all its territories."""
    today = local_date(uow.now, zone)
    monday = today - timedelta(days=today.weekday())
    found = []
    for first in (today, monday):
        asked = Asked("promises", By.TERRITORY, first, today, zone)
        found.append((asked, {line.key: line.figures for line in report(uow, asked).lines}))
    return found


def _day(
    key: UUID, name: str, zone: str, target: float, found: Sequence[tuple[Asked, Mapping[str, Figures]]]
) -> TerritoryDay:
    today, week = (
        Span(replace(asked, territory_id=key, by=By.ENGINEER), figures.get(str(key), _NOTHING), target)
        for asked, figures in found
    )
    return TerritoryDay(key, name, zone, target, today, week)


def together(spans: Sequence[Span]) -> Tally:
    """Add up what promises came to in several territories."""
    names = {Outcome.KEPT_PLAUSIBLE: "kept", Outcome.BROKEN: "broken", Outcome.UNSETTLED: "unsettled"}
    counts = dict.fromkeys(Outcome, 0)
    for outcome, name in names.items():
        counts[outcome] = int(sum(span.figures[name] or 0 for span in spans))
    return Tally(counts)
