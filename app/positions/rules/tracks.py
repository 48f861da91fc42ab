"""Whether an engineer could be at a site at an instant, by where the phone said it was before and after.

Pure.  "Possible", not "likely": the great circle is driven at a speed that no city allows, so that only what
nobody can drive speaks against anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from geopy.distance import great_circle

Point = tuple[float, float]

TOP_SPEED_KMH = 120
"""Nobody gets on faster from door to door, over the great circle."""

SLACK_M = 500
"""Forgiven over any distance: readings jump, and taps come a moment before or after the door."""

TRACK_ACCURACY_M = 500
"""A fix that is worse tells nothing of where its phone is."""

SUPPORT = timedelta(minutes=30)
"""How old the last fix before an arrival may be to lend it support."""

ORIGIN = timedelta(minutes=10)
"""How long before the departure a fix still tells where the drive began."""

ABSENCE = timedelta(minutes=10)
"""Whoever has just arrived is not seen elsewhere so soon afterwards."""

AWAY_M = 1000
"""How far from the fence "elsewhere" begins: parking and fetching a tool is nearer."""


SECONDED_M, SECONDED = 3000, timedelta(minutes=10)
"""Two fixes that do not fit the rest of the track are no error of the satellites if they are so near."""


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a phone said it was at `at`.

    `distrusted`: the filter of positions takes it for an error; `contested`: it does so only because nobody
    could have driven there from the fix before.  `lends_support`: a report of the track, and not the word of
    an arrival, which cannot support itself.
    """

    at: datetime
    point: Point
    accuracy_m: float | None = None
    mock: bool = False
    distrusted: bool = False
    contested: bool = False
    lends_support: bool = True

    @property
    def is_trusted(self) -> bool:
        """Whether it tells where the phone is."""
        return self.is_plain and not self.distrusted

    @property
    def is_plain(self) -> bool:
        """Whether nothing about it alone speaks against it."""
        poor = self.accuracy_m is not None and self.accuracy_m > TRACK_ACCURACY_M
        return not (self.mock or poor or (self.distrusted and not self.contested))


@dataclass(frozen=True, slots=True)
class Place:
    """The site with the fence around it, in metres."""

    point: Point
    fence_m: float

    def distance_m(self, point: Point) -> float:
        """Metres from the site, over the great circle."""
        return float(great_circle(self.point, point).meters)

    def gap_m(self, fix: Fix) -> float:
        """Metres that lay at least between the phone and the fence; 0 inside."""
        return max(0.0, self.distance_m(fix.point) - self.fence_m - (fix.accuracy_m or 0.0))


@dataclass(frozen=True, slots=True)
class Apart:
    """A fix too far from the site for the time between: its metres from the site, and those seconds."""

    metres: int
    seconds: int
    excess_m: float


def reach_m(between: timedelta) -> float:
    """Metres that can be driven in this time, with the slack."""
    return SLACK_M + abs(between.total_seconds()) * TOP_SPEED_KMH / 3.6


def trusted(fixes: Iterable[Fix]) -> list[Fix]:
    """The fixes that tell something, oldest first, whatever the order of delivery.

    A contested one counts where another seconds it, but only against an arrival: it lends no support.
    """
    plain = sorted((fix for fix in fixes if fix.is_plain), key=lambda fix: fix.at)
    told = [fix if fix.is_trusted else _seconded(fix, plain) for fix in plain]
    return [fix for fix in told if fix is not None]


def lone(fixes: Iterable[Fix]) -> list[Fix]:
    """The fixes that are contested and that no other seconds: they are told, and count for nothing."""
    plain = [fix for fix in fixes if fix.is_plain]
    return [fix for fix in plain if not fix.is_trusted and _seconded(fix, plain) is None]


def without(fixes: Iterable[Fix], point: Point, at: datetime) -> list[Fix]:
    """Leave out what reports of arrivals said from about `point`, shortly before or after `at`."""
    return [
        fix
        for fix in fixes
        if fix.lends_support or abs(fix.at - at) > ORIGIN or great_circle(fix.point, point).meters > SLACK_M
    ]


def _seconded(fix: Fix, plain: Iterable[Fix]) -> Fix | None:
    for other in plain:
        near_in_time = timedelta(0) < abs(other.at - fix.at) <= SECONDED
        if near_in_time and great_circle(other.point, fix.point).meters <= SECONDED_M:
            return replace(fix, distrusted=False, contested=False, lends_support=False)
    return None


def apart(place: Place, fixes: Iterable[Fix], at: datetime) -> Apart | None:
    """The fix that speaks most against being at the site at `at`; None where none does."""
    found = []
    for fix in fixes:
        between = at - fix.at
        excess_m = place.gap_m(fix) - reach_m(between)
        if excess_m > 0:
            seconds = round(abs(between.total_seconds()))
            found.append(Apart(round(place.distance_m(fix.point)), seconds, excess_m))
    return max(found, key=lambda one: one.excess_m, default=None)


def support(fixes: Sequence[Fix], at: datetime) -> Fix | None:
    """The last trusted report of the track in the half hour before `at`."""
    before = [fix for fix in fixes if fix.lends_support and at - SUPPORT <= fix.at < at]
    return before[-1] if before else None


def short_drive(place: Place, fixes: Sequence[Fix], departed_at: datetime, at: datetime) -> Apart | None:
    """Where the drive began, if it was too far away for the time from departure to arrival."""
    origins = [fix for fix in fixes if departed_at - ORIGIN <= fix.at <= departed_at]
    if not origins:
        return None
    taken = max(at - departed_at, timedelta(0))
    excess_m = place.gap_m(origins[-1]) - reach_m(taken)
    if excess_m <= 0:
        return None
    return Apart(round(place.distance_m(origins[-1].point)), round(taken.total_seconds()), excess_m)


def absence(place: Place, fixes: Iterable[Fix], at: datetime, until: datetime) -> Apart | None:
    """The first fix after `at` and before `until` that shows the phone elsewhere; None where none does."""
    for fix in fixes:
        if at < fix.at < until and (gap_m := place.gap_m(fix)) > AWAY_M:
            seconds = round((fix.at - at).total_seconds())
            return Apart(round(place.distance_m(fix.point)), seconds, gap_m - AWAY_M)
    return None
