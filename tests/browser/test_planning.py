"""A manager's reports and a dispatcher's roster in a real browser, by mouse and by keyboard."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.kernel import unit_of_work
from app.registers.commands import registry
from app.registers.tables import Engineer, Shift
from tests.browser.conftest import Come
from tests.support.morning import PASSWORD, Morning

pytestmark = pytest.mark.any_database

ZONE = ZoneInfo("Asia/Shanghai")
WEEK = "/rosters?on=2026-04-06&team="
"""A week for which the city has no roster."""


def test_a_report_is_narrowed_followed_to_a_request_and_kept(come: Come, morning: Morning) -> None:
    window = come()
    window.sign_in("manager", PASSWORD)
    page = window.open("/reports")
    page.get_by_label("A row for each").select_option("engineer")
    page.get_by_label("First day").fill("2026-03-01")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("by=engineer"))
    drawn = page.locator("svg.chart")
    expect(drawn.locator(".bar rect").first).to_be_visible()
    assert drawn.locator(".bar rect").first.evaluate("bar => getComputedStyle(bar).fill") != "rgb(0, 0, 0)"
    same = page.get_by_role("link", name="Link to exactly this view").get_attribute("href") or ""
    figures = page.locator(".report-table tbody").inner_text()
    with page.expect_download() as loaded:
        page.get_by_role("link", name="CSV").click()
    assert "Engineer,Requests,Kept" in Path(loaded.value.path()).read_text("utf-8-sig")
    page.locator(".report-table tfoot a").first.click()
    expect(page.locator("h1")).to_contain_text("Requests")
    expect(page.get_by_role("status").first).to_contain_text(f"{len(morning.requests)} found")
    page.locator("a.code").first.click()
    expect(page).to_have_url(re.compile("/requests/[0-9a-f-]{36}$"))
    window.open(same)
    assert page.locator(".report-table tbody").inner_text() == figures
    dark = come(color_scheme="dark")
    dark.sign_in("manager", PASSWORD)
    dark.open(same)
    text = dark.page.locator("svg.chart text").first
    assert text.evaluate("one => getComputedStyle(one).fill") != "rgb(0, 0, 0)"


def with_a_shift(morning: Morning) -> tuple[str, str, str]:
    """A shift on the free week's Monday; returns its engineer, another, and the shift."""
    with unit_of_work(morning.runtime) as uow:
        numbers = select(Engineer.id).where(Engineer.number.in_(("1001", "1002"))).order_by(Engineer.number)
        first, second = uow.session.scalars(numbers)
        begins, ends = (datetime(2026, 4, 6, hour, tzinfo=ZONE) for hour in (8, 17))
        made = registry.create(
            uow, "shift", {"engineer_id": first, "starts_at": begins, "ends_at": ends, "kind": "duty"}
        )
        return str(first), str(second), str(made.id)


def cell(engineer: str, day: str) -> str:
    return f'td[data-engineer="{engineer}"][data-day="{day}"]'


def stands(morning: Morning, shift: str) -> tuple[str, str]:
    """Whose the shift is, and on which day."""
    with unit_of_work(morning.runtime, write=False) as uow:
        one = next(row for row in uow.session.scalars(select(Shift)) if str(row.id) == shift)
        return str(one.engineer_id), one.starts_at.astimezone(ZONE).date().isoformat()


def at_the_roster(come: Come) -> Page:
    window = come()
    window.sign_in("dispatcher", PASSWORD)
    page = window.open(WEEK)
    page.wait_for_load_state()
    return page


def test_a_roster_is_written_by_mouse(come: Come, morning: Morning) -> None:
    first, second, shift = with_a_shift(morning)
    page = at_the_roster(come)
    expect(page.locator(".gaps")).to_contain_text("Nobody is on duty or on call")
    assert page.locator("th.is-gap").count() == 7
    page.drag_and_drop(f"{cell(first, '2026-04-06')} .bar", cell(second, "2026-04-08"))
    expect(page.locator(".flash-good")).to_contain_text("The shift was moved.")
    assert stands(morning, shift) == (second, "2026-04-08")
    page.get_by_role("link", name="Note leave").click()
    page.get_by_label("Engineer").select_option(second)
    page.get_by_label("From").fill("2026-04-10T00:00")
    page.get_by_label("Until").fill("2026-04-11T00:00")
    page.get_by_role("button", name="Save").first.click()
    expect(page.locator(f"{cell(second, '2026-04-10')} .leave")).to_be_visible()
    page.get_by_role("link", name="Copy this week").click()
    page.get_by_role("button", name="Show what it makes").click()
    expect(page.locator(".lead")).to_contain_text("1 shift would be made.")
    page.get_by_role("button", name="Do it").click()
    expect(page.locator(".flash-good")).to_contain_text("The week was copied.")
    expect(page.locator(f"{cell(second, '2026-04-15')} .bar")).to_be_visible()


def test_a_shift_is_moved_by_keyboard(come: Come, morning: Morning) -> None:
    first, _, shift = with_a_shift(morning)
    page = at_the_roster(come)
    bar = page.locator(f"{cell(first, '2026-04-06')} .bar")
    bar.focus()
    for key in ("m", "ArrowRight", "Escape", "m", "ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    expect(page.locator(f"{cell(first, '2026-04-07')}.is-target")).to_be_visible()
    expect(page.locator("#move-said")).not_to_be_empty()
    page.keyboard.press("Enter")
    expect(page.locator(".flash-good")).to_contain_text("The shift was moved.")
    assert stands(morning, shift) == (first, "2026-04-07")
