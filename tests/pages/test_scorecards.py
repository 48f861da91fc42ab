"""Scorecards: their figures are those of the month facts, lead to visits and go into files."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import TYPE_CHECKING

import openpyxl
import pytest
from sqlalchemy import event, select

from app.accounts.tables import User
from app.kernel import UnitOfWork, unit_of_work
from app.registers.tables import Engineer
from app.requests.tables import Rating, Visit
from app.scorecards.reads.behind import BehindWhat, VisitBehind, visits_behind
from app.scorecards.reads.cards import by_month
from app.scorecards.reads.efforts import costs_of_visits, effort_by_month, effort_over
from app.scorecards.reads.subjects import subject, subjects
from app.scorecards.rules.costs import CostRates, Effort, cost_of, together
from app.scorecards.rules.figures import MonthSpan, Sums, without_few_cards
from app.scorecards.rules.kinds import ScorecardKind
from app.scorecards.tables import EffortSum
from app.stars.commands.timers import EVERY_NIGHT, nightly
from app.stars.reads.facts import LEAST_CARDS
from app.stars.rules.leaving_out import MEASURED_AT_VISITS
from app.stars.rules.measured import Measure
from app.stars.rules.months import Month
from app.stars.tables import StarFact
from tests.pages.test_complaints import complained

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


@pytest.mark.slow("every figure of every engineer of a built-up morning, and a list turned page by page")
def test_cards_of_engineers_say_what_the_month_facts_say_and_their_visits_are_turned_by_key(
    night: Morning,
) -> None:
    with unit_of_work(night.runtime, write=False) as uow:
        stored = uow.session.scalars(select(StarFact).where(StarFact.subject == "engineer")).all()
        assert stored
        for fact in stored:
            found = subject(uow, ScorecardKind.ENGINEER, str(fact.subject_id))
            sums = by_month(uow, found, fact.month, fact.month)[fact.month]
            own = next(told for measure, told in sums.items() if measure == fact.measure)
            assert (own.cases, own.left_out) == (fact.cases, fact.left_out)
            assert (own.weight, own.total) == pytest.approx((fact.weight, fact.total), abs=1e-6)
        _turns(uow)
        _costs_are_those_of_visits(uow)


def _costs_are_those_of_visits(uow: UnitOfWork) -> None:
    """What was added up by month is what the visits say, each once."""
    span = MonthSpan(Month(2026, 1), Month(2026, 3))
    for kind in (ScorecardKind.TERRITORY, ScorecardKind.FAULT, ScorecardKind.CUSTOMER):
        for one in subjects(uow, kind, ""):
            each = [row.effort for row in costs_of_visits(uow, one, span, 1000).rows]
            assert effort_over(effort_by_month(uow, one, span), span) == together(each)
    stored = uow.session.scalars(select(EffortSum).where(EffortSum.whose == "territory")).all()
    assert sum(one.visits for one in stored) > 0
    assert sum(one.work_s for one in stored) > 0


def _turns(uow: UnitOfWork) -> None:
    """Page by page by key, and back, it is the whole list."""
    (place, *_) = subjects(uow, ScorecardKind.TERRITORY, "")
    span = MonthSpan(Month(2026, 1), Month(2026, 3))
    what = BehindWhat(place, span, MEASURED_AT_VISITS[0])
    every = [one.row for one in visits_behind(uow, what, 1000).rows]
    page, found = visits_behind(uow, what, 1), list[VisitBehind]()
    while page.after:
        found += page.rows
        page = visits_behind(uow, what, 1, after=page.after)
    found += page.rows
    assert len(every) > 1
    assert [one.row for one in found] == every
    back = visits_behind(uow, what, 1, before=every[-1])
    assert [one.row for one in back.rows] == every[-2:-1]
    assert (back.before is None) == (len(every) == 2)


def test_cards_of_places_are_read_as_added_up_and_no_visit_is_read(night: Morning) -> None:
    """A territory may have every visit of a company: 390,000 in two years."""
    with unit_of_work(night.runtime, write=False) as uow:
        of_people = uow.session.scalars(select(StarFact).where(StarFact.subject == "engineer")).all()
        read: list[str] = []
        event.listen(uow.session.get_bind(), "before_cursor_execute", lambda *told: read.append(told[2]))
        for kind in (ScorecardKind.TERRITORY, ScorecardKind.FAULT):
            told = [by_month(uow, one, "0001-01", "9999-12") for one in subjects(uow, kind, "")]
            for measure in MEASURED_AT_VISITS:
                sums = [row[measure] for card in told for row in card.values()]
                own = [fact for fact in of_people if fact.measure == measure]
                assert (sum(one.cases for one in sums), sum(one.left_out for one in sums)) == (
                    sum(fact.cases for fact in own),
                    sum(fact.left_out for fact in own),
                )
                total = sum(fact.total for fact in own)
                assert sum(one.total for one in sums) == pytest.approx(total, abs=1e-5)
        assert any("star_sums" in said for said in read)
        assert not any("star_contributions" in said for said in read)


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
            assert page.text.count('class="what-is-this"') == len(MEASURED_AT_VISITS) + 2
            assert "Cost per visit" in page.text
            found = re.findall(r'href="(/scorecards/[^"]+/(?:visits|costs)\?[^"]+)"', page.text)
            for address in (*found[:2], *found[-1:]):
                assert 'href="/requests/' in browser.open(unescape(address)).text
            book = openpyxl.load_workbook(
                io.BytesIO(browser.open(f"/scorecards/{kind}/file.xlsx?id={chosen}").data)
            )
            assert len(book.worksheets) == 5


@pytest.mark.slow("complaints and ratings by every filter, on one built-up morning")
def test_complaints_and_ratings_lead_to_each_and_go_into_files(signed_in: SignIn, morning: Morning) -> None:
    call_id = complained(morning)
    browser = signed_in("manager")
    address = ""
    for by in ("customer", "fault", "whom", "all"):
        counted = browser.open(f"/scorecards/complaints?by={by}&to=2026-03").text
        (address,) = re.findall(r'<td class="number"[^>]*><a href="([^"]+)">1</a>', counted)
        assert f'href="/complaints/{call_id}"' in browser.open(unescape(address)).text
    told = browser.open("/scorecards/complaints?to=2026-03&about=engineer").text
    assert f"/complaints/{call_id}" not in told
    assert "No complaint in these months." in told
    assert browser.open("/scorecards/complaints?customer=x&engineer=none&to=9&fault=none").status_code == 200
    assert browser.open("/scorecards/complaints/file.csv?by=whom&to=2026-03").text.count("\n") == 2
    picked = unescape(address).replace("/complaints?", "/complaints/file.csv?")
    assert browser.open(picked).text.count("\n") == 2
    book = io.BytesIO(browser.open("/scorecards/complaints/file.xlsx?to=2026-03").data)
    assert openpyxl.load_workbook(book).worksheets[0].max_row == 2
    _ratings_are_filtered(browser, morning)


def _ratings_are_filtered(browser: Browser, morning: Morning) -> None:
    """On the same built-up morning: each rating with its visit, and what a filter leaves."""
    with unit_of_work(morning.runtime) as uow:
        visit = uow.session.scalars(select(Visit).where(Visit.engineer_id.is_not(None))).first()
        assert visit
        assert visit.engineer_id
        named = uow.get(Engineer, visit.engineer_id).name
        said = {"visit_id": visit.id, "engineer_id": visit.engineer_id, "score": 2, "comment": "=Too late"}
        uow.session.add(Rating(id=uow.new_id(), rated_at=uow.now, **said))
        opened, territory = f'href="/requests/{visit.request_id}#visits-title"', visit.territory_id
    for asked in ("", f"&engineer={named}&score=2&comment=1&territory={territory}"):
        page = browser.open(f"/scorecards/ratings?to=2026-03{asked}").text
        assert opened in page
        assert "<q>=Too late</q>" in page
    for asked in (
        "to=2026-03&score=5",
        "to=2026-03&customer=nobody",
        "to=2026-03&engineer=nobody",
        "to=2025-12",
    ):
        assert "No such rating." in browser.open(f"/scorecards/ratings?{asked}").text
    told = browser.open("/scorecards/ratings/file.csv?to=2026-03").text
    assert ",2,'=Too late," in told
    book = io.BytesIO(browser.open("/scorecards/ratings/file.xlsx?to=2026-03").data)
    assert openpyxl.load_workbook(book).worksheets[0].max_row == told.count("\n")


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


@pytest.mark.slow("two who are graded try every scorecard of one built-up morning")
def test_who_is_graded_reads_his_own_alone_and_no_customer_s_score(signed_in: SignIn, night: Morning) -> None:
    with unit_of_work(night.runtime, write=False) as uow:
        people = {one.number: one for one in uow.session.scalars(select(Engineer))}
        company = uow.session.scalars(select(User.provider_id).where(User.login == "provider")).one()
        place = subjects(uow, ScorecardKind.TERRITORY, "")[0].key
    things = [f"/scorecards/territory?id={place}", "/scorecards/customer", "/scorecards/complaints"]
    things.append(f"/api/v1/scorecards?kind=territory&id={place}&from=2026-01&to=2026-03")
    for login in ("e1001", "provider"):
        browser, of_provider = signed_in(login), login == "provider"
        assert browser.open(f"/scorecards/provider?id={company}").status_code == (200 if of_provider else 403)
        for number, one in people.items():
            is_own = one.provider_id == company if of_provider else number == "1001"
            for part in ("", "/visits", "/file.csv"):
                answer = browser.open(f"/scorecards/engineer{part}?id={one.id}")
                assert answer.status_code == (200 if is_own else 404), (login, number, part)
        assert {path: browser.open(path).status_code for path in things} == dict.fromkeys(things, 403)
    for login in ("customer", "dispatcher"):
        assert signed_in(login).open("/scorecards").status_code == 403
    _is_told_no_score(signed_in("e1001"))


def _is_told_no_score(browser: Browser) -> None:
    (address,) = re.findall(r'href="(/scorecards/engineer\?[^"]+)"', browser.open("/mine").text)
    assert browser.open("/scorecards").headers["Location"] == unescape(address)
    assert f"fewer than {LEAST_CARDS} cards" in browser.open(unescape(address)).text
    behind = browser.open(unescape(address).replace("?", "/visits?") + "&measure=customer_score").text
    assert "Only managers see which customer gave which score" in behind
    assert 'href="/requests/' not in behind
    assert "Customer</th>" not in behind
    span = "from=2026-01&to=2026-03"
    told = browser.open(f"/mobile/v1/figures/visits?{span}&measure=customer_score").json
    assert told["visits"]
    assert all(one["value"] is None for one in told["visits"])
    figures = {one["measure"]: one for one in browser.open(f"/mobile/v1/figures?{span}").json["figures"]}
    assert figures["customer_score"]["value"] is None
    assert any(one["cases"] for one in figures.values())


def test_few_cards_of_a_month_are_left_out_whole() -> None:
    score = Measure.CUSTOMER_SCORE
    told = {
        "2026-01": {score: Sums(4, 4.0, 20.0, 1), Measure.NO_REPEAT: Sums(1, 1.0, 1.0, 0)},
        "2026-02": {score: Sums(5, 5.0, 20.0, 0)},
    }
    kept = without_few_cards(told, 5)
    assert kept["2026-01"] == {score: Sums(0, 0.0, 0.0, 5), Measure.NO_REPEAT: Sums(1, 1.0, 1.0, 0)}
    assert kept["2026-02"] == told["2026-02"]


def test_what_visits_cost_by_the_rates() -> None:
    rates = CostRates(work_hour=9000, drive_hour=6000, km=100, visit=1500, drive_kmh=25)
    cost = cost_of(Effort(visits=2, work_s=5400, drive_s=7200, parts_cents=40), rates)
    assert (cost.work, cost.driving, cost.distance, cost.flat, cost.parts) == (13500, 12000, 5000, 3000, 40)
    assert (cost.total, cost.per_visit) == (33540, 16770)
    assert cost_of(Effort(0, 0, 600, 0), rates).per_visit is None
