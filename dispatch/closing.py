"""The end of the shift: work that nobody can finish within it, begun before it is over.

Where the snapshot allows overtime, a visit that would otherwise not be served today may be the last one of an
engineer who has nothing else, if the engineer sets out within the shift.
"""

from __future__ import annotations

import numpy as np

from dispatch.tables import NONE, Floats, Ints, Tables
from dispatch.timing import visit_arrivals


def last_visits(tables: Tables, routes: list[list[int]]) -> list[list[int]]:
    """Give jobs in no route to engineers without one who are free now, the nearest pairs first."""
    served = {stop for route in routes for stop in route}
    left = np.array([k for k in range(len(tables.jobs)) if k not in served], dtype=np.int64)
    late = [list(route) for route in routes]
    if not left.size or not tables.problem.overtime_s:
        return late
    drive = _drives(tables, left)
    drive[[row for row, route in enumerate(routes) if route]] = np.inf
    while drive.size and np.isfinite(drive.min()):
        row, n = (int(index) for index in np.unravel_index(drive.argmin(), drive.shape))
        late[row] = [int(left[n])]
        drive[row], drive[:, n] = np.inf, np.inf
    return late


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
