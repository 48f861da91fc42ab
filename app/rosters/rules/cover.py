"""Who is there, hour by hour: how many, and when nobody at all is on duty or on call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.registers.rules.roster import TOUCHING, Presence

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of a roster; `on_duty` and `on_call` are how many are there at least all of it.

    `nobody`: some of it nobody is on duty or on call.
    """

    begins_at: datetime
    ends_at: datetime
    on_duty: int
    on_call: int
    nobody: bool
    expected: float | None = None
    wanted: int | None = None

    @property
    def rostered(self) -> int:
        """How many could be sent."""
        return self.on_duty + self.on_call

    @property
    def short(self) -> bool:
        """Whether fewer are there than the demand wants."""
        return self.wanted is not None and self.rostered < self.wanted

    @property
    def level(self) -> str:
        """How it is drawn."""
        return "nobody" if self.nobody else "short" if self.short else "ok"


def at_least(there: Sequence[Span], begin: datetime, end: datetime) -> int:
    """How many of these spans are there at the least at any moment of [begin, end)."""
    inside = [(a, b) for a, b in there if a < end and b > begin]
    moments = {begin, *(edge for span in inside for edge in span if begin < edge < end)}
    return min(sum(a <= at < b for a, b in inside) for at in moments)


def working(presences: Iterable[Presence]) -> list[Span]:
    """The spans of presences without their breaks."""
    found: list[Span] = []
    for one in presences:
        since = one.starts_at
        for begins, ends in one.breaks:
            found.append((since, begins))
            since = ends
        found.append((since, one.ends_at))
    return [(a, b) for a, b in found if a < b]


def gaps(presences: Iterable[Presence], begin: datetime, end: datetime) -> list[Span]:
    """When in [begin, end) nobody is there; what is no longer than between two shifts that touch is none."""
    found: list[Span] = []
    since = begin
    for one in sorted(presences, key=lambda one: one.starts_at):
        if one.starts_at >= end:
            break
        if one.starts_at - since > TOUCHING:
            found.append((since, one.starts_at))
        since = max(since, one.ends_at)
    if end - since > TOUCHING:
        found.append((since, end))
    return found


def hours(presences: Sequence[Presence], wanted_hours: Iterable[Span]) -> list[Hour]:
    """Count who is there in each of these hours."""
    spans = list(wanted_hours)
    if not spans:
        return []
    duty = working(one for one in presences if not one.on_call)
    call = working(one for one in presences if one.on_call)
    empty = gaps(presences, spans[0][0], spans[-1][1])
    return [
        Hour(
            begins_at=a,
            ends_at=b,
            on_duty=at_least(duty, a, b),
            on_call=at_least(call, a, b),
            nobody=any(begin < b and end > a for begin, end in empty),
        )
        for a, b in spans
    ]
