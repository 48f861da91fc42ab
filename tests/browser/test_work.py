"""A list of work by keyboard: from the overview to an alert that is taken on, without a mouse."""

from __future__ import annotations

import re

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
