"""What people do, in a real browser; `come` also proves that no page complains or asks elsewhere."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from app.kernel import unit_of_work
from app.requests.tables import Visit
from tests.browser.conftest import Come
from tests.support.browser import Visitor
from tests.support.morning import PASSWORD, Morning


def test_late_request_is_the_first_thing_a_dispatcher_sees(come: Come, morning: Morning) -> None:
    window = come()
    window.sign_in("dispatcher", PASSWORD)
    window.open("/")
    first = window.page.locator(".rows > li").first
    expect(first).to_contain_text("Late")
    expect(first.locator("a").first).to_have_attribute("href", f"/requests/{morning.requests['late']}")
    expect(first).to_be_in_viewport()


def test_countdown_runs(come: Come, morning: Morning) -> None:
    window = come()
    window.page.clock.install()
    window.sign_in("dispatcher", PASSWORD)
    window.open("/")
    clock = window.page.locator(".countdown").first
    expect(clock).to_have_text("8:00 late")
    window.page.clock.run_for(3000)
    expect(clock).to_have_text("8:03 late")


def test_board_without_a_stream_asks_at_intervals_and_says_so(come: Come, morning: Morning) -> None:
    window = come()
    window.page.route("**/events/stream**", lambda route: route.fulfill(status=204))
    window.page.clock.install()
    window.sign_in("dispatcher", PASSWORD)
    window.open("/")
    row = window.page.locator(".row", has_text="Shangdi")
    expect(row).to_contain_text("No engineer yet")
    morning.given("unassigned", "2001", 30, ("assigned",))
    window.page.clock.run_for(6000)
    expect(row).to_contain_text("Xu Liang")
    expect(window.page.locator("#board-stale")).to_contain_text("this one looks every 5 seconds")
    expect(window.page.locator("#board-stale")).not_to_have_class(re.compile("flash-bad"))


def settled(page: Page) -> None:
    """Wait for the stream, and for the look that each new connection begins with."""
    part = page.locator("[data-stream]")
    expect(part).to_have_attribute("data-live", "true")
    page.clock.run_for(2000)
    expect(part).not_to_have_attribute("aria-busy", "true")


@pytest.mark.parametrize(
    ("path", "place", "news"),
    [("/", ".row:has-text('Shangdi')", "Xu Liang"), ("/requests/{}", ".timeline", "Engineer chosen")],
)
def test_page_follows_what_happens_at_once(
    path: str, place: str, news: str, come: Come, morning: Morning
) -> None:
    """The page's time hardly moves, so that it cannot have asked by itself."""
    window = come()
    window.page.clock.install()
    window.sign_in("dispatcher", PASSWORD)
    page = window.open(path.format(morning.requests["unassigned"]))
    settled(page)
    expect(page.locator(place)).not_to_contain_text(news)
    morning.given("unassigned", "2001", 30, ("assigned",))
    expect(page.locator("[data-stream]")).to_have_attribute("aria-busy", "true")
    page.clock.run_for(2000)
    expect(page.locator(place)).to_contain_text(news)


def test_customer_sees_at_once_that_the_engineer_said_yes(come: Come, morning: Morning) -> None:
    window = come("phone")
    window.page.clock.install()
    page = window.open(morning.link("offered"))
    settled(page)
    expect(page.locator(".steps .is-now")).not_to_contain_text("Engineer assigned")
    morning.given("offered", "1006", 22, ("accepted",))
    expect(page.locator("[data-stream]")).to_have_attribute("aria-busy", "true")
    page.clock.run_for(2000)
    expect(page.locator(".steps .is-now")).to_contain_text("Engineer assigned")


def test_dispatcher_assigns_from_the_request(come: Come, morning: Morning) -> None:
    window = come()
    window.sign_in("dispatcher", PASSWORD)
    window.open("/")
    window.page.locator(".row").get_by_role("link", name=re.compile("Shangdi")).click()
    candidate = window.page.locator(".candidates > li", has_text="Xu Liang")
    candidate.get_by_role("button", name="and pin").click()
    expect(window.page.get_by_role("status").first).to_contain_text("Done.")
    expect(window.page.locator(".is-holder")).to_contain_text("Xu Liang")
    with unit_of_work(morning.runtime, write=False) as uow:
        assert uow.get(Visit, morning.visits["unassigned"]).pinned_engineer_id is not None


