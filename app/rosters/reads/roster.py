"""A roster of some days: who is there when, drawn day by day in the territory's own time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from app.kernel import UnitOfWork, visibility
from app.kernel.local_dates import local_date
from app.registers.reads.shifts import presence_of
from app.registers.rules.roster import Presence, merged, without
from app.registers.tables import Engineer, Leave, Shift, Territory
from app.rosters.reads.demand import Asked
from app.rosters.rules.cover import Hour, Span, gaps, hours
from app.rosters.rules.duties import duties
from app.rosters.rules.local_days import hours_of, span_of

Row = TypeVar("Row", Shift, Leave)

WHOLE = 1000
"""A day is drawn so wide."""


@dataclass(frozen=True, slots=True)
class Bar:
    """The part of a shift that falls on a day; `duty_…_at` are those of the whole duty.

    `before` and `beyond`: the duty began on a day before, or goes on after this one.  `away`: leave covers
    it.  `left` and `width` are in thousandths of the day.
    """

    shift: Shift
    duty_starts_at: datetime
    duty_ends_at: datetime
    before: bool
    beyond: bool
    away: bool
    left: int
    width: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One engineer's day."""

    day: date
    bars: Sequence[Bar]
    leaves: Sequence[Leave]


@dataclass(frozen=True, slots=True)
class Line:
    """One engineer's days; `planned` is how long he is there, without breaks and leave."""

    engineer: Engineer
    cells: Sequence[Cell]
    planned: timedelta


@dataclass(frozen=True, slots=True)
class DayHead:
    """A day of the roster; `gaps` are the spans in which nobody is there."""

    day: date
    begins_at: datetime
    ends_at: datetime
    hours: Sequence[Hour]
    gaps: Sequence[Span]

    @property
    def empty(self) -> bool:
        """Whether nobody is there the whole day."""
        return list(self.gaps) == [(self.begins_at, self.ends_at)]

    @property
    def short(self) -> int:
        """In how many hours fewer are there than the demand wants."""
        return sum(one.short for one in self.hours)


@dataclass(frozen=True, slots=True)
class Roster:
    """The days with who is there."""

    territory: Territory
    days: Sequence[DayHead]
    lines: Sequence[Line]

    @property
    def gaps(self) -> list[Span]:
        """The spans in which nobody is there, those over midnight in one."""
        found: list[Span] = []
        for span in (span for head in self.days for span in head.gaps):
            if found and found[-1][1] == span[0]:
                found[-1] = (found[-1][0], span[1])
            else:
                found.append(span)
        return found


def roster(uow: UnitOfWork, territory: Territory, days: Sequence[date], asked: Asked | None) -> Roster:
    """Read the roster of these days in a row, of the engineers whom the principal may see."""
    zone = territory.time_zone
    begin, end = span_of(days[0], zone)[0], span_of(days[-1], zone)[1]
    shifts = _rows(uow, Shift, territory, begin - timedelta(days=1), end + timedelta(days=1))
    leaves = _rows(uow, Leave, territory, begin, end)
    engineers = people(uow, territory, {*shifts})
    closed = {one.id for one in engineers if not one.active}
    there = {
        key: _left(shifts[key], leaves.get(key, []), uow.now if key in closed else None) for key in shifts
    }
    everybody = [one for left in there.values() for one in left]
    return Roster(
        territory,
        [_head(day, zone, everybody, asked) for day in days],
        [
            _line(one, days, zone, shifts.get(one.id, []), leaves.get(one.id, []), there.get(one.id, []))
            for one in engineers
        ],
    )


def people(uow: UnitOfWork, territory: Territory, also: Iterable[UUID] = ()) -> Sequence[Engineer]:
    """The territory's engineers whom the principal may see; those who left only if `also` wanted."""
    found = select(Engineer).where(
        Engineer.territory_id == territory.id,
        or_(Engineer.active, Engineer.id.in_(also)),
        visibility.rows(Engineer, uow.principal),
    )
    return uow.session.scalars(found.order_by(Engineer.number)).all()


