"""Lists, details and components in a real browser, with scripts and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.kernel import unit_of_work
from app.registers.tables import Engineer
from tests.browser.conftest import Come
from tests.browser.test_pages import LABELS
from tests.support.browser import Visitor
from tests.support.morning import PASSWORD, Morning


@pytest.fixture
def window(come: Come, morning: Morning) -> Visitor:
    made = come()
    made.sign_in("dispatcher", PASSWORD)
    return made


def taken_over(page: Page) -> None:
    """Wait until the scripts keep the list fresh."""
    expect(page.locator("#list[data-live]")).to_be_visible()


def test_list_is_filtered_while_typing_without_leaving_the_page(window: Visitor) -> None:
    page = window.open("/requests")
    taken_over(page)
    page.evaluate("window.kept = true")
    page.fill("#q", "sanlitun")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator(".pager")).to_contain_text("1 found")
    expect(page).to_have_url(re.compile(r"q=sanlitun"))
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(9)
    expect(page.locator("#q")).to_have_value("")
    assert page.evaluate("window.kept") is True


def test_list_is_sorted_by_its_heads_and_walked_by_keys(window: Visitor) -> None:
    page = window.open("/requests")
    taken_over(page)
    page.get_by_role("link", name="Code", exact=True).click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Code")
    expect(page.locator("#sort-code")).to_be_focused()
    page.locator("tbody a").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("tbody tr").nth(1).locator("a.code")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()


def test_list_says_the_same_before_and_after_scripts_take_over(
    come: Come, window: Visitor, morning: Morning
) -> None:
    plain = come(java_script_enabled=False)
    plain.sign_in("dispatcher", PASSWORD)
    for path in ("/requests", "/requests?sort=code"):
        page = window.open(path)
        taken_over(page)
        assert page.locator("tbody").inner_text().split() == (
            plain.open(path).locator("tbody").inner_text().split()
        )


def test_list_works_without_scripts(come: Come, morning: Morning) -> None:
    window = come(java_script_enabled=False)
    window.sign_in("dispatcher", PASSWORD)
    page = window.open("/requests")
    page.fill("#q", "sanlitun")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Code").click()
    expect(page).to_have_url(re.compile(r"q=sanlitun&sort=code"))
    page.locator("tbody a.code").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sanlitun")


def test_list_shows_what_is_reported_meanwhile(window: Visitor, morning: Morning) -> None:
    page = window.open("/requests?state=promised")
    taken_over(page)
    before = page.locator("tbody tr").count()
    morning.reported("new", 0, "desktop_no_boot", 9)
    expect(page.locator("tbody tr")).to_have_count(before + 1)


def test_details_stand_behind_tabs_that_keys_reach(window: Visitor, morning: Morning) -> None:
    with unit_of_work(morning.runtime, write=False) as uow:
        engineer = uow.session.scalars(select(Engineer.id).where(Engineer.number == "1001")).one()
    page = window.open(f"/engineers/{engineer}")
    expect(page.locator("#panel-duty")).to_be_hidden()
    page.get_by_role("tab", selected=True).press("ArrowRight")
    expect(page.get_by_role("tab", name="Duty of the week")).to_be_focused()
    expect(page.get_by_role("tabpanel", name="Duty of the week")).to_be_visible()
    page.reload()
    expect(page.locator("#panel-duty")).to_be_visible()


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_components_can_be_tried(come: Come, morning: Morning, locale: str) -> None:
    window = come("desk", locale)
    window.sign_in("dispatcher", PASSWORD)
    page = window.open("/components")
    words = {"en": ("Ask first", "Remove", "Done."), "zh-CN": ("先询问", "移除", "已完成。")}[locale]
    page.get_by_role("button", name=words[0]).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name=words[0]).click()
    dialog.get_by_role("button", name=words[1]).click()
    expect(page.get_by_role("log")).to_contain_text(words[2])
    assert page.evaluate(LABELS) == []


def test_no_list_is_wider_than_its_window(come: Come, morning: Morning) -> None:
    window = come("phone", "zh-CN")
    window.sign_in("dispatcher", PASSWORD)
    paths = ["/requests", "/engineers", "/customers", "/components"]
    assert [path for path in paths if window.is_too_wide(path)] == []
