"""Scorecards: their figures are those of the month facts, lead to visits and go into files."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import TYPE_CHECKING

import openpyxl
import pytest
from sqlalchemy import select

from app.kernel import unit_of_work
from app.scorecards.reads.cards import by_month
from app.scorecards.reads.subjects import subject, subjects
from app.scorecards.rules.kinds import ScorecardKind
from app.stars.commands.timers import EVERY_NIGHT, nightly
from app.stars.rules.leaving_out import MEASURED_AT_VISITS
from app.stars.tables import StarFact

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.pages.conftest import Browser
    from tests.support.morning import Morning

    SignIn = Callable[[str], Browser]

pytestmark = pytest.mark.any_database


@pytest.fixture
def night(morning: Morning) -> Morning:
    """The morning, with its figures worked out."""
    morning.at(300)
    nightly(morning.runtime, EVERY_NIGHT)
    return morning


def test_cards_of_engineers_say_what_the_month_facts_say(night: Morning) -> None:
    with unit_of_work(night.runtime, write=False) as uow:
        stored = uow.session.scalars(select(StarFact).where(StarFact.subject == "engineer")).all()
        assert stored
        for fact in stored:
            found = subject(uow, ScorecardKind.ENGINEER, str(fact.subject_id))
            sums = by_month(uow, found, fact.month, fact.month)[fact.month]
            own = next(told for measure, told in sums.items() if measure == fact.measure)
            assert (own.cases, own.left_out) == (fact.cases, fact.left_out)
            assert (own.weight, own.total) == pytest.approx((fact.weight, fact.total), abs=1e-6)


@pytest.mark.slow("every kind of scorecard once, with its visits and files, on one built-up morning")
def test_every_kind_has_cards_that_lead_to_visits_and_files(signed_in: SignIn, night: Morning) -> None:
    browser = signed_in("manager")
    for kind in ScorecardKind:
        with unit_of_work(night.runtime, write=False) as uow:
            keys = [one.key for one in subjects(uow, kind, "")]
        assert keys or kind is ScorecardKind.CONTRACT
        assert browser.open(f"/scorecards?kind={kind}").status_code == 200
        for chosen in keys[:1]:
            page = browser.open(f"/scorecards/{kind}?id={chosen}&than=before")
            assert page.status_code == 200
            assert page.text.count("<details") == len(MEASURED_AT_VISITS) + 1
            for address in re.findall(r'href="(/scorecards/[^"]+/visits\?[^"]+)"', page.text)[:2]:
                assert 'href="/requests/' in browser.open(unescape(address)).text
            book = openpyxl.load_workbook(
                io.BytesIO(browser.open(f"/scorecards/{kind}/file.xlsx?id={chosen}").data)
            )
            assert len(book.worksheets) == 4


def test_several_stand_side_by_side_and_odd_addresses_are_read(signed_in: SignIn, night: Morning) -> None:
    browser = signed_in("manager")
    with unit_of_work(night.runtime, write=False) as uow:
        found = subjects(uow, ScorecardKind.ENGINEER, "")[:2]
    both = "&".join(f"id={one.key}" for one in found)
    page = browser.open(f"/scorecards/engineer?{both}&from=nonsense&than=x&measure=theory").text
    assert all(one.name in page for one in found)
    assert (
        browser.open(f"/scorecards/engineer/file.csv?{both}").text.count("\n")
        == 2 * len(MEASURED_AT_VISITS) + 1
    )
    assert browser.open("/scorecards/engineer").status_code == 303
    for address in (
        "engineer?id=x",
        "engineer?id=00000000-0000-0000-0000-000000000000",
        "fault?id=none",
        "x",
    ):
        assert browser.open(f"/scorecards/{address}").status_code == 404


def test_scorecards_are_for_managers(signed_in: SignIn, night: Morning) -> None:
    for login in ("customer", "dispatcher", "e1001", "provider"):
        for path in ("/scorecards", "/scorecards/engineer", "/scorecards/fault/file.csv"):
            assert signed_in(login).open(path).status_code == 403
