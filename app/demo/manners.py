"""In which manner engineers report that they are there: mostly at once, now and then offline, or untruly."""

from __future__ import annotations

import random
from enum import StrEnum

from app.demo.habits import Habits
from app.demo.shares import Share

LIE_FROM_M = 600
"""Nobody claims to be there already from nearer than this: it is not worth it."""

TRICK_FROM_M = 3000
"""From nearer nobody dates his arrival back: there is little to win."""


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


_BASEMENTS = (
    *(Manner.BASEMENT, Manner.BASEMENT_WITH_CODE, Manner.BASEMENT, Manner.BASEMENT_BLIND),
    *(Manner.BASEMENT_WITH_CODE, Manner.BASEMENT, Manner.BASEMENT_WITH_CODE, Manner.BASEMENT),
)
"""Most phones find satellites on the stairs."""


class Manners:
    """Deals the manners out, one a departure: a set share of each kind, the first of it soon."""

    def __init__(self, habits: Habits, rng: random.Random) -> None:
        self._lies = Share(habits.lies, rng, (Manner.ELSEWHERE, Manner.MADE_UP))
        self._tricks = Share(habits.tricks, rng, (Manner.SENT_AGAIN, Manner.DATED_BACK, Manner.SET_BACK))
        self._offline = Share(
            habits.arrives_offline,
            rng,
            _BASEMENTS,
        )

    def next(self, drive_m: float, *, tempted: bool = True) -> Manner:
        """Return the manner of an engineer who sets out to a site so many metres away."""
        lie = self._lies.next() if tempted and drive_m >= LIE_FROM_M else None
        near = {Manner.DATED_BACK} if drive_m < TRICK_FROM_M else ()
        trick = None if lie or not tempted or drive_m < LIE_FROM_M else self._tricks.next(but=near)
        return lie or trick or self._offline.next() or Manner.PLAIN
