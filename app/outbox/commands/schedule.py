"""When a message not taken is tried again, and how long a failing receiver is left alone.  Pure."""

from __future__ import annotations

from datetime import timedelta
from random import Random

FIRST = timedelta(seconds=5)
FACTOR = 4
LONGEST = timedelta(hours=6)
SPREAD = 0.2
LONGEST_ASKED = timedelta(hours=1)
"""How long a receiver may ask to be left alone by `Retry-After`."""

WEBHOOK_ATTEMPTS = 9
PEOPLE_ATTEMPTS = 6

FIRST_REST, LONGEST_REST = timedelta(seconds=1), timedelta(minutes=1)


def pause_after(attempts: int, random: Random, asked_s: int | None = None) -> timedelta:
    """Return the pause after the `attempts`-th try in a row: 5 s, 20 s, 80 s … 6 h, all ± 20 %.

    `asked_s` is what the receiver asked for; up to an hour of it counts where it is longer.
    """
    plain: timedelta = min(FIRST * FACTOR ** min(attempts - 1, 20), LONGEST)
    spread: timedelta = plain * random.uniform(1 - SPREAD, 1 + SPREAD)
    return max(spread, min(timedelta(seconds=asked_s or 0), LONGEST_ASKED))


def rest_after(failures: int) -> timedelta:
    """Return how long a receiver is left alone after so many failures in a row, whatever the message."""
    rest: timedelta = min(FIRST_REST * 2 ** min(failures - 1, 20), LONGEST_REST)
    return rest
