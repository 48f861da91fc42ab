"""A dispatcher's acts on a request in a real browser, with scripts and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Come
from tests.support.morning import PASSWORD, Morning


@pytest.mark.parametrize("scripts", [True, False])
def test_dispatcher_amends_the_contact_then_cancels_with_a_reason(
    come: Come, morning: Morning, *, scripts: bool
) -> None:
    window = come(java_script_enabled=scripts)
    window.sign_in("dispatcher", PASSWORD)
    page = window.page
    window.open(f"/requests/{morning.requests['steady']}")
    page.get_by_role("link", name="Amend …").click()
    page.get_by_label("Contact").fill("Ms Li")
    page.get_by_label("Telephone").fill("138 1234 5678")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".flash-good")).to_contain_text("The promise stays as it was given.")
    expect(page.locator('a[href="tel:+8613812345678"]')).to_be_visible()
    page.get_by_text("Cancel the request …").click()
    page.get_by_label("Why it is cancelled").fill("It prints again.")
    page.get_by_role("button", name="Cancel the request").click()
    expect(page.locator(".flash-good")).to_contain_text("Cancelled.")
    expect(page.locator(".request-head")).to_contain_text("It prints again.")


def test_own_password_is_changed_without_scripts(come: Come, morning: Morning) -> None:
    assert morning.requests
    window = come(java_script_enabled=False)
    window.sign_in("dispatcher", PASSWORD)
    page, new = window.page, "four horses under a bridge"
    window.open("/account")
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill(new)
    page.get_by_label("New password once more").fill(new)
    page.get_by_role("button", name="Change the password").click()
    expect(page.locator(".flash-good")).to_contain_text("The password is changed.")
