"""Registers in a real browser: a row found while typing, an outline drawn, what was typed asked about."""

from __future__ import annotations

import re

from playwright.sync_api import Dialog, expect

from app.kernel import Role
from tests.browser.conftest import Come
from tests.support.morning import PASSWORD, Morning
from tests.support.web import make_user

SECRET = "orange lamp on the quay"


def test_site_is_added_by_keys_and_territory_drawn(come: Come, morning: Morning) -> None:
    make_user(morning.runtime, Role.ADMIN, "office", SECRET)
    window = come()
    window.sign_in("office", SECRET)
    page = window.open("/sites/new")
    page.get_by_role("combobox", name="Customer").press_sequentially("三里屯")
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Customer")).to_have_value("三里屯酒店 Sanlitun Hotel")
    page.get_by_label("Name").fill("Annex")
    page.get_by_label("Point").fill("39.93, 116.45")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Annex")
    expect(page.get_by_role("link", name="三里屯酒店 Sanlitun Hotel")).to_be_visible()

    page = window.open("/territories")
    page.locator("tbody a").first.click()
    page.get_by_role("link", name="Edit").click()
    page.locator(".map-large").scroll_into_view_if_needed()
    expect(page.locator(".map-large[data-ready]")).to_be_visible()
    drawing = page.locator(".map-large canvas")
    for x, y in ((440, 80), (740, 80), (590, 340), (590, 400)):
        drawing.click(position={"x": x, "y": y})
    field = page.locator("[name=boundary]")
    before = field.input_value().splitlines()
    box = drawing.bounding_box()
    assert box
    page.mouse.move(box["x"] + 740, box["y"] + 80)
    page.mouse.down()
    page.mouse.move(box["x"] + 790, box["y"] + 130, steps=5)
    page.mouse.up()
    after = field.input_value().splitlines()
    assert [one == other for one, other in zip(before, after, strict=True)].count(False) == 1
    page.mouse.dblclick(box["x"] + 590, box["y"] + 400)  # takes a corner away
    expect(page.get_by_label("Boundary", exact=True)).to_have_value(re.compile(r"(\S+, \S+\n){2}\S+, \S+"))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("3 corners")).to_be_visible()


def test_what_was_typed_is_asked_about_before_it_is_lost(come: Come, morning: Morning) -> None:
    window = come()
    window.sign_in("dispatcher", PASSWORD)
    page = window.open("/customers/new")
    page.get_by_label("Name").press_sequentially("Half a name")
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.once("dialog", leave)
    page.get_by_role("link", name="Cancel").click()
    expect(page).to_have_url(re.compile("/customers$"))
    assert asked == ["beforeunload"]


def test_customer_is_added_without_scripts(come: Come, morning: Morning) -> None:
    assert morning.requests
    window = come(java_script_enabled=False)
    window.sign_in("dispatcher", PASSWORD)
    page = window.open("/customers/new")
    page.get_by_label("Name").fill("Blue Ink")
    page.get_by_label("Telephone").fill("13800138000 Ms Li")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Blue Ink")
    expect(page.locator('a[href="tel:+8613800138000"]')).to_be_visible()
