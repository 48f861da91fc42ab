"""What each hour of a week needs, beside whom the roster has there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from app.kernel import UnitOfWork, visibility
from app.registers.reads.shifts import presences
from app.registers.rules.roster import Presence
from app.registers.tables import Engineer, Shift, Territory
from app.rosters.rules.cover import hours
from app.rosters.rules.local_days import DAY, days_from, hours_of, span_of
from app.staffing.reads.demand import Made, Watched, watched, work_of
from app.staffing.rules.needed import TARGETS, Needed, Needs, Work
from app.staffing.rules.rates import Rate, dispersion, rate_of

_DAY_H: Final = 24
_WEEK_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Asking:
    """What is wanted: the last `weeks`, and the seven days of the roster from `from_on`.

    With `skill` or `min_stars` above 1 only the requests that ask for it (at least so many stars), and only
    the engineers who have it.
    """

    weeks: int
    from_on: date
    skill: str = ""
    min_stars: int = 1


@dataclass(frozen=True, slots=True)
class NeedHour:
    """One hour: what is expected in it, how many engineers that needs, and how many the roster has.

    `needed`, `needed_low` and `needed_high` go by per cent of promises kept, at the mean of the expected
    requests and at the ends of its interval; None where no number of engineers reaches it.
    """

    begins_at: datetime
    requests: Rate
    needed: Needed
    needed_low: Needed
    needed_high: Needed
    on_duty: int
    on_call: int

    @property
    def rostered(self) -> int:
        """How many could be sent."""
        return self.on_duty + self.on_call

    def missing(self, target: int) -> int:
        """How many more are needed."""
        return max(0, (self.needed[target] or 0) - self.rostered)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the roster with its hours."""

    day: date
    hours: Sequence[NeedHour]


@dataclass(frozen=True, slots=True)
class Kind:
    """Requests that need a skill and at least so many stars, and who has them: both nested in fewer stars.

    `most_needed` goes by per cent of promises kept and is the busiest hour's; `short_hours` likewise.
    """

    skill: str
    min_stars: int
    requests: int
    per_week: Rate
    most_needed: Needed
    short_hours: Mapping[int, int]
    engineers: int


@dataclass(frozen=True, slots=True)
class Staffing:
    """The week, and the kinds of requests by skill and stars; `days_watched` were learned from."""

    asking: Asking
    work: Work
    requests: int
    days_watched: int
    dispersion: float
    days: Sequence[Day]
    kinds: Sequence[Kind]

    @property
    def hours(self) -> list[NeedHour]:
        """All hours of the week, in order."""
        return [hour for day in self.days for hour in day.hours]

    def engineer_hours(self, target: int) -> int:
        """How many hours of engineers the week needs."""
        return sum(hour.needed[target] or 0 for hour in self.hours)

    @property
    def rostered_hours(self) -> int:
        """How many it has."""
        return sum(hour.rostered for hour in self.hours)

    def short(self, target: int) -> list[NeedHour]:
        """The hours that have too few, the worst first."""
        found = [hour for hour in self.hours if hour.missing(target)]
        return sorted(found, key=lambda hour: (-hour.missing(target), hour.begins_at))


def staffing(uow: UnitOfWork, territory: Territory, asking: Asking) -> Staffing | None:
    """Work it out; None where nothing was asked in these weeks."""
    found = watched(uow, territory, asking.weeks)
    if found is None or not found.hours:
        return None
    work = work_of(uow, territory, found, asking.weeks)
    needs, crew = Needs(work), _crew(uow, territory, asking.from_on)
    days = days_from(asking.from_on, _WEEK_DAYS)
    made = [one for one in found.made if _asks(one, asking.skill, asking.min_stars)]
    spread = dispersion(found.slots(made).values())
    there = crew.there(asking.skill, asking.min_stars)
    return Staffing(
        asking=asking,
        work=work,
        requests=len(made),
        days_watched=len({day for day, _ in found.hours}),
        dispersion=spread,
        days=_days(days, territory.time_zone, _rates(found, made, spread), needs, there),
        kinds=[
            _kind(found, skill, stars, needs, crew, days, territory.time_zone)
            for skill, stars in sorted({(one.skill, one.min_stars) for one in found.made})
        ],
    )


