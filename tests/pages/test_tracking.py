from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.cards.reads.cards import card_of_request
from app.kernel import unit_of_work
from app.kernel.tables import Event
from app.outbox.commands.facts import facts_of
from app.portal.reads import tracking
from app.registers.reads.hotlines import hotline_of, hotline_of_customer
from app.registers.tables import Territory
from app.requests.commands.links import Rights, tracking_token
from app.requests.tables import Rating, ServiceRequest, Visit
from tests.pages.conftest import Browser
from tests.support.morning import Morning
from tests.support.spelling import ALPHABET


def visit_of(morning: Morning, name: str) -> Visit:
    with unit_of_work(morning.runtime, write=False) as uow:
        return uow.get(Visit, morning.visits[name])


def given(morning: Morning, name: str) -> tracking.Given | None:
    with unit_of_work(morning.runtime, write=False) as uow:
        return tracking.tracking(uow, morning.requests[name]).rating


def test_customer_sees_who_comes_when_and_the_arrival_code(browser: Browser, morning: Morning) -> None:
    page = browser.open(morning.link("danger")).text
    assert "09:24" in page
    assert "Li Na" in page
    assert "4 of 5 stars" in page
    assert f'aria-label="{" ".join(visit_of(morning, "danger").arrival_code)}"' in page


def test_delay_is_owned_up_to(browser: Browser, morning: Morning) -> None:
    assert "We may come later than promised" in browser.open(morning.link("danger")).text
    assert "We are late, and we are sorry" in browser.open(morning.link("late")).text


def test_card_is_not_shown_before_the_engineer_has_agreed(browser: Browser, morning: Morning) -> None:
    page = browser.open(morning.link("offered")).text
    assert "Yang Fan" not in page
    assert visit_of(morning, "offered").arrival_code not in re.findall(r"\d{4}", page)


def test_arrival_is_confirmed(browser: Browser, morning: Morning) -> None:
    link = morning.link("on_site")
    assert browser.client.post(f"{link}/confirm-arrival").location == link
    page = browser.open(link).text
    assert "The arrival is confirmed." in page
    assert "Confirm that the engineer has arrived" not in page
    assert visit_of(morning, "on_site").arrival_confirmed_at == morning.clock.now


def test_result_is_confirmed_and_rated(browser: Browser, morning: Morning) -> None:
    link = morning.link("done")
    browser.client.post(f"{link}/confirm")
    for wrong in (
        {"score": "x"},
        {"score": "5", "technical": "9"},
        {"score": "5", "problem_solved": "so so"},
    ):
        browser.client.post(f"{link}/rate", data=wrong)
        assert given(morning, "done") is None
    answers = {"on_time": "4", "attitude": "", "five_ones_used": "no", "problem_solved": "yes"}
    browser.client.post(f"{link}/rate", data={"score": "5", "comment": "Quick and clean.", **answers})
    page = browser.open(link).text
    assert "Five ones not used" in page
    assert "Thank you for your rating." in page
    assert "Quick and clean." in page
    assert visit_of(morning, "done").state == "confirmed"
    found = given(morning, "done")
    assert found is not None
    assert (found.score, found.on_time, found.attitude) == (5, 4, None)
    assert (found.five_ones_used, found.problem_solved) == (False, True)


def test_second_rating_is_refused_in_words(browser: Browser, morning: Morning) -> None:
    link = morning.link("done")
    browser.client.post(f"{link}/rate", data={"score": "5"})
    browser.client.post(f"{link}/rate", data={"score": "1"})
    assert "Rated already." in browser.open(link).text
    found = given(morning, "done")
    assert found is not None
    assert found.score == 5


def test_rating_without_a_score_is_refused(browser: Browser, morning: Morning) -> None:
    link = morning.link("done")
    browser.client.post(f"{link}/rate", data={"score": "plenty"})
    assert "Some fields are not valid." in browser.open(link).text
    with unit_of_work(morning.runtime, write=False) as uow:
        assert uow.session.query(Rating).count() == 0


def test_work_that_is_not_done_cannot_be_confirmed(browser: Browser, morning: Morning) -> None:
    link = morning.link("on_site")
    browser.client.post(f"{link}/confirm")
    assert "Too early for that." in browser.open(link).text
    assert visit_of(morning, "on_site").state == "on_site"


def test_link_that_was_tampered_with_opens_nothing(browser: Browser, morning: Morning) -> None:
    link = morning.link("done")
    answers = [browser.open(link[:-1] + letter) for letter in ALPHABET if letter != link[-1]]
    assert {answer.status_code for answer in answers} == {404}
    assert "A tracking link also ends after some days" in answers[0].text


def test_link_ends(browser: Browser, morning: Morning) -> None:
    link = morning.link("done")
    morning.clock.advance(hours=morning.runtime.settings.tracking_link_hours, seconds=1)
    assert browser.open(link).status_code == 404


def test_what_a_customer_wrote_is_never_markup(browser: Browser, morning: Morning) -> None:
    link = morning.link("done")
    browser.client.post(f"{link}/rate", data={"score": "4", "comment": "<script>alert(1)</script>"})
    assert "<script>alert" not in browser.open(link).text


def test_fragment_is_the_status_alone(browser: Browser, morning: Morning) -> None:
    page = browser.open(f"{morning.link('danger')}?part=status").text
    assert "09:24" in page
    assert "<html" not in page


def test_a_link_that_only_shows_says_whom_to_ask_where_there_is_no_hotline(
    browser: Browser, morning: Morning
) -> None:
    with morning.writing() as uow:
        links = {
            name: tracking_token(uow.settings, morning.requests[name], uow.now, Rights.READ)[0]
            for name in ("danger", "done")
        }
        uow.get(ServiceRequest, morning.requests["danger"]).state = "cancelled"
        uow.get(Visit, morning.visits["done"]).office_ended_by = "somebody"
    for link in links.values():
        page = browser.open(f"/t/{link}").text
        assert page.count("ask whoever sent you this link, or sign in") == 1
        assert "ell us" not in page.replace("To tell us something", "")
        assert "hotline takes" not in page


def test_a_territory_may_have_a_hotline_of_its_own(browser: Browser, morning: Morning) -> None:
    assert "021 5888 9999" not in browser.open(morning.link("danger")).text
    with morning.writing() as uow:
        request = uow.get(ServiceRequest, morning.requests["danger"])
        uow.get(Territory, request.territory_id).hotline_phone = "021 5888 9999"
        assert hotline_of_customer(uow, request.customer_id) == "021 5888 9999"
        assert hotline_of(uow, None) == hotline_of_customer(uow, None) == ""
    assert "Hotline, day and night: 021 5888 9999" in browser.open(morning.link("danger")).text
    with unit_of_work(morning.runtime, write=False) as uow:
        assert card_of_request(uow, morning.requests["danger"]).hotline == "021 5888 9999"
        event = uow.session.scalars(select(Event).where(Event.kind == "request.promised")).first()
        assert event is not None
        assert facts_of(uow, event, "eta", "en", ZoneInfo("UTC"))["hotline"] == "021 5888 9999"
