"""A year of grades in a browser: a manager, a second one, an engineer who appeals, a service provider."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.kernel import Runtime
from tests.browser.conftest import Come
from tests.grading.town import YEAR, Company, company
from tests.support.axe import faults
from tests.support.browser import Visitor
from tests.support.clock import FakeClock
from tests.support.databases import SqliteDatabases

PASSWORD = "seven-grey-herons"
YEAR_PAGE = f"/grades?year={YEAR}"


@pytest.fixture
def database_url(sqlite_databases: SqliteDatabases, tmp_path: Path) -> Iterator[str]:
    """A company of its own: that of the other journeys has no year behind it."""
    with sqlite_databases.migrated(tmp_path) as url:
        yield url


@pytest.fixture
def town(runtime: Runtime, clock: FakeClock) -> Company:
    return company(runtime, clock, PASSWORD)


def _looked_at(who: Visitor) -> None:
    """A page that can be read and used by everybody, on a phone too."""
    assert faults(who.page) == []
    assert not who.scrolls_sideways()


def _presses(page: Page, name: str, said: str) -> None:
    page.get_by_role("button", name=name).click()
    expect(page.locator(".flash-good")).to_contain_text(said)


def _scores(manager: Visitor, names: tuple[str, ...]) -> None:
    """Freeze, and score everybody: as proposed, but for the engineer who is given less, with a reason."""
    page = manager.open(YEAR_PAGE)
    _presses(page, "Freeze the proposals", "3 proposals were frozen")
    for name in names:
        manager.open(YEAR_PAGE).get_by_role("link", name=name).first.click()
        if name == "Li Wei":
            page.get_by_label("Technical level, of").fill("30")
            page.get_by_role("button", name="Score", exact=True).click()
            expect(
                page.get_by_text("is needed where the score departs from the proposal").first
            ).to_be_visible()
            assert [said for said in manager.complaints if "422" not in said] == []
            manager.complaints.clear()
            reason = "Called for help with lasers all year."
            page.get_by_label("Reason, where it departs from the proposal").first.fill(reason)
        if name == "Partner":
            _looked_at(manager)
        _presses(page, "Score", "The scores are kept.")
    manager.open(f"/grades/calibration?year={YEAR}")
    _looked_at(manager)
    _presses(manager.open(YEAR_PAGE), "Close the calibration", "3 grades wait for a second manager")


def _approves(second: Visitor, names: tuple[str, ...]) -> None:
    """Who did not score approves, from what waits on the list of work; then the notice begins."""
    page = second.open("/work")
    page.get_by_role("link", name=re.compile("Grades that wait for you")).first.click()
    page = second.open(f"/grades/approvals?year={YEAR}")
    _looked_at(second)
    for name in names:
        _presses(page, f"Approve the grade of {name}", "It is approved.")
        page = second.open(f"/grades/approvals?year={YEAR}")
    _presses(second.open(YEAR_PAGE), "Begin the public notice", "The notice of 3 grades has begun")


@pytest.mark.slow("four people in as many windows, from the first proposal to the stars")
def test_a_year_goes_from_proposals_to_stars_by_four_people(come: Come, town: Company) -> None:
    names = ("Li Wei", "Wang Fang", "Partner")
    manager, second, li, partner = come(), come(), come("phone"), come()
    people = ((manager, "manager-a"), (second, "manager-b"), (li, "li"), (partner, "partner"))
    for who, login in people:
        who.sign_in(login, PASSWORD)
    _scores(manager, names)
    _approves(second, names)

    page = li.open("/grades")
    page.get_by_role("link", name=str(YEAR)).first.click()
    expect(page.get_by_text("Called for help with lasers all year.").first).to_be_visible()
    page.get_by_label("What is not right, and why").fill("They came without a manual.")
    _presses(page, "Appeal", "answered in writing within ten days")
    _looked_at(li)

    sheet = f"/grades/{town.grade(town.li).id}"
    page = second.open(sheet)
    page.get_by_label("Outcome").select_option(label="Rejected")
    page.get_by_label("Answer in writing").fill("There was one, and a course in March.")
    _presses(page, "Answer the appeal", "The appeal is answered.")

    town.clock.now += timedelta(days=6)
    manager.sign_in("manager-a", PASSWORD)
    manager.open(YEAR_PAGE).get_by_role("button", name="Publish what has run out").click()
    expect(manager.page.locator(".flash-bad")).to_contain_text("before 2026-01-18")
    town.clock.now += timedelta(days=2)
    for who, login in people:
        who.sign_in(login, PASSWORD)
    _presses(manager.open(YEAR_PAGE), "Publish what has run out", "3 grades are published; 0 still wait.")
    assert (town.stars(town.li), town.stars(town.wang)) == (3, 4)
    page = li.open(sheet)
    expect(page.get_by_text("There was one, and a course in March.").first).to_be_visible()
    expect(page.get_by_role("button", name="Appeal")).to_have_count(0)
    page = partner.open("/grades")
    _looked_at(partner)
    page.get_by_role("link", name=str(YEAR)).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Partner")
    expect(page.get_by_text("Published").first).to_be_visible()
    pdf = partner.page.context.request.get(f"{partner.address}/grades/{town.grade(town.wang).id}/grade.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    assert partner.page.context.request.get(f"{partner.address}{sheet}").status == 404
