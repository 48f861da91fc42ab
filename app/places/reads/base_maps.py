"""The base maps of this installation, and their tiles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pmtiles.reader import MmapSource, Reader

FOLDER, SUFFIX = "maps", ".pmtiles"
_E7 = 10_000_000


@dataclass(frozen=True, slots=True)
class BaseMap:
    """One map: the extract's name, what tells its content from another's, where it lies (west to north)."""

    source: str
    version: str
    bounds: tuple[float, float, float, float]
    first_zoom: int
    last_zoom: int
    path: Path


def folder_of(data_dir: Path) -> Path:
    """Return where the maps are kept."""
    return data_dir / FOLDER


def base_maps(data_dir: Path) -> list[BaseMap]:
    """Return the maps there are, by name."""
    found = []
    for path in sorted(folder_of(data_dir).glob(f"*{SUFFIX}")):
        try:
            stands = path.stat()
            found.append(_described(path, stands.st_mtime_ns, stands.st_ino))
        except FileNotFoundError:  # taken away a moment ago
            continue
    return found


def tile_of(data_dir: Path, version: str, zoom: int, x: int, y: int) -> bytes | None:
    """Return a tile as it is stored, packed by gzip; nothing where the map is blank.

    Raises:
        KeyError: no map has this version.
    """
    for one in base_maps(data_dir):
        if one.version == version:
            if not (one.first_zoom <= zoom <= one.last_zoom and max(x, y) < 2**zoom):
                return None
            with one.path.open("rb") as file:
                found: bytes | None = Reader(MmapSource(file)).get(zoom, x, y)
                return found
    raise KeyError(version)


@lru_cache(maxsize=64)
def _described(path: Path, changed_at: int, inode: int) -> BaseMap:
    """Read what a file says of itself, once for each of its states."""
    del changed_at, inode
    with path.open("rb") as file:
        reader = Reader(MmapSource(file))
        header, about = reader.header(), reader.metadata()
    edges = (header[f"{end}_{axis}_e7"] / _E7 for end in ("min", "max") for axis in ("lon", "lat"))
    west, south, east, north = edges
    return BaseMap(
        about["name"],
        about["version"],
        (west, south, east, north),
        header["min_zoom"],
        header["max_zoom"],
        path,
    )