def _asks(one: Made, skill: str, min_stars: int) -> bool:
    return (not skill or one.skill == skill) and one.min_stars >= min_stars


def _rates(found: Watched, made: Sequence[Made], spread: float) -> dict[int, Rate]:
    return {slot: rate_of(sum(counts), len(counts), spread) for slot, counts in found.slots(made).items()}


def _days(
    days: Sequence[date], zone: str, rates: Mapping[int, Rate], needs: Needs, there: Sequence[Presence]
) -> list[Day]:
    nothing = Rate(0.0, 0.0, 0.0)
    found = []
    for day in days:
        begin, end = span_of(day, zone)
        today = [one for one in there if one.starts_at < end and one.ends_at > begin]
        shown = []
        for hour in hours(today, hours_of(day, zone)):
            local = hour.begins_at.astimezone(ZoneInfo(zone))
            rate = rates.get(local.weekday() * _DAY_H + local.hour, nothing)
            shown.append(
                NeedHour(
                    begins_at=hour.begins_at,
                    requests=rate,
                    needed=needs.at(rate.mean),
                    needed_low=needs.at(rate.low),
                    needed_high=needs.at(rate.high),
                    on_duty=hour.on_duty,
                    on_call=hour.on_call,
                )
            )
        found.append(Day(day, shown))
    return found


def _kind(
    found: Watched, skill: str, stars: int, needs: Needs, crew: _Crew, days: Sequence[date], zone: str
) -> Kind:
    made = [one for one in found.made if _asks(one, skill, stars)]
    by_day = found.days(made)
    weeks = sum(map(len, by_day.values())) / _WEEK_DAYS
    week = _days(days, zone, _rates(found, made, 1.0), needs, crew.there(skill, stars))
    every = [hour for day in week for hour in day.hours]
    return Kind(
        skill=skill,
        min_stars=stars,
        requests=len(made),
        per_week=rate_of(len(made), weeks, dispersion(by_day.values())),
        most_needed={one: _most(hour.needed[one] for hour in every) for one in TARGETS},
        short_hours={one: sum(hour.missing(one) > 0 for hour in every) for one in TARGETS},
        engineers=crew.count(skill, stars),
    )


def _most(needed: Iterable[int | None]) -> int | None:
    known = list(needed)
    return None if None in known else max((one for one in known if one is not None), default=0)


class _Crew:
    """Who has which skills and stars, and when they are there."""

    def __init__(self, people: Sequence[Engineer], there: Mapping[UUID, Sequence[Presence]]) -> None:
        self._people = [(one, {skill.code for skill in one.skills}) for one in people]
        self._there = there

    def _having(self, skill: str, stars: int) -> list[Engineer]:
        return [one for one, has in self._people if one.stars >= stars and (not skill or skill in has)]

    def there(self, skill: str, stars: int) -> list[Presence]:
        """When those who have it are there."""
        return [span for one in self._having(skill, stars) for span in self._there.get(one.id, ())]

    def count(self, skill: str, stars: int) -> int:
        """How many have it and are in the roster."""
        return sum(one.id in self._there for one in self._having(skill, stars))


def _crew(uow: UnitOfWork, territory: Territory, from_on: date) -> _Crew:
    zone = territory.time_zone
    begin, end = span_of(from_on, zone)[0], span_of(from_on + (_WEEK_DAYS - 1) * DAY, zone)[1]
    ours: tuple[ColumnElement[bool], ...] = (
        Engineer.territory_id == territory.id,
        Engineer.active.is_(True),
        visibility.rows(Engineer, uow.principal),
    )
    people = uow.session.scalars(
        select(Engineer).where(*ours).options(selectinload(Engineer.skills)).order_by(Engineer.number)
    ).all()
    return _Crew(people, presences(uow, *ours, Shift.starts_at < end, Shift.ends_at > begin))
