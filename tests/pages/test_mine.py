"""What a customer and an engineer who are signed in have of their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select

from app.hotline.tables import Call
from app.kernel import Role, unit_of_work
from app.promise.tables import Alert
from app.registers.tables import Customer
from app.requests.commands.links import Rights, tracking_token
from app.requests.rules.lifecycle import VisitState
from app.requests.rules.promise import ArrivalVerdict
from app.requests.tables import Enquiry, Rating, ServiceRequest, Visit
from tests.pages.conftest import Browser
from tests.pages.test_users import key
from tests.support import web
from tests.support.morning import Morning

SignIn = Callable[[str], Browser]


def of_customer(morning: Morning) -> UUID:
    """The customer whose account the city has."""
    from app.accounts.tables import User

    with unit_of_work(morning.runtime, write=False) as uow:
        found = uow.session.scalars(select(User.customer_id).where(User.login == "customer")).one()
        assert found
        return found


@pytest.fixture
def repair(signed_in: SignIn, morning: Morning) -> tuple[Browser, str]:
    """The customer's browser, and the page of a request that was asked for there."""
    browser = signed_in("customer")
    page = browser.open("/mine/repair").text
    about = re.search(r'<option value="(asset:[0-9a-f-]{36})"', page)
    assert about
    fault = re.search(r'<option value="([a-z_]+)"', page.partition('name="fault_code"')[2])
    assert fault
    sent = {"about": about[1], "fault_code": fault[1], "description": "It smells of 🔥", "once": key(page)}
    answer = browser.send("/mine/repair", **sent)
    assert answer.status_code == 303, answer.text
    again = browser.send("/mine/repair", **sent)
    assert again.headers["Location"] == answer.headers["Location"]
    return browser, answer.headers["Location"]


def test_same_machine_is_not_promised_twice_unawares(repair: tuple[Browser, str], morning: Morning) -> None:
    browser, first = repair
    page = browser.open("/mine/repair").text
    assert "For what you send now, an engineer comes by" in page
    about = re.search(r'<option value="(asset:[0-9a-f-]{36})"', page)
    fault = re.search(r'<option value="([a-z_]+)"', page.partition('name="fault_code"')[2])
    assert about
    assert fault
    sent = {"about": about[1], "fault_code": fault[1], "description": "please hurry", "once": key(page)}
    asked = browser.send("/mine/repair", **sent)
    assert asked.status_code == 422
    assert "is under way already" in asked.text
    assert first in asked.text
    assert "please hurry" in asked.text
    made = browser.send("/mine/repair", **(sent | {"another_problem": "1"}))
    assert made.status_code == 303
    assert made.headers["Location"] != first


def visit_of(morning: Morning, page: str) -> UUID:
    with unit_of_work(morning.runtime, write=False) as uow:
        request_id = UUID(page.rpartition("/")[2])
        return uow.session.scalars(select(Visit.id).where(Visit.request_id == request_id)).one()


def become(morning: Morning, page: str, state: VisitState) -> None:
    """Have the visit stand where its engineer has brought it."""
    with morning.writing() as uow:
        visit = uow.get(Visit, visit_of(morning, page))
        from app.registers.tables import Engineer

        visit.engineer_id = uow.session.scalars(select(Engineer.id).order_by(Engineer.number)).first()
        visit.state, visit.on_site_at = state, uow.now
        if state == VisitState.COMPLETED:
            visit.completed_at = uow.now


def test_customer_begins_with_what_is_under_way(repair: tuple[Browser, str]) -> None:
    browser, page = repair
    led = browser.open("/")
    assert led.headers["Location"] == "/mine"
    text = browser.open("/mine").text
    assert f'href="{page}"' in text
    assert "Sites and machines" in text
    assert "Ask for a repair" in text


def test_request_shows_what_its_link_shows(repair: tuple[Browser, str]) -> None:
    browser, page = repair
    text = browser.open(page).text
    assert "Promised by" in text
    part = browser.open(f"{page}?part=status").text
    assert "<html" not in part


