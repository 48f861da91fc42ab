"""A customer without messages: the office reads a code out, and he follows, confirms and rates by it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Come
from tests.support.morning import PASSWORD, Morning


def test_a_code_from_the_telephone_opens_confirms_and_rates(come: Come, morning: Morning) -> None:
    office = come()
    office.sign_in("dispatcher", PASSWORD)
    office.open(f"/requests/{morning.requests['on_site']}")
    office.page.get_by_role("button", name="Make a code to read out").click()
    said = office.page.locator(".flash-good").inner_text()
    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", said)
    assert code, said

    customer = come("phone")
    page = customer.open("/t")
    page.get_by_label("Code (8 letters and digits)").fill(code[0].lower().replace("-", " "))
    page.get_by_role("button", name="Open the page").click()
    page.get_by_role("button", name="Confirm that the engineer has arrived").click()
    expect(page.get_by_role("button", name="Confirm that the engineer has arrived")).to_have_count(0)
    morning.given("on_site", "1004", -18, ["completed"])
    page.reload()
    page.get_by_title("4 of 5 stars").first.click()
    page.get_by_role("button", name="Send the rating").click()
    expect(page.get_by_role("button", name="Send the rating")).to_have_count(0)
    office.page.reload()
    expect(office.page.locator("main")).to_contain_text("Arrival confirmed by a link handed over")
