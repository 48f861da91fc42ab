"""A small town as an OpenStreetMap extract: two streets, a river, a park, a house, names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import osmium

CENTRE = (39.9091, 116.4591)
"""Latitude and longitude of the crossing."""

_STEP = 0.004
Corner = tuple[int, int]

_CORNERS: Mapping[str, Sequence[Corner]] = {
    "avenue": [(0, -4), (0, 0), (0, 4)],
    "lane": [(-3, 0), (0, 0), (3, 0)],
    "river": [(-4, -4), (-4, 4)],
    "park": [(-3, 3), (-3, 4), (-1, 4), (-1, 3), (-3, 3)],
    "house": [(-1, 1), (-1, 2), (-2, 2), (-2, 1), (-1, 1)],
}
TAGS: Mapping[str, Mapping[str, str]] = {
    "avenue": {"highway": "primary", "name": "建国路", "name:en": "Jianguo Road", "name:zh": "建国路"},
    "lane": {"highway": "residential", "name": "光华路"},
    "river": {"waterway": "river", "name": "通惠河"},
    "park": {},
    "house": {"building": "yes"},
}
NOTHING: Mapping[str, str] = {}
PLACE: Mapping[str, str] = {"place": "suburb", "name": "建外街道", "name:en": "Jianwai"}


def write_extract(file: Path, centre: tuple[float, float] = CENTRE) -> Path:
    """Write the town's file."""
    lat, lon = centre
    corners = {
        corner: n for n, corner in enumerate(dict.fromkeys(c for all_ in _CORNERS.values() for c in all_), 1)
    }
    with osmium.SimpleWriter(str(file), overwrite=True) as writer:
        for (up, right), number in corners.items():
            at = (lon + right * _STEP, lat + up * _STEP)
            tags = PLACE if (up, right) == (0, 0) else NOTHING
            writer.add_node(osmium.osm.mutable.Node(id=number, location=at, tags=tags))
        for number, (name, tags) in enumerate(TAGS.items(), 1):
            nodes = [corners[corner] for corner in _CORNERS[name]]
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=nodes, tags=tags))
        park = list(TAGS).index("park") + 1
        writer.add_relation(
            osmium.osm.mutable.Relation(
                id=1,
                members=[("w", park, "outer")],
                tags={"type": "multipolygon", "leisure": "park", "name": "日坛公园"},
            )
        )
    return file
