"""What of OpenStreetMap is drawn, in which layer, and from which zoom on.  Pure.

Layers and kinds are those of Shortbread, an open description of tiles, so that tiles which others make by it
look like ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FIRST_ZOOM, LAST_ZOOM = 5, 14
"""Beyond the last one browsers enlarge its tiles."""

KEYS = ("highway", "railway", "waterway", "natural", "landuse", "leisure", "building", "place")
"""Nothing is drawn that has none of these."""

WATER, RIVERS, LAND, BUILDINGS = "water_polygons", "water_lines", "land", "buildings"
STREETS, STREET_NAMES, PLACE_NAMES = "streets", "street_labels", "place_labels"

_ROADS = {
    "motorway": 5,
    "trunk": 6,
    "primary": 8,
    "secondary": 9,
    "tertiary": 10,
    "unclassified": 12,
    "residential": 12,
    "living_street": 12,
    "pedestrian": 12,
    "road": 12,
    "service": 13,
    "track": 13,
    "footway": 14,
    "cycleway": 14,
    "path": 14,
    "steps": 14,
    "bridleway": 14,
}
_RAILS = {"rail": 9, "light_rail": 10, "subway": 10, "tram": 12}
_RIVERS = {"river": 8, "canal": 10, "stream": 13, "ditch": 14, "drain": 14}
_PLACES = {
    "city": 5,
    "town": 7,
    "village": 10,
    "suburb": 10,
    "quarter": 12,
    "neighbourhood": 13,
    "hamlet": 12,
    "isolated_dwelling": 14,
}
_WATER = {("natural", "water"), ("waterway", "riverbank"), ("waterway", "dock"), ("natural", "bay")} | {
    ("landuse", kind) for kind in ("reservoir", "basin")
}
_LAND = {
    "landuse": {
        **dict.fromkeys(("residential", "commercial", "industrial", "retail", "railway"), 10),
        **dict.fromkeys(("forest", "grass", "meadow", "orchard", "vineyard", "farmland"), 8),
        **dict.fromkeys(("cemetery", "recreation_ground", "village_green", "allotments"), 11),
    },
    "natural": dict.fromkeys(("wood", "grassland", "heath", "scrub", "wetland", "beach"), 8),
    "leisure": dict.fromkeys(("park", "garden", "golf_course", "pitch", "playground"), 10),
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a thing is drawn: its layer, its kind there, and the first zoom that shows it."""

    layer: str
    kind: str
    from_zoom: int


def as_line(tags: Mapping[str, str]) -> Drawn | None:
    """Return how a way is drawn as a line."""
    kind = tags.get("highway", "")
    if kind.removesuffix("_link") in _ROADS and tags.get("area") != "yes":
        return Drawn(STREETS, kind.removesuffix("_link"), _ROADS[kind.removesuffix("_link")])
    for layer, key, kinds in ((STREETS, "railway", _RAILS), (RIVERS, "waterway", _RIVERS)):
        kind = tags.get(key, "")
        if kind in kinds:
            # Yards and sidings are narrow and many.
            return Drawn(layer, kind, LAST_ZOOM if "service" in tags else kinds[kind])
    return Drawn(RIVERS, "coastline", FIRST_ZOOM) if tags.get("natural") == "coastline" else None


def as_area(tags: Mapping[str, str]) -> Drawn | None:
    """Return how a closed way or a multipolygon is drawn as an area."""
    if any(tags.get(key) == kind for key, kind in _WATER):
        return Drawn(WATER, "water", FIRST_ZOOM)
    for key, kinds in _LAND.items():
        kind = tags.get(key, "")
        if kind in kinds:
            return Drawn(LAND, kind, kinds[kind])
    if tags.get("building", "no") != "no":
        return Drawn(BUILDINGS, "building", LAST_ZOOM)
    return None


def as_place(tags: Mapping[str, str]) -> Drawn | None:
    """Return how a settlement's name is drawn."""
    kind = tags.get("place", "")
    return Drawn(PLACE_NAMES, kind, _PLACES[kind]) if kind in _PLACES else None


def names_of(tags: Mapping[str, str]) -> dict[str, str]:
    """Return a thing's names: as people there say it, and in English and Chinese where these are others."""
    chinese = tags.get("name:zh-Hans") or tags.get("name:zh") or ""
    english = tags.get("name:en") or ""
    name = tags.get("name") or chinese or english
    said = {"name": name, "name_en": english, "name_zh": chinese}
    return {key: text for key, text in said.items() if text and (key == "name" or text != name)}


def name_zoom(drawn: Drawn) -> int:
    """Return the first zoom that has room for a street's name."""
    return min(LAST_ZOOM, max(drawn.from_zoom + 2, 10))
