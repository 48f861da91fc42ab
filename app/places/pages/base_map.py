"""The base map: what a page needs to draw it, and its tiles from our own origin."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, request

from app.kernel.errors import NotFound
from app.places.reads.base_maps import BaseMap, base_maps, tile_of
from app.settings import Settings
from app.web.context import runtime
from app.web.policy import API, access_to

KEEP = "private, max-age=31536000, immutable"
"""An address names the content: another map has other addresses."""

VECTOR = (".mvt", ".pbf")
_FURTHEST = 19
_DEPOTS = f"{API}/depots"


def described(around: Sequence[float] | None = None) -> dict[str, Any]:
    """Return what the script draws: where tiles are, and latitude, longitude and metres to begin with."""
    settings = runtime().settings
    return {
        "sources": _sources(settings),
        "attribution": settings.map_attribution,
        "around": around,
        "depots": _DEPOTS if access_to(f"GET {_DEPOTS}") else "",
    }


def _sources(settings: Settings) -> list[Mapping[str, Any]]:
    if settings.map_tiles:
        raster = not urlsplit(settings.map_tiles).path.endswith(VECTOR)
        last = _FURTHEST if raster else 14
        return [{"id": "set", "tiles": settings.map_tiles, "raster": raster, "first": 0, "last": last}]
    return [_source(one) for one in base_maps(settings.data_dir)]


def _source(one: BaseMap) -> Mapping[str, Any]:
    return {
        "id": one.version,
        "tiles": f"/map/{one.version}/{{z}}/{{x}}/{{y}}",
        "raster": False,
        "first": one.first_zoom,
        "last": one.last_zoom,
        "bounds": one.bounds,
    }


def tile(version: str, zoom: int, x: int, y: int) -> Response:
    """Return a tile; 204 where the map is blank, 404 where there is no such map any more."""
    response = current_app.response_class(mimetype="application/vnd.mapbox-vector-tile")
    response.headers["Cache-Control"] = KEEP
    packed = request.accept_encodings["gzip"] > 0
    response.set_etag(f"{version}-{zoom}-{x}-{y}{'' if packed else '-plain'}")
    response.vary.add("Accept-Encoding")
    try:
        found = tile_of(runtime().settings.data_dir, version, zoom, x, y)
    except KeyError as unknown:
        raise NotFound("map", version) from unknown
    if found is None:
        response.status_code = 204
        return response
    response.data = found if packed else gzip.decompress(found)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.make_conditional(request)
    return response


def register(site: Blueprint) -> None:
    """Add the address, and give the templates what a map needs."""
    site.add_url_rule("/map/<version>/<int:zoom>/<int:x>/<int:y>", "map_tile", tile)
    site.app_context_processor(lambda: {"base_map": described})
