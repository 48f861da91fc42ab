"""Tiles from our own origin, addresses while they are typed, and the pages on which a map stands."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.kernel import Runtime, unit_of_work
from app.places.commands.base_maps import base_map
from app.places.commands.gazetteer import fill
from app.places.commands.reading_maps import map_places
from app.places.reads.base_maps import base_maps
from app.registers.tables import Site, Territory
from app.requests.commands.intake.receive import receive
from app.requests.commands.intake.report import NewCustomer, NewSite, Report
from app.requests.tables import ServiceRequest
from tests.pages.conftest import Browser
from tests.support.extracts import write_extract
from tests.support.morning import Morning
from tests.support.web import application

pytestmark = pytest.mark.any_database
TILE = "14/13492/6208"


@pytest.fixture
def desk(signed_in: Callable[[str], Browser]) -> Browser:
    return signed_in("dispatcher")


@pytest.fixture
def version(runtime: Runtime, tmp_path: Path, desk: Browser) -> str:
    """A map of the town, and where it is."""
    file = write_extract(tmp_path / "town.osm.pbf")
    with base_map(runtime.settings.data_dir, file):
        fill(runtime, file.name, map_places(file))
    (one,) = base_maps(runtime.settings.data_dir)
    return one.version


def described(page: str) -> dict[str, Any]:
    """Return what the page's script reads of its map."""
    found = re.search(r'data-map="([^"]+)"', page)
    assert found
    told: dict[str, Any] = json.loads(unescape(found[1]))
    return told


def test_a_tile_is_kept_by_the_browser_and_not_sent_twice(desk: Browser, version: str) -> None:
    packed = desk.open(f"/map/{version}/{TILE}", **{"Accept-Encoding": "gzip"})
    assert (packed.status_code, packed.headers["Content-Encoding"]) == (200, "gzip")
    assert packed.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert packed.headers["Content-Type"] == "application/vnd.mapbox-vector-tile"
    plain = desk.open(f"/map/{version}/{TILE}")
    assert plain.data == gzip.decompress(packed.data)
    assert "Content-Encoding" not in plain.headers
    known = {"If-None-Match": packed.headers["ETag"], "Accept-Encoding": "gzip"}
    again = desk.open(f"/map/{version}/{TILE}", **known)
    assert (again.status_code, again.data) == (304, b"")


def test_where_the_map_is_blank_nothing_comes(desk: Browser, version: str) -> None:
    assert desk.open(f"/map/{version}/14/1/1").status_code == 204
    assert desk.open(f"/map/{version}/99/1/1").status_code == 204
    assert desk.open(f"/map/{'0' * 16}/{TILE}").status_code == 404
    assert desk.open(f"/map/{version}/14/-1/1").status_code == 404


def test_who_is_not_signed_in_gets_no_tile(browser: Browser, version: str) -> None:
    refused = browser.open(f"/map/{version}/{TILE}")
    assert refused.headers["Location"].startswith("/login")


def test_pages_say_where_the_tiles_are(desk: Browser, version: str) -> None:
    page = desk.open("/hotline").text
    told = described(page)
    assert [one["tiles"] for one in told["sources"]] == [f"/map/{version}/{{z}}/{{x}}/{{y}}"]
    assert told["attribution"] == "© OpenStreetMap contributors"
    assert told["around"][2] > 1000
    assert "onehour map import" not in page


def test_without_a_map_the_page_says_how_to_get_one(desk: Browser) -> None:
    page = desk.open("/hotline").text
    assert described(page)["sources"] == []
    assert "onehour map import FILE.osm.pbf" in page


