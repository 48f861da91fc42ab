"""The states of a job, and how long a failed one rests before it is tried again."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

MOST_TRIES = 5
"""A job that fails, or takes its worker with it, as often as this is not taken up again."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=10)


class JobState(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


ENDED = frozenset({JobState.DONE, JobState.FAILED, JobState.STOPPED})
"""From here a job moves no more; it can be repeated, which makes another one."""


def pause_after(tries: int) -> timedelta:
    """Return how long a job rests after its `tries`th failure."""
    pause: timedelta = FIRST_PAUSE * 2 ** max(tries - 1, 0)
    return min(pause, LONGEST_PAUSE)