def test_customer_confirms_and_rates(come: Come, morning: Morning) -> None:
    page = come("phone").open(morning.link("done"))
    page.get_by_role("button", name="Confirm the result").click()
    expect(page.get_by_role("status").first).to_contain_text("The result is confirmed.")
    page.locator("label[for=score-5]").click()
    page.fill("#comment", "Quick and clean.")
    page.get_by_role("button", name="Send the rating").click()
    expect(page.get_by_role("status").first).to_contain_text("Thank you for your rating.")
    expect(page.locator(".quote")).to_have_text("Quick and clean.")


def test_score_can_be_given_by_keyboard(come: Come, morning: Morning) -> None:
    page = come("phone").open(morning.link("done"))
    page.locator("#score-5").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Send the rating").press("Enter")
    expect(page.get_by_label("5 of 5 stars").first).to_be_visible()


def test_language_is_switched_on_every_page(come: Come, morning: Morning) -> None:
    window = come()
    window.sign_in("dispatcher", PASSWORD)
    window.open("/")
    window.page.get_by_role("button", name="中文").click()
    expect(window.page.get_by_role("heading", level=1)).to_have_text("今日报修")
    window.open(f"/requests/{morning.requests['danger']}")
    expect(window.page.locator(".head-level")).to_contain_text("有危险")
    window.page.get_by_role("button", name="English").click()
    expect(window.page.locator(".head-level")).to_contain_text("In danger")


def test_board_and_tracking_work_without_scripts(come: Come, morning: Morning) -> None:
    window = come(java_script_enabled=False)
    window.sign_in("dispatcher", PASSWORD)
    window.open("/")
    expect(window.page.locator(".countdown").first).to_have_text("8:00 late")
    page = window.open(morning.link("on_site"))
    page.get_by_role("button", name=re.compile("has arrived")).click()
    expect(page.locator(".arrived")).to_contain_text("Arrival confirmed")


def test_api_description_is_drawn_from_this_server_alone(come: Come, morning: Morning) -> None:
    page = come().open("/api/docs")
    page.locator(".opblock-tag").first.click()
    page.locator(".opblock-summary-control").first.click()
    expect(page.locator(".opblock.is-open")).to_have_count(1)


def test_no_page_is_wider_than_its_window(come: Come, morning: Morning) -> None:
    """Requests in every state; one of each page is looked at in both languages elsewhere."""
    window = come("phone")
    public = [
        "/login",
        "/problems/ineligible",
        *(morning.link(name) for name in ("danger", "done", "offered")),
    ]
    wide = [path for path in public if window.is_too_wide(path)]
    window.sign_in("dispatcher", PASSWORD)
    amending = f"/requests/{morning.requests['steady']}/amend"
    inside = [
        "/",
        "/?level=over",
        "/account",
        amending,
        *(f"/requests/{key}" for key in morning.requests.values()),
    ]
    wide += [path for path in inside if window.is_too_wide(path)]
    assert wide == []


LABELS = """() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a')]
  .filter(e => e.checkVisibility() && !(e.labels?.length || e.textContent.trim() || e.ariaLabel))
  .map(e => e.outerHTML)"""


def test_every_control_has_a_name(come: Come, morning: Morning) -> None:
    window = come()
    window.sign_in("dispatcher", PASSWORD)
    asked = f"/requests/{morning.requests['unassigned']}"
    paths = ["/", asked, f"{asked}/amend", "/account", morning.link("done")]
    assert {path: window.open(path).evaluate(LABELS) for path in paths} == {path: [] for path in paths}


def _at_a_desk(window: Visitor, who: str) -> Page:
    window.page.set_viewport_size({"width": 1440, "height": 900})
    window.sign_in(who, PASSWORD)
    return window.open("/rosters")


def is_one_line(page: Page) -> bool:
    """Whether the header is lower than two of its entries."""
    height = "one => one.clientHeight"
    entry = page.locator(".sections > *").first.evaluate(height)
    return bool(page.locator(".top").evaluate(height) < 2 * entry)


def test_header_is_one_line_of_a_desk_and_its_group_opens_by_keyboard(come: Come) -> None:
    page = _at_a_desk(come(), "dispatcher")
    assert is_one_line(page)
    page = _at_a_desk(come(), "manager")
    assert is_one_line(page)
    group = page.locator(".sections details")
    group.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(group.get_by_role("link", name="Qualifications")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/staffing"))
