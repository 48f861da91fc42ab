"""When each act of a story happens: an hour that mostly holds, and what breaks it."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from app.cli.years.people import Nature, chance
from app.cli.years.story import CallBack, End, Shape

_SEEN_BEFORE = timedelta(seconds=10)
_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0
_TRAFFIC = 0.03
_LATE = (0.96, 0.012, 0.01, 0.018)
"""How often nobody, the office, the engineer's yes or his departure takes too long."""


class Timing:
    """Goes from act to act; `at` fills up."""

    def __init__(self, rng: random.Random, requested_at: datetime) -> None:
        self._rng = rng
        self.now = requested_at
        self.at: dict[str, datetime] = {}
        self._on("requested", 0.0, 1.0)

    def story(self, shape: Shape, who: Nature, km: float, expected_s: float) -> dict[str, datetime]:
        """Return the instants of all acts of a story; in the end the watch looks at it once."""
        if shape.end is End.CALLED_OFF:
            self._on("closed", _MINUTE, 20 * _MINUTE)
        else:
            self._visits(shape, who, km, expected_s)
            self._afterwards(shape, who, km, expected_s)
        self._on("watched", 10.0, 60.0)
        return self.at

    def _visits(self, shape: Shape, who: Nature, km: float, expected_s: float) -> None:
        self._visit("", shape, who, km, expected_s)
        if shape.end is not End.DONE:
            self._tomorrow()
            self._visit("again_", Shape(), who, km, expected_s)
        elif not shape.in_time:
            self._on("sent", 4.5 * _HOUR, 9 * _HOUR)

    def _afterwards(self, shape: Shape, who: Nature, km: float, expected_s: float) -> None:
        self._on("confirmed", _MINUTE, 30 * _MINUTE)
        self._on("rated", 5.0, 10 * _MINUTE)
        if shape.complaint:
            self._on("complained", _MINUTE, 12 * _HOUR)
            self._on("answered", 10 * _MINUTE, 20 * _HOUR)
            self._on("judged", _DAY, 12 * _DAY)
        if shape.call_back is not CallBack.NONE:
            self._on("called", 2 * _HOUR, 2 * _DAY)
        if shape.call_back is CallBack.UNSOLVED:
            self._tomorrow()
            self._visit("again_", Shape(), who, km, expected_s)
            self._on("called_again", 2 * _HOUR, 2 * _DAY)
        if shape.call_back is not CallBack.NONE:
            self._on("closed", _MINUTE, _HOUR)

    def _visit(self, which: str, shape: Shape, who: Nature, km: float, expected_s: float) -> None:
        rng = self._rng
        late = rng.choices(("", "office", "yes", "start"), _LATE)[0]
        self._on(f"{which}placed", *((25 * _MINUTE, 55 * _MINUTE) if late == "office" else (4.0, 40.0)))
        drive_s = (5.0 + 2.4 * km) * _MINUTE * rng.lognormvariate(0, 0.2)
        drive_s *= rng.uniform(1.8, 3.0) if rng.random() < _TRAFFIC else 1.0
        self.at[f"{which}eta"] = self._exact(self.now + timedelta(seconds=drive_s))
        slow = 1.0 if chance(rng, 1.5 + who.care) else 2.0
        self._on(
            f"{which}accepted", *((15 * _MINUTE, 50 * _MINUTE) if late == "yes" else (8 * slow, 80 * slow))
        )
        if shape.five_ones:
            self._on(f"{which}checked", 10.0, 60.0)
        self._on(
            f"{which}departed", *((20 * _MINUTE, 50 * _MINUTE) if late == "start" else (15.0, 150 * slow))
        )
        self._on(f"{which}seen", drive_s, drive_s * 1.05)
        self.now = self.at[f"{which}arrived"] = self.now + _SEEN_BEFORE
        if not shape.five_ones:
            self._on("checked", 30.0, 90.0)
        work_s = expected_s * who.speed * rng.lognormvariate(0, 0.35)
        if shape.end is End.DONE:
            self._on(f"{which}signed", work_s, work_s * 1.02)
            self._on(f"{which}countersigned", 20.0, 90.0)
        self._on(f"{which}ended", 10.0, 60.0)

    def _tomorrow(self) -> None:
        self._on("_", 18 * _HOUR, 3 * _DAY)
        del self.at["_"]

    def _on(self, act: str, least_s: float, most_s: float) -> None:
        self.now = self.at[act] = self._exact(
            self.now + timedelta(seconds=self._rng.uniform(least_s, most_s))
        )

    @staticmethod
    def _exact(at: datetime) -> datetime:
        """No clock shows a whole second, and JSON would write it shorter."""
        return at if at.microsecond else at.replace(microsecond=1)
