"""How many engineers an hour needs so that a share of its promises is kept.

An hour is looked at by itself, as if its demand lasted (stationary, independent, period by period: Green,
Kolesar and Soares, Operations Research 49, 2001). Requests come at random and are served one after another
by c engineers (M/M/c; Erlang's C, Gross and others, Fundamentals of Queueing Theory, section 2.3). A
promise is kept if waiting for an engineer and his way there together take less time than was promised; the
ways are those that were really seen, so that slow ones count as often as they happen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.rosters.rules.staffing import crews

TARGETS: Final = (95, 98, 99)
"""Per cent of promises kept."""

_HOUR_S: Final = 3600
_EXACTLY: Final = 9


@dataclass(frozen=True, slots=True)
class Work:
    """What a request takes: `busy_s` of an engineer altogether, and ways there, in seconds, equally likely.

    `measured`: from `visits` that were made; otherwise too few were, and it is assumed.
    """

    busy_s: float
    ways_s: Sequence[float]
    promise_s: int
    measured: bool
    visits: int

    @property
    def reachable(self) -> float:
        """The share of promises that engineers enough could keep: the way alone is not too long."""
        return sum(way < self.promise_s for way in self.ways_s) / len(self.ways_s)

    @property
    def usual_way_s(self) -> float:
        """The median way."""
        ways = sorted(self.ways_s)
        return (ways[(len(ways) - 1) // 2] + ways[len(ways) // 2]) / 2


Needed = Mapping[int, int | None]
"""Per cent of promises → engineers; None where no number of them reaches it."""


def kept(engineers: int, waits: float, load: float, work: Work) -> float:
    """The share of promises kept; `waits` is how often somebody has to wait, `load` is in Erlang."""
    pace = (engineers - load) / work.busy_s
    slacks = [work.promise_s - way for way in work.ways_s]
    return sum(1 - waits * math.exp(-pace * slack) for slack in slacks if slack > 0) / len(slacks)


def needed(per_hour: float, work: Work) -> Needed:
    """The least number of engineers for each target."""
    found: dict[int, int | None] = dict.fromkeys(TARGETS, 0 if per_hour <= 0 else None)
    open_targets = [one for one in TARGETS if per_hour > 0 and 100 * work.reachable >= one]
    load = per_hour * work.busy_s / _HOUR_S
    for engineers, waits in crews(load):
        share = 100 * kept(engineers, waits, load, work)
        while open_targets and share >= min(open_targets[0], 100 * work.reachable - 10**-_EXACTLY):
            found[open_targets.pop(0)] = engineers
        if not open_targets:
            break
    return found


@dataclass(slots=True)
class Needs:
    """Answers by rate: hours with equal counts have equal needs."""

    work: Work
    _known: dict[float, Needed] = field(default_factory=dict)

    def at(self, per_hour: float) -> Needed:
        """What this rate needs."""
        key = round(per_hour, _EXACTLY)
        if key not in self._known:
            self._known[key] = needed(key, self.work)
        return self._known[key]