def _rows(
    uow: UnitOfWork, table: type[Row], territory: Territory, begin: datetime, end: datetime
) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    for row in uow.session.scalars(
        select(table)
        .join(Engineer, Engineer.id == table.engineer_id)
        .where(
            Engineer.territory_id == territory.id,
            visibility.rows(table, uow.principal),
            table.starts_at < end,
            table.ends_at > begin,
        )
        .order_by(table.starts_at, table.id)
    ):
        found[row.engineer_id].append(row)
    return found


def _left(
    shifts: Sequence[Shift], leaves: Sequence[Leave], gone_at: datetime | None = None
) -> list[Presence]:
    """Return what is left of the shifts without leave, and of who was taken out of use without what comes."""
    away = [(one.starts_at, one.ends_at) for one in leaves]
    if gone_at is not None:
        away += [(gone_at, max(gone_at, *(one.ends_at for one in shifts)))]
    return merged(left for one in shifts for left in without(presence_of(one), away))


def _until(now: datetime, there: Sequence[Presence]) -> list[Presence]:
    """Of one who is out of use: his shifts stand on record, and nobody counts on those to come."""
    return [
        left for one in there for left in (without(one, [(now, one.ends_at)]) if one.ends_at > now else [one])
    ]


def _head(day: date, zone: str, everybody: Sequence[Presence], asked: Asked | None) -> DayHead:
    begin, end = span_of(day, zone)
    there = [one for one in everybody if one.starts_at < end and one.ends_at > begin]
    counted = hours(there, hours_of(day, zone))
    if asked is not None:
        counted = [_asking(one, zone, asked) for one in counted]
    return DayHead(day, begin, end, counted, gaps(there, begin, end))


def _asking(hour: Hour, zone: str, asked: Asked) -> Hour:
    local = hour.begins_at.astimezone(ZoneInfo(zone)).hour
    return replace(hour, expected=asked.per_hour[local], wanted=asked.wanted[local])


def _line(
    engineer: Engineer,
    days: Sequence[date],
    zone: str,
    shifts: Sequence[Shift],
    leaves: Sequence[Leave],
    there: Sequence[Presence],
) -> Line:
    whole = {row.id: (duty[0], duty[-1]) for duty in duties(shifts, zone) for row in duty}
    begin, end = span_of(days[0], zone)[0], span_of(days[-1], zone)[1]
    cells = [_cell(day, zone, shifts, leaves, whole) for day in days]
    return Line(engineer, cells, _planned(there, begin, end))


def _cell(
    day: date,
    zone: str,
    shifts: Sequence[Shift],
    leaves: Sequence[Leave],
    whole: Mapping[UUID, tuple[Shift, Shift]],
) -> Cell:
    begin, end = span_of(day, zone)
    today = [one for one in shifts if one.starts_at < end and one.ends_at > begin]
    away = [one for one in leaves if one.starts_at < end and one.ends_at > begin]
    return Cell(day, [_bar(one, begin, end, zone, whole[one.id], away) for one in today], away)


def _bar(
    shift: Shift,
    begin: datetime,
    end: datetime,
    zone: str,
    duty: tuple[Shift, Shift],
    leaves: Sequence[Leave],
) -> Bar:
    first, last = duty
    since, until = max(shift.starts_at, begin), min(shift.ends_at, end)
    left, right = (round(WHOLE * ((at - begin) / (end - begin))) for at in (since, until))
    return Bar(
        shift=shift,
        duty_starts_at=first.starts_at,
        duty_ends_at=last.ends_at,
        before=first.starts_at < begin,
        beyond=local_date(last.ends_at - timedelta(seconds=1), zone) > local_date(begin, zone),
        away=any(one.starts_at <= since and one.ends_at >= until for one in leaves),
        left=left,
        width=max(1, right - left),
    )


def _planned(there: Sequence[Presence], begin: datetime, end: datetime) -> timedelta:
    total = timedelta()
    for one in there:
        spans = [(one.starts_at, one.ends_at, 1), *((a, b, -1) for a, b in one.breaks)]
        for a, b, sign in spans:
            total += sign * max(timedelta(), min(b, end) - max(a, begin))
    return total
