"""In which manner engineers report that they are there: mostly at once, now and then offline, or untruly."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Collection, Sequence
from enum import StrEnum

from app.demo.habits import Habits

LIE_FROM_M = 600
"""Nobody claims to be there already from nearer than this: it is not worth it."""

TRICK_FROM_M = 3000
"""From nearer nobody dates his arrival back: there is little to win."""

_AMONG_THE_FIRST = 2
"""So early the first of its kind comes, that every day of some size has one."""


class Manner(StrEnum):
    """How an arrival is reported.

    The three of a basement are true and sent when the engineer is back up: with the customer's code, with
    a position alone, with neither.  ELSEWHERE tells where the phone really is, with a wrong code; MADE_UP
    names the site, and the phone's own positions tell otherwise.

    The three tricks are played by engineers who do come.  DATED_BACK is sent from the door and says that it
    was long before; SET_BACK likewise, by a phone whose clock was turned back on the way.  SENT_AGAIN tells
    from afar where the phone is, is refused, and comes once more as if it had been offline.
    """

    PLAIN = "plain"
    BASEMENT_WITH_CODE = "basement_with_code"
    BASEMENT = "basement"
    BASEMENT_BLIND = "basement_blind"
    ELSEWHERE = "elsewhere"
    MADE_UP = "made_up"
    DATED_BACK = "dated_back"
    SENT_AGAIN = "sent_again"
    SET_BACK = "set_back"

    @property
    def is_lie(self) -> bool:
        """Whether nobody is there."""
        return self in (Manner.ELSEWHERE, Manner.MADE_UP)

    @property
    def is_claimed_early(self) -> bool:
        """Whether it is first told on the way."""
        return self.is_lie or self is Manner.SENT_AGAIN

    @property
    def is_offline(self) -> bool:
        """Whether somebody is there and the phone is out of reach."""
        return self in (Manner.BASEMENT_WITH_CODE, Manner.BASEMENT, Manner.BASEMENT_BLIND)


class Manners:
    """Deals the manners out, one a departure: a set share of each kind, the first of it soon."""

    def __init__(self, habits: Habits, rng: random.Random) -> None:
        self._lies = _Share(habits.lies, rng, (Manner.ELSEWHERE, Manner.MADE_UP))
        self._tricks = _Share(habits.tricks, rng, (Manner.DATED_BACK, Manner.SENT_AGAIN, Manner.SET_BACK))
        self._offline = _Share(
            habits.arrives_offline,
            rng,
            (Manner.BASEMENT_BLIND, Manner.BASEMENT, Manner.BASEMENT_WITH_CODE),
        )

    def next(self, drive_m: float, *, tempted: bool = True) -> Manner:
        """Return the manner of an engineer who sets out to a site so many metres away."""
        lie = self._lies.next() if tempted and drive_m >= LIE_FROM_M else None
        near = {Manner.DATED_BACK} if drive_m < TRICK_FROM_M else ()
        trick = None if lie or not tempted or drive_m < LIE_FROM_M else self._tricks.next(but=near)
        return lie or trick or self._offline.next() or Manner.PLAIN


class _Share:
    """Every so many-th of a kind, its sorts in turn."""

    def __init__(self, share: float, rng: random.Random, sorts: Sequence[Manner]) -> None:
        self._every = round(1 / share) if share else 0
        self._left = rng.randint(1, max(1, min(self._every, _AMONG_THE_FIRST)))
        self._sorts = deque(sorts)

    def next(self, *, but: Collection[Manner] = ()) -> Manner | None:
        """Return the sort whose turn it is, of all `but` those; None where it is nobody's turn."""
        if not self._every:
            return None
        self._left -= 1
        if self._left:
            return None
        self._left = self._every
        chosen = next(sort for sort in self._sorts if sort not in but)
        self._sorts.remove(chosen)
        self._sorts.append(chosen)
        return chosen
