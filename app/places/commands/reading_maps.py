"""Reads the places that an OpenStreetMap extract names (`.osm.pbf`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import osmium

from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.places.rules.keys import addresses, starts_of

NAMES = ("name", "name:zh", "name:zh-Hans", "name:en", "alt_name", "short_name", "official_name", "old_name")
_STREETS = ("addr:street", "addr:street:zh", "addr:street:en", "addr:place")


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A place of the map: `keys` are the ways to begin to say it, `whole` those that say all of it."""

    name: str
    street: str
    number: str
    city: str
    point: tuple[float, float]
    keys: tuple[str, ...]
    whole: frozenset[str]


def map_places(path: Path) -> Iterator[MapPlace]:
    """Give the named nodes and ways of a file; a way by the middle of its points.

    Raises:
        Invalid: it is no such extract.
    """
    wanted = osmium.filter.KeyFilter("name", "name:zh", "name:en", "addr:housenumber")
    try:
        things = osmium.FileProcessor(str(path)).with_locations().with_filter(wanted)
        for thing in things:
            point = _point(thing)
            if point is not None:
                yield from _named(thing.tags, point)
    except RuntimeError as bad:
        raise Invalid({"file": Phrase("is no OpenStreetMap extract: %(why)s", why=bad)}) from bad


def _named(tags: osmium.osm.TagList, point: tuple[float, float]) -> Iterator[MapPlace]:
    names = _values(tags, NAMES)
    number, city = tags.get("addr:housenumber") or "", tags.get("addr:city") or ""
    streets = _values(tags, _STREETS)
    if names:
        yield _place(names, names, point, street=streets[0] if streets else "", city=city)
    if number and streets:
        said = addresses(streets, number)
        shown = said[-1] if said[-1].endswith("号") else f"{streets[0]} {number}"
        yield _place([shown], said, point, street=streets[0], number=number, city=city)


def _place(
    names: list[str],
    said: list[str],
    point: tuple[float, float],
    *,
    street: str = "",
    number: str = "",
    city: str = "",
) -> MapPlace:
    keys: dict[str, None] = {}
    whole = set[str]()
    for one in said:
        starts = starts_of(one)
        whole.update(starts[:1])
        keys |= dict.fromkeys(starts)
    return MapPlace(
        names[0][:200], street[:120], number[:20], city[:80], point, tuple(keys), frozenset(whole)
    )


def _values(tags: osmium.osm.TagList, keys: Iterable[str]) -> list[str]:
    """Return what these tags say, each once; several names stand in one tag between semicolons."""
    found = (one.strip() for key in keys for one in (tags.get(key) or "").split(";"))
    return list(dict.fromkeys(one for one in found if one))


def _point(thing: object) -> tuple[float, float] | None:
    if isinstance(thing, osmium.osm.Node):
        return (thing.location.lat, thing.location.lon) if thing.location.valid() else None
    if not isinstance(thing, osmium.osm.Way):
        return None
    points = [(node.location.lat, node.location.lon) for node in thing.nodes if node.location.valid()]
    if not points:
        return None
    lats, lons = zip(*points, strict=True)
    return sum(lats) / len(lats), sum(lons) / len(lons)
