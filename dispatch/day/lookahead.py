"""What an assignment takes from what comes after it: the price of time, and the wait of a job that is left.

Every minute of an engineer delays all that this engineer would do next. So time has a price that grows with
the work that waits, driving counts in full, and service counts in part because it must be done some day; a
job that is left now waits as long as its kind of work does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.day.patience import Patience
from dispatch.day.scarcity import backlog
from dispatch.model.objective import LookAhead, Pressing
from dispatch.model.tables import Floats, Ints, Tables

HOUR_S = 3600


@dataclass(frozen=True)
class Prices:
    """In seconds of driving: `time` (n,) is a second of each engineer, `leaving` (m,) each job left for now.

    `service` (m,) is the share of that price which a second of service counts, `response` a second until
    somebody is reached; `cap` (m,) is what it is worth to arrive by `until` (m,). `share` is what being late
    counts. Where rows have jobs of their own, (m,) is (n, 1, m).
    """

    time: Floats
    service: Floats
    response: Floats | float
    leaving: Floats
    cap: Floats
    until: Floats
    share: Floats | float = 1.0


def prices(tables: Tables, ahead: LookAhead, pressing: Pressing, waits: Patience) -> Prices:
    """Prices of this instant."""
    weights, now_s = tables.weights, tables.problem.now_s
    waiting = backlog(tables)
    reached_s = now_s + ahead.leave_s + ahead.leave_per_wait * waiting.wait_s
    late_s = np.maximum(0.0, reached_s - tables.due)
    time = weights.late_s * (ahead.time + ahead.time_per_job * waiting.jobs)
    return Prices(
        time=np.maximum(weights.drive_s, time),
        service=ahead.service * _room(tables, waiting.wait_s, ahead),
        response=weights.late_s * ahead.response,
        leaving=weights.late * tables.priority + weights.late_s * late_s,
        cap=_cap(tables, pressing, waits),
        until=waits.until,
    )


def _cap(tables: Tables, pressing: Pressing, waits: Patience) -> Floats:
    """A request that presses against the cap counts more than any promise, and more for each hour."""
    hours = np.minimum(waits.pressing_s / HOUR_S, pressing.most_hours)
    worth = np.where(waits.pressing_s > 0, pressing.at_once + pressing.per_hour * hours, 0.0)
    counts: Floats = tables.weights.late * worth
    return counts


def _room(tables: Tables, wait_s: Floats, ahead: LookAhead) -> Floats:
    ends = np.where(tables.may, tables.shift_end[:, None], tables.problem.now_s).max(axis=0, initial=0)
    return room(ends - tables.problem.now_s, wait_s, ahead)


def room(left_s: Floats | Ints, wait_s: Floats, ahead: LookAhead) -> Floats:
    """From 1 while the day is long to -1 when a job's kind of work fills what is left of it.

    Short services go first because that makes fewest wait; long ones go first when the day ends, because
    what does not fit is not served at all.
    """
    spare_s = left_s - ahead.closing_s - wait_s
    share: Floats = np.clip(spare_s / ahead.closing_window_s, -1.0, 1.0)
    return share
