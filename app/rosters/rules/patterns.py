"""Patterns of duty: cycles of days that crews work one after another (四班三运转 and the like)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.kernel.phrases import Phrase
from app.registers.rules.roster import ShiftKind
from app.rosters.rules.local_days import DAY_MINUTES, days_from, monday

MOST_CREWS, LONGEST_CYCLE, MOST_PIECES = 12, 56, 4


@dataclass(frozen=True, slots=True)
class Piece:
    """One span of a day in minutes after its midnight; from 1440 on they are of the next day."""

    begins: int
    ends: int
    kind: ShiftKind = ShiftKind.DUTY
    setout_s: int = 0
    breaks: tuple[tuple[int, int], ...] = ()


Day = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A cycle; crew n begins it `(n - 1) · len(days) / crews` days later.  `weekly`: day 1 is a Monday."""

    key: str
    name: Phrase | str
    days: tuple[Day, ...]
    crews: int = 1
    weekly: bool = False

    def day_of(self, crew: int, on: date, anchor: date) -> Day:
        """What a crew (from 1 on) works on a day, where `anchor` is crew 1's first day of a cycle."""
        begin = monday(anchor) if self.weekly else anchor
        behind = (crew - 1) * len(self.days) // self.crews
        return self.days[((on - begin).days - behind) % len(self.days)]

    def pieces(self, crew: int, first: date, last: date, anchor: date) -> Iterator[tuple[date, Piece]]:
        """What a crew works from `first` to `last`, both included."""
        for on in days_from(first, (last - first).days + 1):
            for piece in self.day_of(crew, on, anchor):
                yield on, piece


def _duty(begin: int, end: int, *breaks: tuple[float, float]) -> Day:
    ends = end if end > begin else end + 24
    rests = tuple((round(a * 60), round(b * 60)) for a, b in breaks)
    return (Piece(begin * 60, ends * 60, breaks=rests),)


_REST: Day = ()
_MORNING, _EVENING, _NIGHT = _duty(8, 16, (12, 12.5)), _duty(16, 0, (20, 20.5)), _duty(0, 8, (4, 4.5))
_DAY, _LONG_NIGHT = _duty(8, 20, (12, 12.5)), _duty(20, 8, (24, 24.5))
_OFFICE = _duty(9, 18, (12, 13))

BUILT_IN: Mapping[str, Pattern] = {
    one.key: one
    for one in (
        Pattern(
            "four_crews_three_shifts",
            Phrase("Four crews, three shifts"),
            (*[_NIGHT] * 2, *[_MORNING] * 2, *[_EVENING] * 2, _REST, _REST),
            crews=4,
        ),
        Pattern(
            "day_night_rest_rest",
            Phrase("Day, night, rest, rest"),
            (_DAY, _LONG_NIGHT, _REST, _REST),
            crews=4,
        ),
        Pattern(
            "two_shifts",
            Phrase("Two shifts, early and late by turns of a week"),
            (*[_duty(7, 15, (11, 11.5))] * 6, _REST, *[_duty(15, 23, (18, 18.5))] * 6, _REST),
            crews=2,
            weekly=True,
        ),
        Pattern("five_two", Phrase("Five days on, weekend off"), (*[_OFFICE] * 5, _REST, _REST), weekly=True),
    )
}
"""Patterns that every installation has."""


def days_of_json(days: Sequence[Sequence[Mapping[str, Any]]]) -> tuple[Day, ...]:
    """Read the days of a pattern as they are stored and sent: times of day as `HH:MM`."""
    return tuple(tuple(_piece(one) for one in day) for day in days)


def _piece(told: Mapping[str, Any]) -> Piece:
    begins = minute_of(told["begins"])
    ends = after(begins, minute_of(told["ends"]))
    breaks = []
    since = begins
    for begin, end in told.get("breaks") or ():
        begin_at = since if minute_of(begin) == since % DAY_MINUTES else after(since, minute_of(begin))
        since = after(begin_at, minute_of(end))
        breaks.append((begin_at, since))
    kind = ShiftKind(told.get("kind") or ShiftKind.DUTY)
    return Piece(begins, ends, kind, int(told.get("setout_s") or 0), tuple(breaks))


def minute_of(clock: str) -> int:
    """`08:30` in minutes; `24:00` is the midnight that ends the day."""
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)


def after(begins: int, ends: int) -> int:
    """Put an end on the next day where it is not after its beginning."""
    while ends <= begins:
        ends += DAY_MINUTES
    return ends


def clock_of(minute: int) -> str:
    """Minutes as a clock shows them."""
    hour, minutes = divmod(minute % DAY_MINUTES, 60)
    return f"{hour:02}:{minutes:02}"
