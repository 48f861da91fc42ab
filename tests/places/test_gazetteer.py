"""Addresses and names of a map are found while somebody types, and give points to addresses."""

from __future__ import annotations

from pathlib import Path

import osmium
import pytest

from app.kernel import Runtime, unit_of_work
from app.kernel.errors import Invalid
from app.places.commands.gazetteer import fill
from app.places.commands.reading_maps import map_places
from app.places.reads.search import SURE, located, suggestions
from app.places.rules.keys import starts_of

NODES: tuple[tuple[float, float, dict[str, str]], ...] = (
    (39.9087, 116.4595, {"addr:street": "建国路", "addr:housenumber": "88号", "addr:city": "北京市"}),
    (39.9088, 116.4600, {"addr:street": "建国路", "addr:housenumber": "886"}),
    (39.9070, 116.4540, {"name": "建外SOHO", "name:en": "Jianwai SOHO", "alt_name": "Soho 1;Soho One"}),
    (42.5063, 1.5218, {"addr:street": "Carrer Major", "addr:housenumber": "12"}),
    (42.5463, 1.6218, {"addr:street": "Carrer Major", "addr:housenumber": "12"}),
    (42.5064, 1.5219, {"amenity": "bench"}),
)


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    file = tmp_path / "town.osm.pbf"
    with osmium.SimpleWriter(str(file)) as writer:
        for n, (lat, lon, tags) in enumerate(NODES, 1):
            writer.add_node(osmium.osm.mutable.Node(id=n, location=(lon, lat), tags=tags))
        writer.add_way(
            osmium.osm.mutable.Way(id=1, nodes=[1, 2], tags={"highway": "primary", "name": "建国路"})
        )
    return file


@pytest.fixture
def filled(runtime: Runtime, extract: Path) -> Runtime:
    assert fill(runtime, extract.name, map_places(extract)) == 6
    return runtime


def names(runtime: Runtime, typed: str) -> list[str]:
    with unit_of_work(runtime, write=False) as uow:
        return [one.name for one in suggestions(uow, typed)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("建国路8", "建国路88号, 北京市"),
        ("国路", "建国路"),
        ("jianwai", "建外SOHO"),
        ("soho o", "建外SOHO"),
        ("12 carrer", "Carrer Major 12"),
        ("Major 12", "Carrer Major 12"),
    ],
)
def test_a_place_is_found_while_it_is_typed(filled: Runtime, typed: str, first: str) -> None:
    assert names(filled, typed)[0] == first


def test_nothing_is_found_where_nothing_is_said(filled: Runtime) -> None:
    assert [names(filled, typed) for typed in ("", "  ,", "qqq", "x" * 500)] == [[], [], [], []]


@pytest.mark.parametrize(
    ("address", "name", "sure"),
    [
        ("北京市朝阳区建国路88号 现代城5层", "建国路88号", True),
        ("北京市建国路886号", "建国路886号", True),
        ("建国路", "建国路", False),
        ("Carrer Major 12", "Carrer Major 12", False),  # there are two, far apart
        ("建国路889号", "建国路88号", False),
    ],
)
def test_an_address_that_was_written_has_a_point(
    filled: Runtime, address: str, name: str, *, sure: bool
) -> None:
    with unit_of_work(filled, write=False) as uow:
        found = located(uow, address)
    assert found is not None
    assert (found.name, found.confidence >= SURE) == (name, sure)


def test_the_same_map_again_takes_the_place_of_what_it_gave(filled: Runtime, extract: Path) -> None:
    before = names(filled, "建国路")
    assert fill(filled, extract.name, map_places(extract)) == 6
    assert names(filled, "建国路") == before


def test_what_is_no_map_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "no.osm.pbf"
    file.write_text("no map")
    with pytest.raises(Invalid):
        list(map_places(file))


@pytest.mark.any_database
def test_a_name_is_begun_from_every_word() -> None:
    assert starts_of("Main Street 12") == ["mainstreet12", "street12", "12"]
    assert starts_of("建国路88号") == ["建国路88号", "国路88号", "路88号"]
