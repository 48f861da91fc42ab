"""What goes wrong on the road: a van breaks down, a phone falls silent; dealt out by departures."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.demo.habits import Habits
from app.demo.shares import Share

LONG_DRIVE_S = 600
"""On a shorter drive there is no time for a mishap that anybody would notice."""

_SOONEST, _LATEST = 12, 24
"""Among these departures the first of its kind comes: late enough that the day is under way."""


class Mishap(StrEnum):
    """What happens to an engineer on the way.

    BREAKDOWN: the van stands, and he says so once he has given up mending it.  SILENT: the phone's battery is
    empty, and until it is charged somewhere nobody hears of him, nor he of anybody.
    """

    BREAKDOWN = "breakdown"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Setback:
    """A mishap that befell an engineer on the way to a visit, and how long he stood."""

    mishap: Mishap
    begins_at: datetime
    ends_at: datetime
    visit_id: str
    request_id: str
    engineer: str

    def lasts(self, at: datetime) -> bool:
        """Whether he stands at that instant."""
        return self.begins_at <= at < self.ends_at


class Mishaps:
    """Deals mishaps out, one a departure on a long drive."""

    def __init__(self, habits: Habits, rng: random.Random) -> None:
        first = (_SOONEST, _LATEST)
        self._silences = Share(habits.goes_silent, rng, (Mishap.SILENT,), first)
        self._breakdowns = Share(habits.breaks_down, rng, (Mishap.BREAKDOWN,), first)

    def next(self, drive_s: float) -> Mishap | None:
        """Return what happens to an engineer who sets out on such a drive."""
        if drive_s < LONG_DRIVE_S:
            return None
        return self._silences.next() or self._breakdowns.next()