@pytest.mark.parametrize(
    ("tiles", "raster"),
    [("https://t.example/{z}/{x}/{y}.png", True), ("http://t:81/{z}/{x}/{y}.mvt?k=1", False)],
)
def test_tiles_may_come_from_an_address_that_is_set(
    runtime: Runtime, morning: Morning, tiles: str, *, raster: bool
) -> None:
    elsewhere = replace(runtime, settings=replace(runtime.settings, map_tiles=tiles))
    desk = Browser(application(elsewhere).test_client())
    desk.sign_in("dispatcher")
    page = desk.open("/hotline")
    (source,) = described(page.text)["sources"]
    assert (source["tiles"], source["raster"]) == (tiles, raster)
    origin = tiles.partition("/{z}")[0]
    assert f"connect-src 'self' {origin}" in page.headers["Content-Security-Policy"].split("; ")


def test_addresses_are_suggested(desk: Browser, version: str) -> None:
    assert 'data-says="建国路"' in desk.open("/map/addresses?q=jianguo").text
    assert desk.open("/map/addresses").text.strip() == ""


def test_the_forms_of_places_have_a_map_and_their_field(desk: Browser, morning: Morning) -> None:
    with unit_of_work(morning.runtime, write=False) as uow:
        site = uow.session.scalars(select(Site.id).limit(1)).one()
        territory = uow.session.scalars(select(Territory.id).limit(1)).one()
    for address in ("/sites/new", f"/sites/{site}/edit"):
        page = desk.open(address).text
        field = re.search(r'data-field="([^"]+)"', page)
        assert field, address
        assert f'id="{field[1]}"' in page
    shown = desk.open(f"/territories/{territory}").text
    found = re.search(r'data-outline="([^"]+)"', shown)
    assert found
    assert json.loads(unescape(found[1]))["radius_m"] > 0


@pytest.fixture
def lost(morning: Morning) -> UUID:
    """A request from a place that nobody can put on the map."""
    with morning.writing() as uow:
        new = Report(
            "desktop_no_boot",
            "phone",
            customer=NewCustomer("Ink & <b>Co</b> 🖨️"),
            site=NewSite("Shop", address="No map 1"),
        )
        request, _ = receive(uow, new)
    return request.id


def point_of(morning: Morning, request_id: UUID) -> tuple[float | None, float | None]:
    with unit_of_work(morning.runtime, write=False) as uow:
        request = uow.get(ServiceRequest, request_id)
        return request.lat, request.lon


def test_a_place_that_nobody_knew_is_set_once(desk: Browser, morning: Morning, lost: UUID) -> None:
    page = f"/requests/{lost}"
    assert "Nobody knows where this is on the map" in desk.open(page).text
    for _ in range(2):  # a double click
        assert desk.send(f"{page}/place", point="39.9091, 116.4591").headers["Location"] == page
        assert "The place is on the map now" in desk.open(page).text
    assert point_of(morning, lost) == (39.9091, 116.4591)
    assert "Nobody knows where" not in desk.open(page).text


def test_who_was_slower_is_told_and_moves_nothing(desk: Browser, morning: Morning, lost: UUID) -> None:
    desk.send(f"/requests/{lost}/place", point="39.9091, 116.4591")
    desk.open(f"/requests/{lost}")
    desk.send(f"/requests/{lost}/place", point="39.8, 116.4")
    assert "Somebody else set the place meanwhile" in desk.open(f"/requests/{lost}").text
    assert point_of(morning, lost) == (39.9091, 116.4591)


@pytest.mark.parametrize("typed", ["31.2", "north of the park", "95, 200"])
def test_what_is_no_point_comes_back_with_what_is_wrong(
    desk: Browser, morning: Morning, lost: UUID, typed: str
) -> None:
    desk.send(f"/requests/{lost}/place", point=typed)
    page = desk.open(f"/requests/{lost}").text
    assert "is not a point such as 31.2304, 121.4737" in page
    assert f'value="{typed}"' in page
    assert point_of(morning, lost) == (None, None)


def test_who_only_reads_sets_no_place(signed_in: Callable[[str], Browser], lost: UUID) -> None:
    manager = signed_in("manager")
    assert "Nobody knows where this is" not in manager.open(f"/requests/{lost}").text
    assert manager.send(f"/requests/{lost}/place", point="39.9, 116.4").status_code == 403
