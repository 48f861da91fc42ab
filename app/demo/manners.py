"""In which manner engineers report that they are there: mostly at once, now and then offline, or untruly."""

from __future__ import annotations

import random
from collections.abc import Sequence
from enum import StrEnum
from itertools import cycle

from app.demo.habits import Habits

LIE_FROM_M = 600
"""Nobody claims to be there already from nearer than this: it is not worth it."""

_AMONG_THE_FIRST = 2
"""So early the first of its kind comes, that every day of some size has one."""


class Manner(StrEnum):
    """How an arrival is reported.

    The three of a basement are true and sent when the engineer is back up: with the customer's code, with
    a position alone, with neither.  ELSEWHERE tells where the phone really is, with a wrong code; MADE_UP
    names the site, and the phone's own positions tell otherwise.
    """

    PLAIN = "plain"
    BASEMENT_WITH_CODE = "basement_with_code"
    BASEMENT = "basement"
    BASEMENT_BLIND = "basement_blind"
    ELSEWHERE = "elsewhere"
    MADE_UP = "made_up"

    @property
    def is_lie(self) -> bool:
        """Whether nobody is there."""
        return self in (Manner.ELSEWHERE, Manner.MADE_UP)

    @property
    def is_offline(self) -> bool:
        """Whether somebody is there and the phone is out of reach."""
        return self in (Manner.BASEMENT_WITH_CODE, Manner.BASEMENT, Manner.BASEMENT_BLIND)


class Manners:
    """Deals the manners out, one a departure: a set share of each kind, the first of it soon."""

    def __init__(self, habits: Habits, rng: random.Random) -> None:
        self._lies = _Share(habits.lies, rng, (Manner.ELSEWHERE, Manner.MADE_UP))
        self._offline = _Share(
            habits.arrives_offline,
            rng,
            (Manner.BASEMENT_BLIND, Manner.BASEMENT, Manner.BASEMENT_WITH_CODE),
        )

    def next(self, drive_m: float, *, tempted: bool = True) -> Manner:
        """Return the manner of an engineer who sets out to a site so many metres away."""
        lie = self._lies.next() if tempted and drive_m >= LIE_FROM_M else None
        return lie or self._offline.next() or Manner.PLAIN


class _Share:
    """Every so many-th of a kind, its sorts in turn."""

    def __init__(self, share: float, rng: random.Random, sorts: Sequence[Manner]) -> None:
        self._every = round(1 / share) if share else 0
        self._left = rng.randint(1, max(1, min(self._every, _AMONG_THE_FIRST)))
        self._sorts = cycle(sorts)

    def next(self) -> Manner | None:
        if not self._every:
            return None
        self._left -= 1
        if self._left:
            return None
        self._left = self._every
        return next(self._sorts)
