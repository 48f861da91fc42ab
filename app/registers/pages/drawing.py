"""The outline of a territory as a drawing without a map: to see its shape, its size, and who is beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, radians
from typing import Any

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.registers.pages.declaration import Declared
from app.registers.reads import finding
from app.registers.tables import Territory
from app.web.pages.form_values import read_point, read_ring

WIDTH, HEIGHT, MARGIN = 720, 460, 0.15
METRES_PER_DEGREE = 6_371_000 * pi / 180
_STEPS_M = (100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000)

Corner = tuple[float, float]
Outlined = Mapping[str, Any]
"""A territory as the script that draws it on a map reads it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What part of the earth is drawn: the north-west corner, and units of the drawing for each degree."""

    north: float
    west: float
    per_lat: float
    per_lon: float

    def at(self, corner: Sequence[float]) -> Corner:
        """Return where a corner of [lat, lon] is drawn."""
        lat, lon = corner
        return round((lon - self.west) * self.per_lon, 1), round((self.north - lat) * self.per_lat, 1)

    def path(self, ring: Sequence[Sequence[float]]) -> str:
        """Return a ring as the points of a polygon."""
        return " ".join(f"{x},{y}" for x, y in map(self.at, ring))


@dataclass(frozen=True, slots=True)
class Drawing:
    """The outline, its neighbours by name, the centre, the circle's radius, and a scale of `bar_m` metres.

    `outlined` is the same for the script.
    """

    frame: Frame
    ring: Sequence[Sequence[float]]
    centre: Corner
    radius: float
    neighbours: Sequence[tuple[str, str]]
    bar: float
    bar_m: int
    outlined: Outlined
    width: int = WIDTH
    height: int = HEIGHT


def drawn(uow: UnitOfWork, declared: Declared, values: Mapping[str, str], key: Any) -> Drawing | None:
    """Draw what a form says of a territory; None where it is about something else, or cannot be read."""
    said = _said(values) if declared.name == "territory" else None
    if said is None or said[0] is None:
        return None
    centre, ring, radius_m = said
    return _drawn(uow, centre, ring, radius_m, key)


def outlined(uow: UnitOfWork, declared: Declared, values: Mapping[str, str], key: Any) -> Outlined | None:
    """Return what the script of a territory's form draws, with its boundary to be drawn; else None."""
    if declared.name != "territory":
        return None
    return _outlined(*(_said(values) or (None, [], 0)), _others(uow, key))


def _said(values: Mapping[str, str]) -> tuple[Corner | None, Sequence[Any], int] | None:
    """Read centre, boundary and radius of a form; None where one of them cannot be read."""
    centre = values.get("centre", "")
    try:
        point = read_point(centre, "centre") if centre.strip() else None
        ring = read_ring(values.get("boundary", ""), "boundary")
        radius_m = int(values.get("radius_m") or 0)
    except (Invalid, ValueError):
        return None
    return (point["lat"], point["lon"]) if point else None, ring, radius_m


def drawn_row(uow: UnitOfWork, row: Any) -> Drawing | None:
    """Draw a territory on record; None of anything else."""
    if not isinstance(row, Territory):
        return None
    return _drawn(uow, (row.centre_lat, row.centre_lon), row.boundary or [], row.radius_m, row.id)


def _drawn(uow: UnitOfWork, centre: Corner, ring: Sequence[Any], radius_m: int, key: Any) -> Drawing:
    others = _others(uow, key)
    frame, span_m = _frame(centre, ring, radius_m)
    per_metre = frame.per_lat / METRES_PER_DEGREE
    bar_m = max((step for step in _STEPS_M if step <= span_m / 4), default=_STEPS_M[0])
    return Drawing(
        frame,
        ring,
        frame.at(centre),
        round(radius_m * per_metre, 1),
        [(other.name, frame.path(other.boundary)) for other in others if other.boundary],
        round(bar_m * per_metre, 1),
        bar_m,
        _outlined(centre, ring, radius_m, others),
    )


def _others(uow: UnitOfWork, key: Any) -> list[Territory]:
    return [row for row in finding.all_open(uow, "territory") if row.id != key]


def _outlined(
    centre: Corner | None, ring: Sequence[Any], radius_m: int, others: Sequence[Territory]
) -> Outlined:
    beside = [other.boundary for other in others if other.boundary]
    return {"ring": ring, "centre": centre, "radius_m": radius_m, "beside": beside}


def _frame(centre: Corner, ring: Sequence[Any], radius_m: int) -> tuple[Frame, float]:
    """Return the frame in which the outline fits with room around it, and how many metres it is wide."""
    squeeze = max(cos(radians(centre[0])), 0.05)
    half = radius_m / METRES_PER_DEGREE
    corners = list(ring) or [
        (centre[0] + half * up, centre[1] + half * right / squeeze) for up in (-1, 1) for right in (-1, 1)
    ]
    lats, lons = zip(*((lat, lon) for lat, lon in [*corners, centre]), strict=True)
    high = max((max(lats) - min(lats)) * (1 + 2 * MARGIN), 1e-4)
    wide = max((max(lons) - min(lons)) * squeeze * (1 + 2 * MARGIN), 1e-4)
    per_lat = min(HEIGHT / high, WIDTH / wide)
    per_lon = per_lat * squeeze
    north = (max(lats) + min(lats)) / 2 + HEIGHT / per_lat / 2
    west = (max(lons) + min(lons)) / 2 - WIDTH / per_lon / 2
    return Frame(north, west, per_lat, per_lon), WIDTH / per_lat * METRES_PER_DEGREE
