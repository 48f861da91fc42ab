"""Makes the base map of an extract: one file of tiles for each, replaced at once when it is made anew."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np
import shapely
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.places.commands.reading_base_map import drawn_things
from app.places.reads.base_maps import SUFFIX, base_maps, folder_of
from app.places.rules.map_kinds import FIRST_ZOOM, LAST_ZOOM
from app.places.rules.tiling import Things, degrees, tiles_of

_ZOOMS = range(FIRST_ZOOM, LAST_ZOOM + 1)
_E7 = 10_000_000
_TOLD_AFTER = 500

Progress = Callable[[int], None]


@contextmanager
def base_map(data_dir: Path, source: Path, progress: Progress = lambda _done: None) -> Iterator[int]:
    """Make the map of an extract, and put it in place of the one before when the block ends well.

    Gives the number of its tiles.  An extract that cannot be read leaves everything as it was.

    Raises:
        Invalid: it is no such extract, or nothing in it is drawn.
    """
    things = drawn_things(source)
    if not things.shapes:
        raise Invalid({"file": Phrase("has no roads, water or places to draw")})
    folder = folder_of(data_dir)
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix=".making-", delete=False) as making:
        path = Path(making.name)
        try:
            tiles = _write(making, things, source.name, progress)
            making.flush()
            os.fsync(making.fileno())
            yield tiles
            path.chmod(0o644)
            path.replace(folder / f"{source.name}{SUFFIX}")
        finally:
            path.unlink(missing_ok=True)


def forget(data_dir: Path, source: str) -> bool:
    """Take a map away; returns whether there was one."""
    found = [one for one in base_maps(data_dir) if one.source == source]
    for one in found:
        one.path.unlink(missing_ok=True)
    return bool(found)


def _write(out: Any, things: Things, source: str, progress: Progress) -> int:
    writer, digest, done = Writer(out), hashlib.sha256(), 0
    for done, tile in enumerate(tiles_of(things, _ZOOMS), 1):
        digest.update(b"%d/%d/%d" % (tile.zoom, tile.x, tile.y) + tile.data)
        writer.write_tile(zxy_to_tileid(tile.zoom, tile.x, tile.y), tile.data)
        if done % _TOLD_AFTER == 0:
            progress(done)
    west, south, east, north = _bounds(things)
    writer.finalize(
        {
            "version": 3,
            "tile_type": TileType.MVT,
            "tile_compression": Compression.GZIP,
            "min_lon_e7": round(west * _E7),
            "min_lat_e7": round(south * _E7),
            "max_lon_e7": round(east * _E7),
            "max_lat_e7": round(north * _E7),
            "center_zoom": FIRST_ZOOM,
            "center_lon_e7": round((west + east) / 2 * _E7),
            "center_lat_e7": round((south + north) / 2 * _E7),
        },
        {
            "name": source,
            "version": digest.hexdigest()[:16],
            "attribution": "© OpenStreetMap contributors",
            "vector_layers": [{"id": layer, "fields": {}} for layer in sorted(set(things.layers))],
        },
    )
    return done


def _bounds(things: Things) -> tuple[float, float, float, float]:
    left, top, right, bottom = map(float, shapely.total_bounds(np.asarray(things.shapes, dtype=object)))
    return *degrees(left, bottom), *degrees(right, top)
