"""The base map of an extract: made anew in one step, kept where a file is at fault, read tile by tile."""

from __future__ import annotations

import gzip
from pathlib import Path

import mapbox_vector_tile
import osmium
import pytest

from app.kernel.errors import Invalid
from app.places.commands.base_maps import base_map, forget
from app.places.reads.base_maps import base_maps, folder_of, tile_of
from app.places.rules.map_kinds import FIRST_ZOOM, LAST_ZOOM
from tests.support.extracts import CENTRE, write_extract

pytestmark = pytest.mark.any_database


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    return write_extract(tmp_path / "town.osm.pbf")


def made(data_dir: Path, file: Path) -> str:
    """Make a map; return its version."""
    with base_map(data_dir, file) as tiles:
        assert tiles >= LAST_ZOOM - FIRST_ZOOM
    (version,) = [one.version for one in base_maps(data_dir) if one.source == file.name]
    return version


def drawn(data_dir: Path, version: str) -> dict[str, set[str]]:
    """Return layers and the kinds in them, of the tile with the crossing."""
    tile = tile_of(data_dir, version, 14, 13492, 6208)
    assert tile is not None
    layers = mapbox_vector_tile.decode(gzip.decompress(tile))
    return {name: {one["properties"]["kind"] for one in layer["features"]} for name, layer in layers.items()}


def test_streets_water_parks_houses_and_names_are_drawn(tmp_path: Path, extract: Path) -> None:
    version = made(tmp_path, extract)
    assert drawn(tmp_path, version) == {
        "streets": {"primary", "residential"},
        "street_labels": {"primary", "residential"},
        "water_lines": {"river"},
        "land": {"park"},
        "buildings": {"building"},
        "place_labels": {"suburb"},
    }
    (one,) = base_maps(tmp_path)
    west, south, east, north = one.bounds
    assert west < CENTRE[1] < east
    assert south < CENTRE[0] < north
    assert (one.first_zoom, one.last_zoom) == (8, 14)


def test_the_same_file_again_is_the_same_map(tmp_path: Path, extract: Path) -> None:
    assert made(tmp_path, extract) == made(tmp_path, extract)
    assert len(list(folder_of(tmp_path).iterdir())) == 1


def test_another_file_stands_beside_it_and_can_be_taken_away(tmp_path: Path, extract: Path) -> None:
    first, second = made(tmp_path, extract), made(tmp_path, write_extract(tmp_path / "b.osm.pbf", (31, 121)))
    assert first != second
    assert [one.source for one in base_maps(tmp_path)] == ["b.osm.pbf", "town.osm.pbf"]
    assert forget(tmp_path, "town.osm.pbf")
    assert [one.version for one in base_maps(tmp_path)] == [second]
    assert not forget(tmp_path, "town.osm.pbf")
    with pytest.raises(KeyError):
        tile_of(tmp_path, first, 14, 1, 1)


def test_a_changed_file_takes_the_place_of_the_map_before(tmp_path: Path, extract: Path) -> None:
    first = made(tmp_path, extract)
    assert made(tmp_path, write_extract(extract, (31, 121))) != first
    assert len(base_maps(tmp_path)) == 1


def test_a_file_that_is_at_fault_leaves_the_old_map(tmp_path: Path, extract: Path) -> None:
    version, whole = made(tmp_path, extract), extract.read_bytes()
    for data in (b"no map", b"", whole[: len(whole) // 2], whole[:-10]):
        extract.write_bytes(data)
        with pytest.raises(Invalid, match=r".") as refused, base_map(tmp_path, extract):
            pass
        assert list(refused.value.errors) == ["file"]
    assert [one.version for one in base_maps(tmp_path)] == [version]
    assert len(list(folder_of(tmp_path).iterdir())) == 1


def test_an_extract_with_nothing_to_draw_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "benches.osm.pbf"
    with osmium.SimpleWriter(str(file)) as writer:
        bench = {"amenity": "bench"}
        writer.add_node(osmium.osm.mutable.Node(id=1, location=(121, 31), tags=bench))
    with pytest.raises(Invalid), base_map(tmp_path, file):
        pass
    assert base_maps(tmp_path) == []


def test_what_fails_after_the_map_was_made_leaves_none(tmp_path: Path, extract: Path) -> None:
    with pytest.raises(ZeroDivisionError), base_map(tmp_path, extract):
        raise ZeroDivisionError
    assert list(folder_of(tmp_path).iterdir()) == []


@pytest.mark.parametrize("at", [(4, 0, 0), (14, 0, 0), (14, 2**14, 0), (15, 1, 1), (10**9, 1, 1)])
def test_where_nothing_is_drawn_there_is_no_tile(
    tmp_path: Path, extract: Path, at: tuple[int, int, int]
) -> None:
    assert tile_of(tmp_path, made(tmp_path, extract), *at) is None
