"""What stops are worth in futures: priced like those of the present, a request that may come in part."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dispatch.day.lookahead import Prices, room
from dispatch.day.scarcity import busy_s, spread_evenly
from dispatch.model.objective import LookAhead
from dispatch.model.tables import Floats, Ints
from dispatch.scenarios.futures import Futures


def future_prices(ahead: Futures, present: Prices, look: LookAhead) -> Prices:
    """Prices of these futures beside those of the present, whose cap on waiting holds for open jobs alone."""
    weights, now_s = ahead.weights, ahead.problem.now_s
    apart = (ahead.blocks, ahead.crew, ahead.width)
    may, counts = ahead.may.reshape(apart), ahead.share.reshape(apart)[:, :1]
    service = ahead.service.reshape(apart)
    waiting = spread_evenly(may, busy_s(ahead).reshape(apart[:2]), service, counts)
    reached_s = now_s + look.leave_s + look.leave_per_wait * waiting.wait_s
    late_s = np.maximum(0.0, reached_s - ahead.due.reshape(apart)[:, 0])
    leaving = weights.late * ahead.priority.reshape(apart)[:, 0] + weights.late_s * late_s
    ends = np.where(may, ahead.shift_end.reshape(*apart[:2], 1), now_s).max(axis=1)
    time = weights.late_s * (look.time + look.time_per_job * waiting.jobs)
    coming = np.zeros(ahead.width - ahead.known)
    return Prices(
        time=np.maximum(weights.drive_s, time).ravel(),
        service=_rows(ahead, look.service * room(ends - now_s, waiting.wait_s, look)),
        response=weights.late_s * look.response * ahead.share,
        leaving=_rows(ahead, leaving * counts[:, 0]),
        cap=np.append(present.cap, coming),
        until=np.append(present.until, coming),
        share=ahead.share,
    )


def narrowed(prices: Prices, columns: Ints) -> Prices:
    """The prices of some of each row's columns (rows, k)."""
    rows = np.arange(len(columns))[:, None]
    deep = {
        name: getattr(prices, name)[rows, 0, columns][:, None, :]
        for name in ("service", "response", "leaving", "share")
    }
    cap, until = prices.cap[columns][:, None, :], prices.until[columns][:, None, :]
    return replace(prices, cap=cap, until=until, **deep)


def _rows(ahead: Futures, columns: Floats) -> Floats:
    """(blocks, width) as (rows, 1, width)."""
    return np.repeat(columns, ahead.crew, axis=0)[:, None, :]
