"""A call taken by keyboard alone, in a real browser."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, Route, expect
from sqlalchemy import func, select

from app.hotline.tables import Call
from app.kernel import Runtime, unit_of_work
from app.registers.tables import Customer, Site
from app.requests.tables import ServiceRequest
from tests.browser.conftest import Come
from tests.support.browser import Visitor
from tests.support.morning import PASSWORD, Morning


def on_the_line(come: Come, width: str = "desk", locale: str = "en") -> Visitor:
    """Sign in by keyboard, and go to the hotline."""
    window = come(width, locale)
    page = window.open("/login")
    page.focus("[name=login]")
    page.keyboard.type("dispatcher")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    walk_to(page, page.locator(".sections a").first)
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_be_focused()
    return window


FOCUS = """wanted => {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return {there: at === wanted, lost: at !== document.body && !seen ? at.outerHTML.slice(0, 200) : ""};
}"""


def walk_to(page: Page, wanted: Locator) -> None:
    """Press Tab until what is wanted has the focus, which can be seen wherever it rests on the way."""
    for _ in range(300):
        page.keyboard.press("Tab")
        rests = wanted.evaluate(FOCUS)
        assert not rests["lost"]
        if rests["there"]:
            return
    raise AssertionError("Tab does not lead there.")


def known(runtime: Runtime) -> Customer:
    with unit_of_work(runtime, write=False) as uow:
        called = select(Customer).where(Customer.phone.is_not(None)).order_by(Customer.name)
        return uow.session.scalars(called.limit(1)).one()


def count(runtime: Runtime, kind: type[Call | Customer | ServiceRequest]) -> int:
    with unit_of_work(runtime, write=False) as uow:
        return uow.session.scalar(select(func.count()).select_from(kind)) or 0


def saved(page: Page) -> str:
    """Wait for the request's page; returns its code."""
    page.wait_for_url("**/requests/*")
    expect(page.locator(".flash-good").first).to_be_visible()
    return page.locator(".request-head .code").first.inner_text()


def test_from_sign_in_to_a_dispatched_request_by_keyboard_alone(come: Come, morning: Morning) -> None:
    caller = known(morning.runtime)
    page = on_the_line(come).page
    page.keyboard.type((caller.phone or "")[-8:])
    expect(page.locator("#found a").first).to_contain_text(caller.name)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[name=description]")).to_be_focused()
    expect(page.locator("#beside")).to_contain_text(caller.name)
    page.keyboard.type("paper is stuck in the printer")
    expect(page.locator("[name=fault_code]:checked")).to_have_value("printer_jam")
    expect(page.locator(".say-it")).to_be_visible()
    page.keyboard.press("Control+Enter")
    code = saved(page)
    walk_to(page, page.locator(".candidates").get_by_role("button", name="and pin").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Done.")
    expect(page.locator(".is-holder")).to_be_visible()
    page.goto(page.url.split("/requests/")[0] + "/")
    expect(page.locator("#board")).to_contain_text(code)


def test_what_was_typed_while_the_page_was_loading(come: Come, morning: Morning) -> None:
    caller = known(morning.runtime)
    page = on_the_line(come).page
    held: list[Route] = []

    def hold(script: Route) -> None:
        held.append(script)

    page.route("**/js/hotline*.js*", hold)
    page.goto(page.url, wait_until="commit")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type((caller.phone or "")[-8:])
    page.fill("[name=description]", "paper is stuck in the printer")
    for script in held:
        script.continue_()
    expect(page.locator("#found a").first).to_contain_text(caller.name)
    expect(page.locator("[name=fault_code]:checked")).to_have_value("printer_jam")


def test_a_new_customer_by_keyboard(come: Come, morning: Morning) -> None:
    with unit_of_work(morning.runtime, write=False) as uow:
        near = uow.session.scalars(select(Site).limit(1)).one()
    page = on_the_line(come).page
    page.focus("[name='contact.phone']")
    page.keyboard.type("138 0000 ab 9999")
    page.keyboard.press("Tab")
    page.keyboard.type("Wu Fang")
    page.focus("[name='site.point']")
    page.keyboard.type(f"{(near.lat or 0) + 0.004}, {near.lon}")
    page.focus("[name=description]")
    page.keyboard.type("打印机卡纸了")
    expect(page.locator("[name=fault_code]:checked")).to_have_value("printer_jam")
    expect(page.locator(".say-it")).to_be_visible()
    page.keyboard.press("Control+Enter")
    saved(page)
    expect(page.locator("h1")).to_have_text("Wu Fang")


def test_what_was_typed_survives_the_browser(come: Come, morning: Morning) -> None:
    page = on_the_line(come).page
    page.fill("[name='contact.name']", "Wu Fang")
    with page.expect_response("**/hotline/drafts/*"):
        page.fill("[name=description]", "it smells")
    page.reload()
    expect(page.locator("[name='contact.name']")).to_have_value("Wu Fang")
    expect(page.locator("form.draft")).to_have_count(0)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("form.draft")).to_contain_text("Wu Fang")
    expect(other.locator("[name='contact.name']")).to_have_value("")
    other.click("form.draft a")
    expect(other.locator("[name=description]")).to_have_value("it smells")
    other.close()


