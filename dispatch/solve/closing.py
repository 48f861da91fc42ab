"""The end of the shift: nobody goes home while others still have stops to come.

In the last two hours an engineer who has nothing to do takes the later stops of others, which an overrun
would leave unserved. Where the snapshot allows overtime, a visit that nobody can finish within the shift may
be the last one of an engineer who has nothing else and sets out within it.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from dispatch.model.tables import NONE, Floats, Ints, Tables
from dispatch.model.timing import visit_arrivals

CLOSING_S: Final = 7200  # the longest service and the drive to it


def last_visits(tables: Tables, routes: list[list[int]]) -> list[list[int]]:
    """Give jobs in no route, and at the end later stops, to those who are free now and have none.

    The nearest pairs go first.
    """
    idle = np.array([not route for route in routes], dtype=bool) & (tables.ready <= tables.problem.now_s)
    later = {stop for route in routes for stop in route[1:]}
    first = {route[0] for route in routes if route}
    open_jobs = np.array([k for k in range(len(tables.jobs)) if k not in first], dtype=np.int64)
    spread = [list(route) for route in routes]
    if not open_jobs.size or not idle.any():
        return spread
    drive = _drives(tables, open_jobs)
    drive[~idle] = np.inf
    early = tables.shift_end - tables.problem.now_s > CLOSING_S
    drive[np.ix_(early, np.isin(open_jobs, list(later)))] = np.inf
    while np.isfinite(drive.min()):
        row, n = (int(index) for index in np.unravel_index(drive.argmin(), drive.shape))
        job = int(open_jobs[n])
        spread = [[stop for stop in route if stop != job] for route in spread]
        spread[row] = [job]
        drive[row], drive[:, n] = np.inf, np.inf
    return spread


def _drives(tables: Tables, left: Ints) -> Floats:
    """Drives to the jobs, inf where the engineer may not set out now or would end too late."""
    now_s, limit_s = tables.problem.now_s, tables.shift_end + tables.problem.overtime_s
    drive, service = tables.first[:, left], tables.service[:, left]
    opens = np.broadcast_to(tables.opens[left], drive.shape)
    arrive = visit_arrivals(tables.ready[:, None], drive, service, opens)
    for row in tables.resting:
        arrive[row] = visit_arrivals(
            tables.ready[row], drive[row], service[row], opens[row], tables.breaks[row]
        )
    may = tables.may[:, left] & (tables.most_stops > 0)[:, None] & (tables.fixed == NONE)[:, None]
    may &= (tables.ready <= now_s)[:, None] & (arrive - drive < tables.shift_end[:, None])
    return np.where(may & (arrive + service <= limit_s[:, None]), drive, np.inf)
