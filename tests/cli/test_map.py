"""Maps by the command: made, listed, made again, taken away, and a bad file told in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from app.kernel import Runtime, unit_of_work
from app.places.reads.base_maps import folder_of
from app.places.reads.search import suggestions
from tests.support.extracts import write_extract

Onehour = Callable[..., Result]


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    return write_extract(tmp_path / "town.osm.pbf")


def names(runtime: Runtime, typed: str) -> list[str]:
    with unit_of_work(runtime, write=False) as uow:
        return [one.name for one in suggestions(uow, typed)]


def test_a_map_is_made_listed_and_taken_away(onehour: Onehour, runtime: Runtime, extract: Path) -> None:
    for _ in range(2):  # the second time changes nothing
        told = onehour("map", "import", str(extract))
        assert (told.exit_code, "can be found now" in told.output) == (0, True), told.output
        assert names(runtime, "jianguo") == ["建国路"]
    listed = onehour("map", "list").output
    assert listed.startswith("town.osm.pbf  0.0 MB  39.893, 116.443 to")
    assert "is taken away" in onehour("map", "remove", "town.osm.pbf").output
    assert (onehour("map", "list").output, names(runtime, "jianguo")) == ("", [])
    assert "No extract is called town.osm.pbf" in onehour("map", "remove", "town.osm.pbf").output


def test_a_bad_file_is_told_in_a_sentence_and_changes_nothing(
    onehour: Onehour, runtime: Runtime, extract: Path, tmp_path: Path
) -> None:
    onehour("map", "import", str(extract))
    kept, whole = (
        {path: path.read_bytes() for path in folder_of(tmp_path / "var").iterdir()},
        extract.read_bytes(),
    )
    for data in (b"no map at all", whole[: len(whole) // 2]):
        extract.write_bytes(data)
        told = onehour("map", "import", str(extract))
        assert (told.exit_code, told.output.count("\n")) == (1, 1), told.output
        assert told.output.startswith("Error: file: is no OpenStreetMap extract: ")
        assert names(runtime, "jianguo") == ["建国路"]
    assert {path: path.read_bytes() for path in folder_of(tmp_path / "var").iterdir()} == kept