def test_customer_confirms_rates_and_finds_the_report(repair: tuple[Browser, str], morning: Morning) -> None:
    browser, page = repair
    become(morning, page, VisitState.ON_SITE)
    text = browser.open(page).text
    assert f'action="{page}/confirm-arrival"' in text
    for _ in range(2):
        assert browser.send(f"{page}/confirm-arrival").status_code == 303
    assert "Arrival confirmed" in browser.open(page).text
    become(morning, page, VisitState.COMPLETED)
    assert f'action="{page}/confirm"' in browser.open(page).text
    browser.send(f"{page}/confirm")
    for score in ("4", "2"):
        browser.send(f"{page}/rate", score=score, comment="quick")
    text = browser.open(page).text
    assert "flash-bad" in text
    with unit_of_work(morning.runtime, write=False) as uow:
        rating = uow.session.scalars(select(Rating).where(Rating.visit_id == visit_of(morning, page))).one()
        assert (rating.score, rating.comment) == (4, "quick")
        assert uow.get(Visit, rating.visit_id).state == VisitState.CONFIRMED


def test_later_hour_is_agreed(repair: tuple[Browser, str], morning: Morning) -> None:
    browser, page = repair
    browser.send(f"{page}/appointment", at="2001-01-01T10:00")
    assert "flash-bad" in browser.open(page).text
    later = morning.clock.now.replace(hour=12).strftime("%Y-%m-%dT%H:%M")
    browser.send(f"{page}/appointment", at=later)
    assert "Your appointment" in browser.open(page).text


def test_complaint_is_a_call_with_its_day_and_told_once(
    repair: tuple[Browser, str], morning: Morning, signed_in: SignIn
) -> None:
    browser, page = repair
    once = key(browser.open(page).text)
    for _ in range(2):
        assert browser.send(f"{page}/complain", once=once, text="Nobody came <b>").status_code == 303
    assert "within 24 hours" in browser.open(page).text
    with unit_of_work(morning.runtime, write=False) as uow:
        call = uow.session.scalars(select(Call).where(Call.outcome == "complaint")).one()
        assert call.request_id == UUID(page.rpartition("/")[2])
        assert call.customer_id == of_customer(morning)
        assert call.due_at
        assert (call.due_at - call.taken_at).total_seconds() == 24 * 3600
        alerts = uow.session.scalars(select(Alert.rung).where(Alert.call_id == call.id))
        assert alerts.all() == ["complaint"]
    assert "Nobody came &lt;b&gt;" in signed_in("dispatcher").open("/calls").text


def test_question_gets_its_four_hours_and_shows_its_answer(signed_in: SignIn, morning: Morning) -> None:
    browser = signed_in("customer")
    once = key(browser.open("/mine").text)
    for _ in range(2):
        browser.send("/mine/words", once=once, kind="question", text="Do you repair plotters?")
    browser.send("/mine/words", once=key(browser.open("/mine").text), kind="complaint", text="")
    text = browser.open("/mine").text
    assert "flash-bad" in text
    assert "Do you repair plotters?" in text
    with unit_of_work(morning.runtime, write=False) as uow:
        asked = uow.session.scalars(select(Enquiry).where(Enquiry.question.contains("plotters"))).one()
        assert asked.customer_id == of_customer(morning)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"about": ""}, "Which machine or place"),
        ({"about": "asset:nonsense"}, "Which machine or place"),
        ({"about": f"asset:{UUID(int=7)}"}, "Which machine or place"),
        ({"fault_code": ""}, "What is wrong"),
        ({"fault_code": "nothing_such"}, "What is wrong"),
        ({"about": "new", "site.name": "", "site.address": ""}, "Address"),
        ({"description": "x" * 4001}, "In your own words"),
        ({"contact.phone": "just call"}, "Telephone there"),
    ],
)
def test_report_that_cannot_be_read_says_why_and_keeps_what_was_typed(
    signed_in: SignIn, changes: dict[str, str], told: str
) -> None:
    browser = signed_in("customer")
    page = browser.open("/mine/repair").text
    about = re.search(r'<option value="(asset:[0-9a-f-]{36})"', page)
    assert about
    good = {"about": about[1], "fault_code": "printer_jam", "description": "paper", "once": key(page)}
    answer = browser.send("/mine/repair", **(good | changes))
    assert answer.status_code == 422
    assert told in answer.text.partition('id="wrong"')[2].partition("</ul>")[0]
    assert "paper" in answer.text or "description" in changes


def test_machine_of_somebody_else_cannot_be_reported(signed_in: SignIn, morning: Morning) -> None:
    from app.registers.tables import Asset, Site

    with unit_of_work(morning.runtime, write=False) as uow:
        foreign = uow.session.scalars(
            select(Asset.id)
            .join(Site, Site.id == Asset.site_id)
            .where(Site.customer_id != of_customer(morning))
        ).first()
    browser = signed_in("customer")
    page = browser.open("/mine/repair").text
    assert str(foreign) not in page
    sent = {"about": f"asset:{foreign}", "fault_code": "printer_jam", "once": key(page)}
    assert browser.send("/mine/repair", **sent).status_code in {404, 422}


