"""An OSRM server's table service, asked in batches, within one time-out, and not at all while it is down."""

from __future__ import annotations

import json
import logging
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias
from urllib.request import HTTPDefaultErrorHandler, HTTPErrorProcessor, HTTPHandler, HTTPSHandler

import numpy as np

from dispatch.travel.base import Points, Seconds
from dispatch.travel.points import Point
from dispatch.travel.spec import DEFAULT_TABLE_SIZE, LONGEST_LEG_S

Fetch: TypeAlias = Callable[[str, float], bytes]
Timer: TypeAlias = Callable[[], float]

UNKNOWN: Final = -1
"""A cell that was not answered: not asked in time, or the server failed."""

NO_ROAD: Final = -2
"""A cell that was answered: no road leads there."""

REST_S: Final = 30.0
"""How long a server that failed is left alone."""

FAIR_S: Final = 1.0
"""Whoever is given less than this to answer, at the end of a look-up, and does not, has not failed."""

_PIECE: Final = 65_536

log = logging.getLogger(__name__)


def fetch_http(url: str, timeout_s: float) -> bytes:
    """The body of a GET, with `timeout_s` for each silence of the server and for the body as a whole.

    Raises OSError on network faults, HTTP errors and time-outs.
    """
    end = time.monotonic() + timeout_s
    opener = urllib.request.OpenerDirector()  # knows http and https only, whatever the address says
    for handler in (HTTPHandler(), HTTPSHandler(), HTTPErrorProcessor(), HTTPDefaultErrorHandler()):
        opener.add_handler(handler)
    pieces = []
    with opener.open(url, timeout=timeout_s) as response:
        while piece := response.read1(_PIECE):
            pieces.append(piece)
            if time.monotonic() > end:
                raise TimeoutError(f"the answer took longer than {timeout_s:.1f} s")
    return b"".join(pieces)


class Osrm:
    """The table service of OSRM v1 (`/table/v1/driving`) at one address.

    `table_size` is how many coordinates the server takes in one call (its `--max-table-size`). `timer` is a
    monotonic clock in seconds.
    """

    def __init__(
        self,
        url: str,
        table_size: int = DEFAULT_TABLE_SIZE,
        fetch: Fetch = fetch_http,
        timer: Timer = time.monotonic,
    ) -> None:
        self._url, self._size, self._fetch, self._timer = url, table_size, fetch, timer
        self._rest_until: float | None = None

    def table(self, origins: Sequence[Point], destinations: Sequence[Point], end: float) -> Seconds:
        """Whole seconds, rounded up, shape (origins, destinations); `UNKNOWN` and `NO_ROAD` are negative.

        Asks until the timer shows `end`; what is unknown then stays so. After a failure the server is left
        alone for `REST_S`.
        """
        seconds = np.full((len(origins), len(destinations)), UNKNOWN, dtype=np.int64)
        if self._rest_until is not None and self._timer() < self._rest_until:
            return seconds
        for rows, columns in batches(len(origins), len(destinations), self._size):
            left_s = end - self._timer()
            if left_s <= 0:
                break
            try:
                seconds[rows, columns] = self._ask(origins[rows], destinations[columns], left_s)
            except (OSError, ValueError, KeyError, TypeError) as fault:
                if left_s < FAIR_S and _is_timeout(fault):
                    break
                self._rest_until = self._timer() + REST_S
                log.warning(
                    "the road engine is left alone for %.0f s: %s: %s", REST_S, type(fault).__name__, fault
                )
                break
        return seconds

    def _ask(self, origins: Sequence[Point], destinations: Sequence[Point], timeout_s: float) -> Seconds:
        where = ";".join(f"{_east(lon):.6f},{lat:.6f}" for lat, lon in (*origins, *destinations))
        sources = ";".join(str(n) for n in range(len(origins)))
        sinks = ";".join(str(len(origins) + n) for n in range(len(destinations)))
        url = f"{self._url}/table/v1/driving/{where}?sources={sources}&destinations={sinks}"
        rows = json.loads(self._fetch(url, timeout_s))["durations"]
        table: Points = np.array(rows, dtype=np.float64)  # null becomes not-a-number
        if table.shape != (len(origins), len(destinations)):
            raise ValueError(f"the table has shape {table.shape}")
        missing = np.isnan(table)
        table[missing] = 0.0
        if not ((table >= 0) & (table <= LONGEST_LEG_S)).all():
            raise ValueError("the table has impossible times")
        return np.where(missing, NO_ROAD, np.ceil(table).astype(np.int64))


def batches(rows: int, columns: int, size: int) -> Iterator[tuple[slice, slice]]:
    """Cut a table into blocks whose rows and columns together are at most `size`, as few as can be."""
    if not rows or not columns:
        return
    tall = min(rows, max(size // 2, size - columns))
    wide = min(columns, size - tall)
    for i in range(0, rows, tall):
        for j in range(0, columns, wide):
            yield slice(i, i + tall), slice(j, j + wide)


def _is_timeout(fault: Exception) -> bool:
    return isinstance(fault, TimeoutError) or isinstance(getattr(fault, "reason", None), TimeoutError)


def _east(lon: float) -> float:
    return (lon + 180.0) % 360.0 - 180.0