def test_a_double_click_saves_one_call(come: Come, morning: Morning) -> None:
    page = on_the_line(come).page
    page.fill("[name=description]", "Nobody came at all.")
    page.dblclick("button[value=complaint]")
    expect(page.locator(".flash-good")).to_be_visible()
    assert count(morning.runtime, Call) == 1
    page.go_back()
    expect(page.locator("[name=description]")).to_have_value("")
    expect(page.locator("#draft")).to_be_hidden()


def test_no_width_scrolls_sideways(come: Come, morning: Morning) -> None:
    caller = known(morning.runtime)
    for locale in ("en", "zh-CN"):
        window = come("phone", locale)
        window.sign_in("dispatcher", PASSWORD)
        for path in ("/hotline", f"/hotline?customer_id={caller.id}", "/hotline?q=a1", "/calls?show=all"):
            assert not window.is_too_wide(path), (locale, path)


def test_a_call_without_scripts(come: Come, morning: Morning) -> None:
    caller = known(morning.runtime)
    window = come(java_script_enabled=False)
    window.sign_in("dispatcher", PASSWORD)
    page = window.open("/hotline")
    page.fill("#q", caller.name[:4])
    page.press("#q", "Enter")
    page.locator("#found a").first.click()
    page.check("[name=fault_code][value=printer_jam]")
    page.click("[data-without-scripts]")
    expect(page.locator(".say-it")).to_be_visible()
    page.click("button[value=request]")
    saved(page)


def test_an_unknown_number_goes_on_where_the_hand_is(come: Come, morning: Morning) -> None:
    page = on_the_line(come).page
    page.keyboard.type("13999887766")
    page.keyboard.press("Enter")
    expect(page.locator("[name='contact.name']")).to_be_focused()
    expect(page.locator("[name='contact.phone']")).to_have_value("13999887766")
    expect(page.locator("#found")).to_contain_text("Nobody on record")
    expect(page.locator("#draft")).to_be_hidden()
    assert "q=" not in page.url
    page.keyboard.press("Control+ArrowDown")
    expect(page.locator("[name='customer.name']")).to_be_focused()
    page.keyboard.press("Control+ArrowDown")
    expect(page.locator("[name=description]")).to_be_focused()
    page.keyboard.type("the screen stays dark\nsince this morning\nand it smells")
    over = page.evaluate(
        "document.querySelector('.call-ends').getBoundingClientRect().top"
        " - document.querySelector('[name=description]').getBoundingClientRect().bottom"
    )
    assert over >= 0
    page.keyboard.press("Control+ArrowUp")
    expect(page.locator("[name='customer.name']")).to_be_focused()


def test_an_open_request_is_one_step_from_what_the_caller_says(come: Come, morning: Morning) -> None:
    with unit_of_work(morning.runtime, write=False) as uow:
        asked = uow.get(ServiceRequest, morning.requests["steady"])
        known = uow.get(Customer, asked.customer_id)
    window = on_the_line(come)
    page = window.open(f"/hotline?customer_id={known.id}")
    page.focus("[name=description]")
    for _ in range(3):
        page.keyboard.press("Control+ArrowDown")
    assert page.evaluate("document.activeElement.value").startswith("chase:")


def test_neither_a_late_answer_nor_a_lost_connection_takes_away_what_is_typed(
    come: Come, morning: Morning
) -> None:
    page = on_the_line(come).page
    held: list[Route] = []

    typing = True

    def hold(search: Route) -> None:
        held.append(search)
        if not typing:
            search.continue_()

    page.route("**/hotline/search*", hold)
    page.keyboard.type("13999887766")
    page.keyboard.press("Enter")
    expect(page.locator("[name='contact.phone']")).to_have_value("13999887766")
    page.focus("[name='site.address']")
    page.keyboard.type("Moganshan Road ")
    typing = False
    for search in held:
        search.continue_()
    expect(page.locator("#found")).to_contain_text("Nobody on record")
    page.keyboard.type("200")
    expect(page.locator("[name='site.address']")).to_have_value("Moganshan Road 200")
    page.evaluate("Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => false })")
    page.focus("[name=description]")
    page.keyboard.type("it smells")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").filter(has_text="Nothing was sent")).to_be_visible()
    assert count(morning.runtime, Call) == 0
    page.evaluate("delete navigator.onLine")
    page.click("button[value=enquiry]")
    expect(page.locator(".flash-good")).to_be_visible()
