"""A manager reads a scorecard, the visits behind a figure and the ratings, and has these sent to herself."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from app.kernel import Runtime
from app.stars.commands.timers import EVERY_NIGHT, nightly
from tests.browser.conftest import Come
from tests.support.axe import faults
from tests.support.morning import PASSWORD, Morning


@pytest.fixture
def runtime(runtime: Runtime) -> Runtime:
    """An installation that sends e-mail."""
    to = "mailto://mail.example/?to={email}"
    return replace(runtime, settings=replace(runtime.settings, notify_engineer_url=to))


@pytest.mark.slow("a journey through five pages on a built-up morning, on a phone")
def test_from_a_scorecard_to_its_visits_to_the_ratings_that_are_sent(come: Come, morning: Morning) -> None:
    morning.at(300)
    nightly(morning.runtime, EVERY_NIGHT)
    window = come("phone")
    window.sign_in("manager", PASSWORD)
    page = window.open("/scorecards?kind=territory")
    page.locator("table.list a").first.click()
    page.locator("summary", has_text="Promise kept").click()
    expect(page.locator("details[open] p").first).to_be_visible()
    page.locator('a[href*="/visits?"]').first.click()
    expect(page.locator("h1")).to_contain_text("the visits behind")
    for path, heading in (
        ("/scorecards/ratings", "Ratings and comments"),
        ("/scorecards/scheduled", "Scheduled views"),
    ):
        if heading == "Scheduled views":
            page.get_by_role("link", name="Send regularly").click()
        else:
            window.open(path)
        expect(page.locator("h1")).to_have_text(heading)
        assert faults(page) == []
        assert not window.scrolls_sideways()
    page.get_by_label("My e-mail address").fill("boss@mail.example")
    page.get_by_role("button", name="Send it regularly").click()
    expect(page.locator(".flash-good")).to_contain_text("Ratings and comments is sent to you from now on.")
    expect(page.locator("tbody tr")).to_contain_text(re.compile("Every Monday, 08:00"))
    assert faults(page) == []
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("tbody tr")).to_contain_text("stopped")
