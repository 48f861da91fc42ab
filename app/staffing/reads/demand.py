"""What was asked for in the last weeks, and how long it took; read as columns: a large company has many."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select

from app.kernel import UnitOfWork
from app.kernel.local_dates import local_date
from app.laboratory.rules.setting_out import setting_out_s
from app.registers.tables import Territory
from app.requests.rules.lifecycle import RequestState
from app.requests.tables import ServiceRequest, Visit
from app.rosters.rules.local_days import DAY, hours_of, span_of
from app.staffing.rules.needed import Work
from dispatch.scenarios.source import APPROACH_S

FEWEST_VISITS: Final = 30
"""With fewer the way is not learned but assumed."""

_MOST_WAYS: Final = 200
_LONGEST_S: Final = 8 * 3600
_DAY_H: Final = 24


@dataclass(frozen=True, slots=True)
class Made:
    """A request that somebody had to go to: the local day and hour, and what it asked for."""

    day: int
    hour: int
    skill: str
    min_stars: int
    expected_s: int

    @property
    def slot(self) -> int:
        """The hour of the week; Monday midnight is 0."""
        return _week_hour(self.day, self.hour)


@dataclass(frozen=True, slots=True)
class Watched:
    """The requests of whole local days, and which hours those days had."""

    made: Sequence[Made]
    hours: Counter[tuple[int, int]]
    """(Day, hour) → how often clocks showed it: once, but for the day on which they are set."""

    def slots(self, made: Sequence[Made]) -> dict[int, list[int]]:
        """Hour of the week → how many of these requests were made in it, week by week."""
        counts = Counter((one.day, one.hour) for one in made)
        found: dict[int, list[int]] = defaultdict(list)
        for (day, hour), _ in sorted(self.hours.items()):
            found[_week_hour(day, hour)].append(counts[day, hour])
        return found

    def days(self, made: Sequence[Made]) -> dict[int, list[int]]:
        """Weekday → how many of these requests were made on it, week by week."""
        counts = Counter(one.day for one in made)
        found: dict[int, list[int]] = defaultdict(list)
        for day in sorted({day for day, _ in self.hours}):
            found[_weekday(day)].append(counts[day])
        return found


def watched(uow: UnitOfWork, territory: Territory, weeks: int) -> Watched | None:
    """Read the requests of `weeks` up to last midnight; None where there were none.

    Left out are those that were called off, or solved without a visit.  Where the record begins later, the
    days before its first request are not counted as quiet ones.
    """
    zone = territory.time_zone
    today = local_date(uow.now, zone)
    begin, end = span_of(today - 7 * weeks * DAY, zone)[0], span_of(today, zone)[0]
    rows = uow.session.execute(
        select(
            *(ServiceRequest.requested_at, ServiceRequest.skill_code),
            *(ServiceRequest.min_stars, ServiceRequest.expected_s),
        ).where(*_needing_a_visit(territory, begin, end))
    )
    made = [
        Made(local.toordinal(), local.hour, skill, stars, expected_s)
        for at, skill, stars, expected_s in rows
        for local in [at.astimezone(ZoneInfo(zone))]
    ]
    if not made:
        return None
    first = local_date(begin, zone)
    first = max(first, first.fromordinal(min(one.day for one in made)))
    hours: Counter[tuple[int, int]] = Counter()
    for n in range((today - first).days):
        for at, _ in hours_of(first + n * DAY, zone):
            local = at.astimezone(ZoneInfo(zone))
            hours[local.toordinal(), local.hour] += 1
    return Watched(made, hours)


def work_of(uow: UnitOfWork, territory: Territory, found: Watched, weeks: int) -> Work:
    """What a request takes: of the visits to requests of these weeks, else assumed.

    Return visits are counted with the request that they belong to.  A way lasts from when the engineer had
    the visit and nothing else to do until he was there.
    """
    end = span_of(local_date(uow.now, territory.time_zone), territory.time_zone)[0]
    rows = uow.session.execute(
        select(
            *(Visit.request_id, Visit.engineer_id, Visit.ordinal, ServiceRequest.received_at),
            *(Visit.assigned_at, Visit.departed_at, Visit.on_site_at, Visit.completed_at),
        )
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(
            *_needing_a_visit(territory, end - timedelta(weeks=weeks), end),
            *(Visit.departed_at.is_not(None), Visit.on_site_at.is_not(None), Visit.completed_at.is_not(None)),
        )
        .order_by(Visit.engineer_id, Visit.on_site_at, Visit.id)
    )
    ways: list[float] = []
    busy: dict[UUID, float] = defaultdict(float)
    free_at: dict[UUID | None, datetime] = {}
    for request_id, engineer_id, ordinal, received_at, assigned_at, *there in rows:
        departed_at, on_site_at, completed_at = (at for at in there if at is not None)
        ready = [at for at in (assigned_at, free_at.get(engineer_id), received_at) if at is not None]
        setting_out = setting_out_s(departed_at, max(ready))
        free_at[engineer_id] = completed_at
        if ordinal == 1:
            ways.append(setting_out + (on_site_at - departed_at).total_seconds())
        away_s = (completed_at - departed_at).total_seconds()
        busy[request_id] += setting_out + min(_LONGEST_S, max(0.0, away_s))
    if len(ways) < FEWEST_VISITS:
        expected_s = sum(one.expected_s for one in found.made) / len(found.made)
        return Work(
            APPROACH_S + expected_s, (APPROACH_S,), territory.promise_s, measured=False, visits=len(ways)
        )
    mean_s = max(1.0, sum(busy.values()) / len(busy))
    return Work(mean_s, thinned(ways), territory.promise_s, measured=True, visits=len(ways))


def thinned(ways: Sequence[float]) -> tuple[float, ...]:
    """At most 200 of them that stand for all: equally spaced by rank."""
    ranked, count = sorted(ways), min(_MOST_WAYS, len(ways))
    return tuple(ranked[int((n + 0.5) * len(ranked) / count)] for n in range(count))


def _needing_a_visit(territory: Territory, begin: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        ServiceRequest.territory_id == territory.id,
        ServiceRequest.requested_at >= begin,
        ServiceRequest.requested_at < end,
        ServiceRequest.state != RequestState.CANCELLED,
        ServiceRequest.solved_remotely_at.is_(None),
    )


def _weekday(day: int) -> int:
    return (day - 1) % 7


def _week_hour(day: int, hour: int) -> int:
    return _weekday(day) * _DAY_H + hour
