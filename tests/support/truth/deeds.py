"""What an arrival that a phone reported really was, and what may come of the promise by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations

LIVE = timedelta(seconds=30)
CLOSE = timedelta(seconds=60)
"""So near to the due time nobody asks for more than the rule gives."""

FENCE_M, WIDEST_M = 200.0, 50.0
FASTEST_M_S, FORGIVEN_M = 120 / 3.6, 700.0
AWAY_M, STAYS = 1200.0, timedelta(minutes=10)
HALF_HOUR, HOUR = timedelta(minutes=30), timedelta(hours=1)
PAIR_M, PAIR = 3000.0, timedelta(minutes=10)
UNCOUNTED = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """A true position that the server holds: of an engineer, metres along the road."""

    at: datetime
    engineer: int
    metres: float


@dataclass
class Deed:
    """One arrival as it was.

    honest: the engineer was there at `at` and the phone says so as well as it can.  claimed_m: where the
    phone said it was, None without a position.  codes: whether each code given was right, in order.
    received_at: when it came; numbered: it follows without a gap from a message acknowledged before.
    jumped: the phone's clock was set between.
    """

    engineer: int
    site_m: float
    at: datetime
    received_at: datetime
    honest: bool
    claimed_m: float | None
    accuracy_m: float = 9.0
    mock: bool = False
    offline: bool = False
    numbered: bool = False
    jumped: bool = False
    codes: list[bool] = field(default_factory=list)
    customer: bool = False

    @property
    def has_word(self) -> bool:
        """Whether the customer spoke."""
        return self.customer or (any(self.codes) and self.codes.count(False) < UNCOUNTED)

    def has_track(self, seen: Iterable[Seen], at: datetime) -> bool:
        """Whether the server holds a position of the half hour before."""
        return any(s.engineer == self.engineer and at - HALF_HOUR <= s.at < at for s in seen)

    def is_supported(self, seen: Iterable[Seen], at: datetime, due_at: datetime) -> bool:
        """Whether an honest arrival has what makes it count."""
        if self.claimed_m is None or self.jumped or self.codes.count(False) >= UNCOUNTED:
            return False
        if self.codes and not self.has_word:
            return False
        crosses = at <= due_at < self.received_at and self.received_at - at > LIVE
        return (self.has_word or self.has_track(seen, at)) and (self.numbered or not crosses)

    def against(
        self, seen: Iterable[Seen], at: datetime, due_at: datetime, ended_at: datetime | None
    ) -> set[str]:
        """Name what the server holds against an arrival that it recorded `at`."""
        found = set()
        if self.mock:
            found.add("mock")
        if self.claimed_m is not None and abs(self.claimed_m - self.site_m) > FENCE_M + WIDEST_M + 10:
            found.add("outside")
        if self.codes and not self.has_word:
            found.add("wrong code")
        if not self.has_word and not self.has_track(seen, at):
            found.add("nothing for it")
        late = at <= due_at < self.received_at and self.received_at - at > LIVE + CLOSE
        if late and (not self.numbered or self.jumped):
            found.add("dated back")
        mine = [s for s in seen if s.engineer == self.engineer and at - HALF_HOUR < s.at < at + HOUR]
        if any(self._contradicts(a, b, at, ended_at) for a, b in combinations(mine, 2)):
            found.add("seen elsewhere")
        return found

    def _contradicts(self, one: Seen, other: Seen, at: datetime, ended_at: datetime | None) -> bool:
        """Whether two positions that bear each other out cannot be true together with the arrival."""
        near = timedelta(0) < abs(one.at - other.at) <= PAIR and abs(one.metres - other.metres) < PAIR_M
        return near and any(self._is_elsewhere(s, at, ended_at) for s in (one, other))

    def _is_elsewhere(self, seen: Seen, at: datetime, ended_at: datetime | None) -> bool:
        gap_m = abs(seen.metres - self.site_m) - FENCE_M - self.accuracy_m
        between_s = abs((seen.at - at).total_seconds())
        until = min(at + STAYS, ended_at or at + STAYS)
        left = at < seen.at < until and gap_m > AWAY_M
        return left or gap_m > FASTEST_M_S * between_s + FORGIVEN_M
