"""Reads from an OpenStreetMap extract (`.osm.pbf`) what the base map draws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import osmium
import shapely

from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.places.rules.map_kinds import (
    KEYS,
    STREET_NAMES,
    STREETS,
    Drawn,
    as_area,
    as_line,
    as_place,
    name_zoom,
    names_of,
)
from app.places.rules.tiling import Properties, Things, projected

_AT_ONCE = 20_000
_UNNAMED = frozenset({"land", "buildings"})

Row = tuple[str, Drawn, dict[str, str]]
"""A shape as hexadecimal well-known binary, how it is drawn, and its names."""


def drawn_things(path: Path) -> Things:
    """Return what of a file is drawn.

    Raises:
        Invalid: it is no such extract.
    """
    things = Things()
    known: dict[Properties, Properties] = {}
    waiting: list[str] = []
    try:
        for shape, drawn, names in _rows(path):
            properties = tuple({"kind": drawn.kind, **names}.items())
            waiting.append(shape)
            things.layers.append(drawn.layer)
            things.properties.append(known.setdefault(properties, properties))
            things.from_zooms.append(drawn.from_zoom)
            if len(waiting) == _AT_ONCE:
                things.shapes.extend(_projected(waiting))
                waiting.clear()
    except RuntimeError as bad:
        raise Invalid({"file": Phrase("is no OpenStreetMap extract: %(why)s", why=bad)}) from bad
    things.shapes.extend(_projected(waiting))
    return things


def _projected(shapes: list[str]) -> Iterable[Any]:
    found: Iterable[Any] = shapely.transform(shapely.from_wkb(shapes), projected)
    return found


def _rows(path: Path) -> Iterator[Row]:
    wanted = osmium.filter.KeyFilter(*KEYS)
    shapes = osmium.geom.WKBFactory()
    for thing in osmium.FileProcessor(str(path)).with_areas(wanted).with_filter(wanted):
        tags = dict(thing.tags)
        try:
            if isinstance(thing, osmium.osm.Way) and (drawn := as_line(tags)):
                yield from _line(shapes.create_linestring(thing), drawn, names_of(tags))
            elif isinstance(thing, osmium.osm.Area) and (drawn := as_area(tags)):
                names = {} if drawn.layer in _UNNAMED else names_of(tags)
                yield shapes.create_multipolygon(thing), drawn, names
            elif isinstance(thing, osmium.osm.Node) and (drawn := as_place(tags)):
                yield shapes.create_point(thing), drawn, names_of(tags)
        except osmium.InvalidLocationError:
            continue  # cut off where the extract ends, or of a single point


def _line(shape: str, drawn: Drawn, names: dict[str, str]) -> Iterator[Row]:
    if drawn.layer != STREETS:
        yield shape, drawn, names
        return
    yield shape, drawn, {}
    if names:
        yield shape, Drawn(STREET_NAMES, drawn.kind, name_zoom(drawn)), names
