from __future__ import annotations

from pathlib import Path

import osmium
import pytest

from app.demo.errors import DemoError
from app.demo.osm import named_places, nearest_zone, osm_city
from app.demo.roads import distance_m

HOTEL = (42.5077, 1.5211)


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    """A village: a hotel, a shop drawn as a square, a peak, a nameless bar, a viewpoint, a shelter."""
    path = tmp_path / "village.osm.pbf"
    corners = [(42.51, 1.52), (42.51, 1.54), (42.53, 1.54), (42.53, 1.52)]
    with osmium.SimpleWriter(str(path)) as writer:
        for number, (lat, lon) in enumerate(corners, start=1):
            writer.add_node(osmium.osm.mutable.Node(id=number, location=(lon, lat)))
        for number, tags in enumerate(
            (
                {"name": "Hotel Pyrénées", "tourism": "hotel", "addr:street": "Carrer Major"},
                {"name": "Pic Negre", "natural": "peak"},
                {"amenity": "bar"},
                {"name": "Mirador", "tourism": "viewpoint"},
                {"name": "  Refugi de  Juclar ", "amenity": "shelter"},
            ),
            start=10,
        ):
            writer.add_node(osmium.osm.mutable.Node(id=number, location=HOTEL[::-1], tags=tags))
        shop = {"name": "Super", "shop": "supermarket"}
        writer.add_way(osmium.osm.mutable.Way(id=1, nodes=[1, 2, 3, 4, 1], tags=shop))
    return path


def test_sites_are_the_named_places_where_somebody_works(extract: Path) -> None:
    assert {place.name: place.kind for place in named_places(extract)} == {
        "Hotel Pyrénées": "hotel",
        "Super": "supermarket",
        "Refugi de Juclar": "shelter",
    }


def test_place_drawn_as_an_outline_stands_in_its_middle(extract: Path) -> None:
    shop = next(place for place in named_places(extract) if place.name == "Super")
    assert shop.point == (42.52, 1.53)


def test_city_has_a_customer_at_every_place_and_its_own_clock(extract: Path) -> None:
    city = osm_city(extract, engineers=5, hours=10, seed=1)
    assert (city.code, city.time_zone) == ("village", "Europe/Andorra")
    assert [client.name for client in city.clients] == [place.name for place in city.places]
    assert len(city.crew) == 5
    assert all(client.phone.startswith("+376") for client in city.clients)
    assert all(distance_m(city.centre, place.point) < city.radius_m for place in city.places)


def test_street_is_part_of_the_address(extract: Path) -> None:
    city = osm_city(extract, engineers=1, hours=10, seed=1)
    assert city.places[0].address == "Carrer Major (hotel)"


def test_same_extract_makes_the_same_city(extract: Path) -> None:
    assert osm_city(extract, 5, 10, seed=1) == osm_city(extract, 5, 10, seed=1)


def test_file_that_is_missing_or_no_extract_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match="There is no file"):
        named_places(tmp_path / "none.osm.pbf")
    (tmp_path / "bad.osm.pbf").write_bytes(b"nothing of the kind")
    with pytest.raises(DemoError, match="cannot be read"):
        named_places(tmp_path / "bad.osm.pbf")


def test_extract_without_places_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "desert.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        writer.add_node(osmium.osm.mutable.Node(id=1, location=(1.5, 42.5)))
    with pytest.raises(DemoError, match="names 0 places"):
        osm_city(path, 5, 10, seed=1)


@pytest.mark.parametrize(
    ("point", "expected"),
    [((-33.9, 151.2), ("AU", "Australia/Sydney")), ((51.5, -0.1), ("GB", "Europe/London"))],
)
def test_time_zone_is_that_of_the_nearest_principal_place(
    point: tuple[float, float], expected: object
) -> None:
    assert nearest_zone(point) == expected
