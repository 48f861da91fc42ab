"""Accounts and own pages in a real browser: an invitation, a repair, and nothing too wide or nameless."""

from __future__ import annotations

from playwright.sync_api import expect

from app.accounts.commands import passwords
from app.accounts.tables import User
from app.kernel import Role, unit_of_work
from tests.browser.conftest import Come
from tests.browser.test_pages import LABELS
from tests.support.morning import PASSWORD, Morning
from tests.support.web import make_user

NEW = "nine boats on a quiet lake"
PAGES = (
    "/users",
    "/users/new",
    "/account",
    "/api-keys",
    "/webhooks",
    "/webhooks/new",
    "/notices",
    "/settings",
    "/teams",
    "/administration",
)


def administrator(morning: Morning) -> None:
    """The city has none."""
    chief = make_user(morning.runtime, Role.ADMIN, "chief")
    with unit_of_work(morning.runtime) as uow:
        uow.get(User, chief.user_id).password_hash = passwords.hash_as_it_is(PASSWORD)


def test_invited_dispatcher_sets_the_password_and_comes_in(come: Come, morning: Morning) -> None:
    administrator(morning)
    office = come()
    office.sign_in("chief", PASSWORD)
    page = office.open("/users/new")
    page.get_by_label("Name").fill("Wang Fang")
    page.get_by_label("Login").fill("fang")
    page.get_by_label("Role").select_option("dispatcher")
    page.get_by_role("button", name="Make the account").click()
    link = page.get_by_label("Link", exact=True).input_value()
    fang = come(java_script_enabled=False)
    page = fang.open("/invitations/" + link.rpartition("/")[2])
    page.get_by_label("New password", exact=True).fill(NEW)
    page.get_by_label("New password once more").fill(NEW)
    page.get_by_role("button", name="Set the password").click()
    expect(page.locator(".flash-good")).to_contain_text("Your password is set.")
    fang.sign_in("fang", NEW)
    fang.open("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Today's requests")


def test_customer_asks_follows_and_complains_without_scripts(come: Come, morning: Morning) -> None:
    assert morning.requests
    window = come(java_script_enabled=False)
    window.sign_in("customer", PASSWORD)
    page = window.open("/")
    page.get_by_role("link", name="Ask for a repair").first.click()
    page.get_by_label("Which machine or place").select_option(index=1)
    page.get_by_label("What is wrong").select_option(index=1)
    page.get_by_label("In your own words").fill("It smells of smoke")
    page.get_by_role("button", name="Send the report").click()
    expect(page.locator(".flash-good")).to_contain_text("We have your report")
    page.get_by_text("I have a complaint").click()
    page.get_by_label("What went wrong?").fill("The last one was rude")
    page.get_by_role("button", name="Send the complaint").click()
    expect(page.locator(".flash-good")).to_contain_text("within 24 hours")


def test_pages_fit_a_phone_and_name_their_controls(come: Come, morning: Morning) -> None:
    administrator(morning)
    window = come("phone", "zh-CN")
    window.sign_in("chief", PASSWORD)
    assert [path for path in PAGES if window.is_too_wide(path)] == []
    assert {path: window.open(path).evaluate(LABELS) for path in PAGES} == {path: [] for path in PAGES}
