"""How many engineers an hour's expected requests want.

Requests come at random and are served one after another by c engineers (M/M/c; Erlang's formula C, Gross and
others, Fundamentals of Queueing Theory, section 2.3).  Wanted is the least c for which a request waits longer
than the promise leaves after the drive in at most one of twenty cases.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

LATE: Final = 0.05
LEAST_SLACK_S: Final = 60.0
MOST: Final = 2_000


def wanted(per_hour: float, busy_s: float, slack_s: float) -> int:
    """The least number of engineers: each request keeps one busy for `busy_s`, and may wait `slack_s`."""
    if per_hour <= 0:
        return 0
    load = per_hour * busy_s / 3600
    slack = max(slack_s, LEAST_SLACK_S)
    for engineers, waits in crews(load):
        if waits * math.exp(-(engineers - load) * slack / busy_s) <= LATE:
            return engineers
    return MOST


def crews(load: float) -> Iterator[tuple[int, float]]:
    """Each number of engineers that can carry `load` (in Erlang), with how often one waits: Erlang's C."""
    blocked = 1.0  # Erlang B of no engineer at all
    for engineers in range(1, MOST):
        blocked = load * blocked / (engineers + load * blocked)
        if engineers > load:
            yield engineers, blocked / (1 - load / engineers * (1 - blocked))
