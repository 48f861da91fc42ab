"""Driving times from an OSRM server's table service, in batches; what it cannot answer is a great circle."""

from __future__ import annotations

import json
import math
import urllib.request
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias
from urllib.request import HTTPDefaultErrorHandler, HTTPErrorProcessor, HTTPHandler, HTTPSHandler

import numpy as np

from dispatch.travel.base import Points, Seconds
from dispatch.travel.great_circle import GreatCircle
from dispatch.travel.spec import Point, TravelSpec

Fetch: TypeAlias = Callable[[str, float], bytes]

LARGEST_TABLE: Final = 100  # coordinates a call; the server's own default limit
TIMEOUT_S: Final = 2.0


def fetch_http(url: str, timeout_s: float) -> bytes:
    """The body of a GET; raises OSError on network faults and HTTP errors."""
    opener = urllib.request.OpenerDirector()  # knows http and https only, whatever the address says
    for handler in (HTTPHandler(), HTTPSHandler(), HTTPErrorProcessor(), HTTPDefaultErrorHandler()):
        opener.add_handler(handler)
    with opener.open(url, timeout=timeout_s) as response:
        body: bytes = response.read()
    return body


class Osrm:
    """Table service of OSRM v1 (`/table/v1/driving`); a failed batch or a null cell uses the great circle."""

    def __init__(self, spec: TravelSpec, fetch: Fetch = fetch_http, timeout_s: float = TIMEOUT_S) -> None:
        self._base, self._fetch, self._timeout_s = spec.url or "", fetch, timeout_s
        self._fallback = GreatCircle(spec)

    def matrix(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Seconds:
        """Seconds from every origin to every destination."""
        seconds = self._fallback.matrix(origins, destinations)
        half = LARGEST_TABLE // 2
        for i in range(0, len(origins), half):
            for j in range(0, len(destinations), half):
                block = self._table(origins[i : i + half], destinations[j : j + half])
                if block is not None:
                    here = seconds[i : i + half, j : j + half]
                    here[...] = np.where(np.isnan(block), here, np.ceil(np.nan_to_num(block))).astype(
                        np.int64
                    )
        return seconds

    def pairs(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Seconds:
        """Diagonals of small tables: a batch of k pairs costs one call."""
        step = LARGEST_TABLE // 2
        parts = [
            np.diagonal(self.matrix(origins[n : n + step], destinations[n : n + step]))
            for n in range(0, len(origins), step)
        ]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)

    def _table(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Points | None:
        """Durations in seconds with NaN where there is no road, or None when the server gave no table."""
        where = ";".join(f"{_east(lon):.6f},{lat:.6f}" for lat, lon in (*origins, *destinations))
        sources = ";".join(str(n) for n in range(len(origins)))
        sinks = ";".join(str(len(origins) + n) for n in range(len(destinations)))
        url = f"{self._base}/table/v1/driving/{where}?sources={sources}&destinations={sinks}"
        try:
            answer = json.loads(self._fetch(url, self._timeout_s))
            rows = [
                [math.nan if cell is None else float(cell) for cell in row] for row in answer["durations"]
            ]
            table = np.asarray(rows, dtype=np.float64)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return table if table.shape == (len(origins), len(destinations)) else None


def _east(lon: float) -> float:
    return (lon + 180.0) % 360.0 - 180.0
