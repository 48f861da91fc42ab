"""What of OpenStreetMap is drawn, as what, and under which names."""

from __future__ import annotations

import pytest

from app.places.rules.map_kinds import LAST_ZOOM, Drawn, as_area, as_line, as_place, name_zoom, names_of

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize(
    ("tags", "drawn"),
    [
        ({"highway": "motorway"}, Drawn("streets", "motorway", 5)),
        ({"highway": "primary_link"}, Drawn("streets", "primary", 8)),
        ({"highway": "steps"}, Drawn("streets", "steps", 14)),
        ({"railway": "rail"}, Drawn("streets", "rail", 9)),
        ({"railway": "rail", "service": "yard"}, Drawn("streets", "rail", 14)),
        ({"waterway": "river"}, Drawn("water_lines", "river", 8)),
        ({"natural": "coastline"}, Drawn("water_lines", "coastline", 5)),
        ({"highway": "pedestrian", "area": "yes"}, None),
        ({"highway": "bus_stop"}, None),
        ({"power": "line"}, None),
        ({}, None),
    ],
)
def test_a_way_is_drawn_by_its_class(tags: dict[str, str], drawn: Drawn | None) -> None:
    assert as_line(tags) == drawn


@pytest.mark.parametrize(
    ("tags", "drawn"),
    [
        ({"natural": "water"}, Drawn("water_polygons", "water", 5)),
        ({"landuse": "residential"}, Drawn("land", "residential", 10)),
        ({"leisure": "park", "building": "no"}, Drawn("land", "park", 10)),
        ({"building": "yes"}, Drawn("buildings", "building", 14)),
        ({"building": "no"}, None),
        ({"landuse": "moon"}, None),
    ],
)
def test_an_area_is_drawn_by_what_lies_there(tags: dict[str, str], drawn: Drawn | None) -> None:
    assert as_area(tags) == drawn


def test_settlements_have_names_and_lone_trees_have_none() -> None:
    assert as_place({"place": "city"}) == Drawn("place_labels", "city", 5)
    assert as_place({"natural": "tree"}) is None


@pytest.mark.parametrize(
    ("tags", "names"),
    [
        ({"name": "建国路", "name:en": "Jianguo Road"}, {"name": "建国路", "name_en": "Jianguo Road"}),
        ({"name": "香港", "name:zh": "香港"}, {"name": "香港"}),
        (
            {"name": "Andorra la Vella", "name:zh": "安道爾城", "name:zh-Hans": "安道尔城"},
            {"name": "Andorra la Vella", "name_zh": "安道尔城"},
        ),
        ({"name:en": "Main Street"}, {"name": "Main Street"}),
        ({"highway": "primary"}, {}),
    ],
)
def test_names_stand_once_in_each_language(tags: dict[str, str], names: dict[str, str]) -> None:
    assert names_of(tags) == names


def test_names_of_streets_come_when_there_is_room() -> None:
    assert name_zoom(Drawn("streets", "motorway", 5)) == 10
    assert name_zoom(Drawn("streets", "residential", 12)) == 14
    assert name_zoom(Drawn("streets", "steps", 14)) == LAST_ZOOM
