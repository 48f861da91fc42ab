"""Great-circle driving times, vectorised: the distance geopy gives, thousands of times faster."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from dispatch.travel.base import BLOCK_CELLS, Points, Seconds, as_points
from dispatch.travel.spec import Point, Speed, TravelSpec

EARTH_RADIUS_M: Final = 6371008.8  # IUGG mean radius R1
NEAR_WHOLE_S: Final = 1e-6
NEAR_ANTIPODE: Final = 0.999  # sine of half the angle, where a last bit grows to metres


def great_circle_m(a: Point, b: Point) -> float:
    """Distance between two points in metres by the haversine formula (Sinnott, 1984)."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


def drive_s(spec: TravelSpec, a: Point, b: Point) -> int:
    """Driving time of one leg in whole seconds, rounded up, at an hour like any other."""
    km = great_circle_m(a, b) * spec.circuity / 1000
    return math.ceil(km / _kmh(spec.speed, km) * 3600)


def _kmh(speed: Speed, km: float) -> float:
    if speed.short == speed.long:
        return speed.short
    return speed.short + (speed.long - speed.short) * min(1.0, km / speed.full_at_km)


def haversine_m(a: Points, b: Points) -> npt.NDArray[np.float64]:
    """Distances in metres between broadcast arrays of (lat, lon) degrees, shape (..., 2) each."""
    first, second = _Angles.of(a), _Angles.of(b)
    sine = np.sqrt(_square_of_half(first, second))
    metres: npt.NDArray[np.float64] = np.arcsin(np.minimum(sine, 1.0, out=sine), out=sine)
    metres *= 2 * EARTH_RADIUS_M
    return metres


@dataclass(frozen=True)
class GreatCircle:
    """Driving times by great-circle distance × circuity at a speed that may grow with distance."""

    spec: TravelSpec

    def matrix(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Seconds:
        """Seconds from every origin to every destination."""
        a, b = as_points(origins), as_points(destinations)
        seconds = np.empty((len(a), len(b)), dtype=np.int64)
        rows, ends = max(1, BLOCK_CELLS // max(1, len(b))), _Angles.of(b[None, :, :])
        for n in range(0, len(a), rows):
            here = a[n : n + rows, None, :]
            self._fill(seconds[n : n + rows], here, b[None, :, :], _Angles.of(here), ends)
        return seconds

    def pairs(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Seconds:
        """Seconds from the n-th origin to the n-th destination."""
        a, b = as_points(origins), as_points(destinations)
        seconds = np.empty(len(a), dtype=np.int64)
        self._fill(seconds, a, b, _Angles.of(a), _Angles.of(b))
        return seconds

    def _fill(self, seconds: Seconds, a: Points, b: Points, first: _Angles, second: _Angles) -> None:
        sine = np.sqrt(_square_of_half(first, second))
        exact = bool(sine.size) and float(sine.max()) < NEAR_ANTIPODE
        far = None if exact else sine >= NEAR_ANTIPODE
        np.arcsin(np.minimum(sine, 1.0, out=sine), out=sine)
        raw = self._drive(sine)
        whole = np.ceil(raw)
        seconds[...] = whole
        # numpy and math differ in the last bits, which matters only where a time is all but whole
        whole -= raw
        doubtful = (whole < NEAR_WHOLE_S) | (whole > 1 - NEAR_WHOLE_S)
        doubtful &= raw > 0
        if far is not None:
            doubtful |= far
        if doubtful.any():
            self._settle(seconds, doubtful, a, b)

    def _drive(self, angle: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Seconds, not rounded, for half the central angle; overwrites it where the speed is one number."""
        speed = self.spec.speed
        km_of_angle = 2 * EARTH_RADIUS_M * self.spec.circuity / 1000
        if speed.short == speed.long:
            angle *= km_of_angle / speed.short * 3600
            return angle
        angle *= km_of_angle
        kmh = np.minimum(angle * (1 / speed.full_at_km), 1.0)
        kmh *= speed.long - speed.short
        kmh += speed.short
        np.divide(angle, kmh, out=kmh)
        kmh *= 3600
        return kmh

    def _settle(self, seconds: Seconds, doubtful: npt.NDArray[np.bool_], a: Points, b: Points) -> None:
        wide_a, wide_b = np.broadcast_arrays(a, b)
        for cell in zip(*np.nonzero(doubtful), strict=True):
            (lat_a, lon_a), (lat_b, lon_b) = wide_a[cell].tolist(), wide_b[cell].tolist()
            seconds[cell] = drive_s(self.spec, (lat_a, lon_a), (lat_b, lon_b))


@dataclass(frozen=True, slots=True)
class _Angles:
    """Sines and cosines that all cells of a point's row or column share."""

    lat_sin: npt.NDArray[np.float64]
    lat_cos: npt.NDArray[np.float64]
    lon_sin: npt.NDArray[np.float64]
    lon_cos: npt.NDArray[np.float64]
    scale: npt.NDArray[np.float64]

    @classmethod
    def of(cls, points: Points) -> _Angles:
        """Of points in degrees, shape (..., 2); the first four are of half the angles."""
        lat, lon = np.radians(points[..., 0]), np.radians(points[..., 1])
        return cls(np.sin(lat / 2), np.cos(lat / 2), np.sin(lon / 2), np.cos(lon / 2), np.cos(lat))


def _square_of_half(a: _Angles, b: _Angles) -> npt.NDArray[np.float64]:
    """Square of the sine of half the central angle; sin(y - x) by the addition theorem, without a sine."""
    lat = b.lat_sin * a.lat_cos
    part = b.lat_cos * a.lat_sin
    lat -= part
    lat *= lat
    lon = b.lon_sin * a.lon_cos
    np.multiply(b.lon_cos, a.lon_sin, out=part)
    lon -= part
    lon *= lon
    np.multiply(a.scale, b.scale, out=part)
    lon *= part
    lat += lon
    return lat
