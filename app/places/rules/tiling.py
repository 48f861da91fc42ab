"""Cuts what is drawn into vector tiles: projected, simplified, clipped, joined and encoded.  Pure.

Points are of the world as a square from 0 to 1, x to the east and y to the south (web Mercator).
"""

from __future__ import annotations

import gzip
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import mapbox_vector_tile
import numpy as np
import shapely

from app.places.rules.map_kinds import STREET_NAMES

EXTENT = 4096
"""Units of a tile's side; a browser draws eight of them as one pixel."""

BUFFER = 64
"""Units beyond the edge, so that wide lines and names are whole where tiles meet."""

_SIMPLER = 2.0
_SMALLEST_AREA = 64.0
_MOST_LAT = 85.0511

Properties = tuple[tuple[str, str], ...]
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Things:
    """Everything that is drawn, in columns: shapes in the square, and what they are."""

    shapes: list[Any] = field(default_factory=list)
    layers: list[str] = field(default_factory=list)
    properties: list[Properties] = field(default_factory=list)
    from_zooms: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tile:
    """One encoded tile."""

    zoom: int
    x: int
    y: int
    data: bytes


def projected(points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return longitudes and latitudes as points of the square."""
    lats = np.radians(np.clip(points[:, 1], -_MOST_LAT, _MOST_LAT))
    y = (1 - np.arcsinh(np.tan(lats)) / np.pi) / 2
    return np.column_stack((points[:, 0] / 360 + 0.5, y))


def degrees(x: float, y: float) -> tuple[float, float]:
    """Return longitude and latitude of a point of the square."""
    return (x - 0.5) * 360, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))


def bounds_of(zoom: int, x: int, y: int) -> Bounds:
    """Return a tile's west, north, east and south edge in the square, with what it has beyond them."""
    side = 1 / 2**zoom
    more = side * BUFFER / EXTENT
    return x * side - more, y * side - more, (x + 1) * side + more, (y + 1) * side + more


def tiles_of(things: Things, zooms: Sequence[int]) -> Iterator[Tile]:
    """Give every tile in which something is drawn, zoom after zoom."""
    shapes = np.asarray(things.shapes, dtype=object)
    from_zooms = np.asarray(things.from_zooms)
    for zoom in zooms:
        shown = np.flatnonzero(from_zooms <= zoom)
        simple = _simplified(shapes[shown], zoom)
        there = ~shapely.is_empty(simple)
        yield from _tiles_at(zoom, simple[there], shown[there], things)


def _simplified(shapes: np.ndarray[Any, Any], zoom: int) -> np.ndarray[Any, Any]:
    """Leave out corners that nobody could see, and whole areas of less than a pixel."""
    unit = 1 / (EXTENT * 2**zoom)
    is_area = shapely.get_dimensions(shapes) == 2  # noqa: PLR2004 - of an area
    small = is_area & (shapely.area(shapes) < _SMALLEST_AREA * unit * unit)
    simple = shapely.simplify(shapes, _SIMPLER * unit, preserve_topology=False)
    simple[small] = shapely.Point()
    return np.asarray(simple)


def _tiles_at(
    zoom: int, shapes: np.ndarray[Any, Any], numbers: np.ndarray[Any, Any], things: Things
) -> Iterator[Tile]:
    if not len(shapes):
        return
    tree = shapely.STRtree(shapes)
    west, north, east, south = shapely.total_bounds(shapes)
    last = 2**zoom - 1
    xs, ys = (
        range(max(0, int(low * (last + 1))), min(last, int(high * (last + 1))) + 1)
        for low, high in ((west, east), (north, south))
    )
    for x in xs:
        column = bounds_of(zoom, x, 0)
        for y in ys:
            _, top, _, bottom = bounds_of(zoom, x, y)
            inside = (column[0], top, column[2], bottom)
            found = np.sort(tree.query(shapely.box(*inside)))
            if len(found) and (data := _encoded(shapes[found], numbers[found], things, inside)):
                yield Tile(zoom, x, y, data)


def _encoded(
    shapes: np.ndarray[Any, Any], numbers: np.ndarray[Any, Any], things: Things, inside: Bounds
) -> bytes:
    grid = _on_grid(clipped(shapes, inside), inside)
    layers: dict[str, dict[Properties, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for shape, number in zip(grid, numbers, strict=True):
        if not shape.is_empty:
            layers[things.layers[number]][things.properties[number]].append(shape)
    if not layers:
        return b""
    encoded = mapbox_vector_tile.encode(
        [_layer(name, layers[name]) for name in sorted(layers)],
        default_options={"y_coord_down": True, "extents": EXTENT},
    )
    # Without a time inside, so that the same map is the same bytes.
    return gzip.compress(encoded, compresslevel=6, mtime=0)


def clipped(shapes: np.ndarray[Any, Any], inside: Bounds) -> np.ndarray[Any, Any]:
    """Return what of each shape lies within; nothing where none does."""
    return np.asarray(shapely.clip_by_rect(shapes, *inside))


def _on_grid(shapes: np.ndarray[Any, Any], inside: Bounds) -> np.ndarray[Any, Any]:
    unit = (inside[2] - inside[0]) / (EXTENT + 2 * BUFFER)
    corner = np.array(inside[:2])
    return np.asarray(shapely.transform(shapes, lambda points: np.rint((points - corner) / unit - BUFFER)))


def _layer(name: str, groups: Mapping[Properties, Sequence[Any]]) -> dict[str, Any]:
    """Return a layer in which what is drawn alike is one feature."""
    features = []
    for properties, shapes in groups.items():
        flat = shapely.get_parts(np.asarray(shapes, dtype=object))
        for dimension in (0, 1, 2):
            same = flat[shapely.get_dimensions(flat) == dimension]
            if len(same):
                features.append({"geometry": _joined(same, name), "properties": dict(properties)})
    return {"name": name, "features": features}


def _joined(shapes: np.ndarray[Any, Any], layer: str) -> Any:
    if len(shapes) == 1:
        return shapes[0]
    kind = shapely.get_type_id(shapes[0])
    makes = {0: shapely.multipoints, 1: shapely.multilinestrings, 3: shapely.multipolygons}[int(kind)]
    many = makes(shapes)
    # A street is many ways, each too short for its name.
    return shapely.line_merge(many) if layer == STREET_NAMES else many
