"""A place is said on the map, by mouse and by keyboard, and what draws it asks nobody elsewhere."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from app.places.commands.base_maps import base_map
from app.places.commands.gazetteer import fill
from app.places.commands.reading_maps import map_places
from tests.browser.conftest import Come
from tests.support.extracts import write_extract
from tests.support.morning import PASSWORD, Morning

POINT = "[name='site.point']"


def point(page: Page) -> tuple[float, float]:
    lat, lon = page.input_value(POINT).split(", ")
    return float(lat), float(lon)


def test_a_pin_by_mouse_and_by_keyboard(come: Come, morning: Morning, tmp_path: Path) -> None:
    file = write_extract(tmp_path / "town.osm.pbf")
    with base_map(morning.runtime.settings.data_dir, file):
        fill(morning.runtime, file.name, map_places(file))
    window = come()
    window.sign_in("dispatcher", PASSWORD)
    page = window.open("/hotline")

    # a suggested address sets the pin, and the map is there
    page.fill("[name='site.address']", "jianguo")
    page.click("#addresses button")
    page.click(".map-folded summary")
    pin, drawing = page.locator(".maplibregl-marker"), page.locator(".map canvas")
    expect(pin).to_be_visible()
    said = point(page)

    # by mouse: south-east of it
    with page.expect_response("**/hotline/drafts/*"):  # what is typed is kept, and the pin is typed too
        drawing.click(position={"x": 400, "y": 250})
    clicked = point(page)
    assert clicked[0] < said[0]
    assert clicked[1] > said[1]

    # by keyboard: back to the north
    pin.focus()
    page.keyboard.press("Shift+ArrowUp")
    moved = point(page)
    assert moved[0] > clicked[0]
    assert moved[1] == clicked[1]

    # without a pin: Enter on the map sets one in its middle
    page.fill(POINT, "")
    expect(pin).to_have_count(0)
    drawing.focus()
    page.keyboard.press("Enter")
    expect(pin).to_be_focused()
    assert point(page)[1] > 100

    # a typed point moves the pin
    page.fill(POINT, "39.91, 116.46")
    page.locator(POINT).press("Tab")
    expect(pin).to_be_in_viewport()
    expect(page.locator(".maplibregl-ctrl-attrib")).to_contain_text("© OpenStreetMap contributors")
