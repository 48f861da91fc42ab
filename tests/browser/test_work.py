"""A list of work by keyboard: from the overview to an alert that is taken on, without a mouse."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Come
from tests.support.morning import PASSWORD, Morning


def test_an_alert_is_taken_on_by_keyboard_alone(come: Come, morning: Morning) -> None:
    assert morning.requests
    window = come()
    window.sign_in("dispatcher", PASSWORD)
    page = window.page
    window.open("/work")
    expect(page).to_have_title(re.compile(r"^\(\d+\) Work"))
    page.keyboard.press("j")
    expect(page.locator(".work-list").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Alerts")
    page.wait_for_load_state()  # keys count from when the page's script runs
    page.keyboard.press("j")
    expect(page.locator(".alert").first).to_be_focused()
    page.keyboard.press("a")
    page.keyboard.type("I ring him.")
    page.keyboard.press("Enter")
    expect(page.locator(".flash-good")).to_be_visible()
    expect(page).to_have_url(re.compile("/work/alerts$"))


@pytest.mark.parametrize("width", ["desk", "phone"])
@pytest.mark.parametrize(
    "path", ["/work", "/work/alerts", "/work/unassigned", "/work/call-backs", "/requests/{}"]
)
def test_no_page_is_wider_than_its_window(come: Come, morning: Morning, width: str, path: str) -> None:
    for locale in ("en", "zh-CN"):
        window = come(width, locale)
        window.sign_in("dispatcher", PASSWORD)
        assert not window.is_too_wide(path.format(morning.requests["unassigned"]))
        if os.environ.get("SHOTS"):
            name = path.strip("/").replace("/", "_").replace("{}", "r")
            window.page.screenshot(path=f"{os.environ['SHOTS']}/{name}-{locale}-{width}.png", full_page=True)