def test_request_of_somebody_else_is_not_found(signed_in: SignIn, morning: Morning) -> None:
    with unit_of_work(morning.runtime, write=False) as uow:
        mine = of_customer(morning)
        others = select(ServiceRequest.id).where(ServiceRequest.customer_id != mine)
        foreign = uow.session.scalars(others).first()
    browser = signed_in("customer")
    page = f"/mine/requests/{foreign}"
    assert browser.open(page).status_code == 404
    for verb in ("confirm-arrival", "confirm", "rate", "appointment", "complain"):
        assert browser.send(f"{page}/{verb}", score="5", text="x").status_code == 404


def test_form_of_another_site_does_nothing(repair: tuple[Browser, str]) -> None:
    browser, page = repair
    for path in (f"{page}/confirm", f"{page}/complain", "/mine/repair", "/mine/words"):
        assert browser.send(path, token="forged", text="x").status_code == 403


def test_engineer_begins_with_the_own_day(signed_in: SignIn, morning: Morning) -> None:
    browser = signed_in("e1001")
    assert browser.open("/").headers["Location"] == "/mine"
    text = browser.open("/mine").text
    for told in ("My visits now", "My week", "My figures", "The app on your phone", "My supervision card"):
        assert told in text
    assert browser.open("/mine/repair").status_code == 403
    card = re.search(r'href="(/engineers/[^"]+/card)"', text)
    assert card
    assert browser.open(card[1]).status_code == 200


@pytest.mark.parametrize("login", ["dispatcher", "manager", "provider"])
def test_office_has_no_page_of_its_own_there(signed_in: SignIn, login: str) -> None:
    browser = signed_in(login)
    assert browser.open("/mine").status_code == 403
    assert browser.send("/mine/words", text="x", kind="complaint").status_code == 403


def test_account_that_stands_for_nobody_is_told_so(morning: Morning, browser: Browser) -> None:
    with unit_of_work(morning.runtime, write=False) as uow:
        customer = uow.session.scalars(select(Customer.id)).first()
    for role, owner in ((Role.CUSTOMER, customer),):
        who = web.make_user(morning.runtime, role, customer_id=owner)
        header = web.bearer(morning.runtime, who)
        assert browser.client.get("/mine", headers=header).status_code == 200


def test_who_has_only_the_link_says_what_is_wrong_once(
    browser: Browser, morning: Morning, signed_in: SignIn
) -> None:
    link = morning.link("done")
    page = browser.open(link).text
    assert "Tell us on this page" in page
    once = key(page)
    for _ in range(2):
        sent = browser.client.post(f"{link}/still-wrong", data={"once": once, "text": "它又坏了 😀"})
        assert sent.location == link
    assert "within 24 hours" in browser.open(link).text
    browser.client.post(f"{link}/still-wrong", data={"once": key(browser.open(link).text), "text": " "})
    assert "flash-bad" in browser.open(link).text
    with unit_of_work(morning.runtime, write=False) as uow:
        call = uow.session.scalars(select(Call).where(Call.outcome == "complaint")).one()
        request = uow.get(ServiceRequest, morning.requests["done"])
        assert (call.request_id, call.customer_id, call.note) == (
            request.id,
            request.customer_id,
            "它又坏了 😀",
        )
        token, _ = tracking_token(uow.settings, request.id, uow.now, Rights.READ)
    assert "它又坏了" in signed_in("dispatcher").open("/calls").text
    shown = browser.open(f"/t/{token}").text
    assert "tell-us" not in shown
    assert browser.client.post(f"/t/{token}/still-wrong", data={"text": "x"}).status_code == 403


def test_a_customer_who_confirmed_is_thanked_while_the_office_goes_on_checking(
    browser: Browser, morning: Morning
) -> None:
    link = morning.link("on_site")
    with unit_of_work(morning.runtime) as uow:
        request = uow.get(ServiceRequest, morning.requests["on_site"])
        request.arrival_verdict = ArrivalVerdict.DOUBTFUL
        uow.get(Visit, morning.visits["on_site"]).arrival_confirmed_at = None
    checking = "Our office is still checking when the engineer arrived."
    assert checking in browser.open(link).text
    with unit_of_work(morning.runtime) as uow:
        uow.get(Visit, morning.visits["on_site"]).arrival_confirmed_at = uow.now
    page = browser.open(link).text
    assert checking not in page
    assert "Thank you: the arrival is confirmed." in page
