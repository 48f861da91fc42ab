"""The year on its pages, as four people go through it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from app.kernel import Runtime
from tests.grading.town import YEAR, Company, company
from tests.pages.conftest import Browser
from tests.support.clock import FakeClock
from tests.support.web import application

pytestmark = pytest.mark.any_database
PASSWORD = "seven-grey-herons"


@pytest.fixture
def town(runtime: Runtime, clock: FakeClock) -> Company:
    return company(runtime, clock, PASSWORD)


def signed_in(town: Company, *logins: str) -> list[Browser]:
    made = application(town.runtime)
    found = [Browser(made.test_client()) for _ in logins]
    for browser, login in zip(found, logins, strict=True):
        assert browser.sign_in(login, PASSWORD).status_code == 303
    return found


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, name
    return found[1]


def act(browser: Browser, address: str, page: str, **said: str) -> str:
    """Send a form of a page; returns where it led."""
    sent = browser.send(address, once=hidden(page, "once"), **said)
    assert sent.status_code == 303, (
        sent.status_code,
        re.findall(r"flash-bad.*?</div>", sent.text, re.DOTALL),
    )
    return sent.headers["Location"]


SIDES = r'name="(technical|service|capability|delivery|customers|compliance)"[^>]*value="([\d.]+)"'
YEAR_PAGE = f"/grades?year={YEAR}"


def scores(manager: Browser, town: Company) -> None:
    """Freeze the year and score everybody as proposed, with a bare departure and an old page on the way."""
    assert "Nothing is frozen yet" in manager.open(YEAR_PAGE).text
    act(manager, f"/grades/year/{YEAR}/freeze", manager.open(YEAR_PAGE).text)
    for key in (town.wang, town.provider_id, town.li):
        sheet = f"/grades/{town.grade(key).id}"
        page = manager.open(sheet).text
        sides = dict(re.findall(SIDES, page))
        assert sides
        act(manager, f"{sheet}/score", page, version=hidden(page, "version"), **sides)
    sheet = f"/grades/{town.grade(town.li).id}"
    page = manager.open(sheet).text
    said = {"technical": "1", "version": hidden(page, "version")}
    bare = manager.send(f"{sheet}/score", once=hidden(page, "once"), **said)
    assert bare.status_code == 422
    assert "is needed where the score departs from the proposal" in bare.text
    said |= {"technical_reason": "x", "version": "1"}
    stale = manager.send(f"{sheet}/score", once=hidden(page, "once"), **said)
    assert stale.status_code == 409
    assert "It changed after you opened the page" in stale.text


def approves(manager: Browser, second: Browser, sheet: str) -> None:
    """Close the calibration; who scored is refused, another one approves from the list."""
    calibration = manager.open(f"/grades/calibration?year={YEAR}").text
    assert "Side by side" in calibration
    assert "Who scores whom how" in calibration
    act(manager, f"/grades/year/{YEAR}/close-calibration", manager.open(YEAR_PAGE).text)
    own = manager.open(sheet).text
    refused = manager.send(f"{sheet}/approve", once=hidden(own, "once"), version=hidden(own, "version"))
    assert refused.status_code == 403
    assert "A second person decides" in refused.text
    assert "Grades that wait for you" in second.open("/work").text
    for _ in range(3):
        page = second.open(f"/grades/approvals?year={YEAR}").text
        target = re.search(r'action="(/grades/[0-9a-f-]+/approve)"', page)
        assert target
        act(second, target[1], page, version=hidden(page, "version"))


def appeals(li: Browser, second: Browser, sheet: str) -> None:
    """Appeal while the notice runs, and answer."""
    page = li.open(sheet).text
    act(li, f"{sheet}/appeal", page, words="The lasers came without a manual. 😀")
    assert "The lasers came without a manual. 😀" in li.open(sheet).text
    page = second.open(sheet).text
    said = {"version": hidden(page, "version"), "outcome": "rejected", "answer": "They had one."}
    act(second, f"{sheet}/appeal/answer", page, **said)


def test_the_year_goes_its_way_over_its_pages(town: Company) -> None:
    manager, second, li, partner = signed_in(town, "manager-a", "manager-b", "li", "partner")
    scores(manager, town)
    sheet = f"/grades/{town.grade(town.li).id}"
    approves(manager, second, sheet)
    assert li.open(sheet).status_code == 404
    act(second, f"/grades/year/{YEAR}/notice", second.open(YEAR_PAGE).text)
    assert "Wang Fang" in li.open("/grades/notice").text
    assert "Li Wei" not in partner.open("/grades/notice").text
    appeals(li, second, sheet)
    town.clock.now += timedelta(days=8)
    manager, li, partner = signed_in(town, "manager-a", "li", "partner")
    for day, stars in (("2025-01-01", 3), ("", 4)):
        act(manager, f"/grades/year/{YEAR}/publish", manager.open(YEAR_PAGE).text, effective_on=day)
        assert town.stars(town.li) == stars
    mine = li.open("/grades").headers["Location"]
    assert mine == f"/grades/engineers/{town.li}"
    page = li.open(mine).text
    assert "Preview by quarter" in page
    assert "published grade" in page
    assert "Wang Fang" in partner.open(f"/grades/providers/{town.provider_id}").text
    told = manager.client.get(f"/api/v1{sheet}").json
    assert told is not None
    assert told["grade"]["state"] == "published"
    said = {"changes": "A visit was counted twice.", "technical": "20"}
    moved = act(manager, f"{sheet}/correct", manager.open(sheet).text, **said)
    assert moved != sheet
    assert "A visit was counted twice." in manager.open(moved).text


def test_a_year_that_nobody_means_is_not_found(town: Company) -> None:
    (manager,) = signed_in(town, "manager-a")
    for year in (1, 99999999999):
        assert manager.client.get(f"/api/v1/grade-years/{year}").status_code == 404
    assert manager.client.get("/api/v1/grades?year=99999999999").status_code == 422
    assert manager.open("/grades?year=9999").status_code == 200
