"""One visit in an engineer's hands, and the drive to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.demo.manners import Manner
from app.demo.mishaps import Setback
from app.demo.players.checklist import Worksheet
from app.demo.trips import Path
from app.demo.world import Point

TRACE_S = 30
"""Seconds between two positions on the way."""


class Step(StrEnum):
    """How far the engineer is with it."""

    PACKING = "packing"
    DRIVING = "driving"
    OUT_OF_REACH = "out_of_reach"
    WORKING = "working"
    PRETENDING = "pretending"


@dataclass(frozen=True, slots=True)
class Leg:
    """A drive along `path`."""

    path: Path
    departs_at: datetime
    arrives_at: datetime

    @property
    def target(self) -> Point:
        """Where it ends."""
        return self.path.points[-1]

    def position(self, at: datetime) -> Point:
        """Return where the engineer is at `at`."""
        total = (self.arrives_at - self.departs_at).total_seconds()
        share = (at - self.departs_at).total_seconds() / total if total else 1.0
        return self.path.position(share)

    def standing(self, share: float, stands: timedelta) -> Leg:
        """Return the same drive by somebody who stands so long after a share of it."""
        drive = self.arrives_at - self.departs_at
        before, whole = share * drive, drive + stands
        where = self.position(self.departs_at + before)
        passed = [(at, point) for at, point in zip(self.path.shares, self.path.points, strict=True)]
        shares, points = [0.0], [self.path.points[0]]
        for at, point in ((at, point) for at, point in passed if 0.0 < at < share):
            shares.append(at * drive / whole)
            points.append(point)
        shares += [before / whole, (before + stands) / whole]
        points += [where, where]
        for at, point in ((at, point) for at, point in passed if at > share):
            shares.append((at * drive + stands) / whole)
            points.append(point)
        path = Path((*shares[:-1], 1.0), tuple(points))
        return Leg(path, self.departs_at, self.departs_at + whole)

    def trace(self, begin: datetime, end: datetime) -> Iterator[tuple[datetime, Point]]:
        """Yield instants and points after `begin` up to `end`, the last one at `end` itself."""
        at = begin + timedelta(seconds=TRACE_S)
        while at < end:
            yield at, self.position(at)
            at += timedelta(seconds=TRACE_S)
        yield end, self.position(end)


@dataclass
class Errand:
    """What the engineer has in hand."""

    visit_id: str
    request_id: str
    step: Step = Step.PACKING
    worksheet: Worksheet | None = None
    leg: Leg | None = None
    reported_at: datetime | None = None
    manner: Manner = Manner.PLAIN
    setback: Setback | None = None
