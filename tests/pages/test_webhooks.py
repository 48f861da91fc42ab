"""Subscriptions, notices and sent invitations as an administrator sees to them in the browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.tables import User
from app.kernel import Runtime, unit_of_work
from app.kernel.outgoing import SendFailed
from app.outbox.tables import Delivery, DeliveryState, Subscription
from app.web.context import EXTENSION
from tests.pages.conftest import Browser
from tests.pages.test_users import key, make
from tests.support.morning import Morning
from tests.support.outbox import Outside, own_notices, reaching, work

SignIn = Callable[[str], Browser]
NEW = {
    "name": "ERP of Blue Ink",
    "channel": "webhook",
    "url": "https://erp.example/hooks?key=very-secret",
    "locale": "en",
    "time_zone": "Asia/Shanghai",
    "quiet_hours": "",
    "kinds": "visit.*",
}
pytestmark = pytest.mark.usefixtures("admin_account")


@pytest.fixture
def outside(application: Flask, morning: Morning) -> Outside:
    """The world outside, in place of the network."""
    there = Outside()
    made = reaching(morning.runtime, there, notify_engineer_url="json://sms.example/{phone}")
    application.extensions[EXTENSION] = made
    own_notices(made)
    return there


def runtime_of(application: Flask) -> Runtime:
    made: Runtime = application.extensions[EXTENSION]
    return made


def subscribe(admin: Browser, **changes: str) -> tuple[str, str]:
    """Make one; returns the path of its page and the answer that shows its secret."""
    once = key(admin.open("/webhooks/new").text)
    answer = admin.send("/webhooks", once=once, **(NEW | changes))
    found = re.search(r'action="(/webhooks/[0-9a-f-]{36})"', answer.text)
    assert found, answer.text
    return found[1], answer.text


def test_secret_is_shown_once_and_the_address_without_its_key(signed_in: SignIn, outside: Outside) -> None:
    admin = signed_in("chief")
    page, answer = subscribe(admin)
    secret = re.search(r'value="(whsec_[^"]+)"', answer)
    assert secret
    shown = admin.open(page).text
    assert secret[1] not in shown
    assert "very-secret" not in shown + answer
    assert "erp.example/hooks" in shown
    assert "ERP of Blue Ink" in admin.open("/webhooks").text


def test_form_sent_twice_makes_one(signed_in: SignIn, outside: Outside) -> None:
    admin = signed_in("chief")
    once = key(admin.open("/webhooks/new").text)
    assert admin.send("/webhooks", once=once, **NEW).status_code == 200
    assert admin.send("/webhooks", once=once, **NEW).status_code == 303


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"url": "http://203.0.113.7/"}, "Address"),
        ({"url": "https://127.0.0.1/"}, "Address"),
        ({"kinds": ""}, "kind"),
        ({"name": ""}, "Name"),
        ({"channel": "customers"}, "Kind"),
        ({"time_zone": "Mars/Olympus"}, "Time zone"),
        ({"quiet_hours": "late"}, "Quiet hours"),
        ({"territory_id": "x"}, "Only of the territory"),
    ],
)
def test_what_is_wrong_is_said(
    signed_in: SignIn, outside: Outside, changes: dict[str, str], told: str
) -> None:
    admin = signed_in("chief")
    once = key(admin.open("/webhooks/new").text)
    answer = admin.send("/webhooks", once=once, **(NEW | changes))
    assert answer.status_code in {409, 422}
    assert told in answer.text.partition('id="wrong"')[2].partition("</ul>")[0]


def test_test_button_says_what_the_receiver_answered(signed_in: SignIn, outside: Outside) -> None:
    admin = signed_in("chief")
    page, _ = subscribe(admin)
    admin.send(f"{page}/test")
    assert "The receiver took it and answered 20" in admin.open(page).text
    outside.failing = SendFailed("no such host", 502)
    admin.send(f"{page}/test")
    text = admin.open(page).text
    assert "no such host" in text
    assert "It answered 502." in text


def test_given_up_message_is_tried_again_and_a_pause_ends(
    signed_in: SignIn, outside: Outside, morning: Morning
) -> None:
    admin = signed_in("chief")
    page, _ = subscribe(admin)
    key_of_page = page.rpartition("/")[2]
    with unit_of_work(morning.runtime) as uow:
        from app.kernel.tables import Event

        row = uow.session.scalars(select(Subscription).where(Subscription.name == NEW["name"])).one()
        row.paused_at, row.paused_because = uow.now, "failing"
        event = uow.session.scalars(select(Event).order_by(Event.id).limit(1)).one()
        dead = Delivery(
            id=uow.new_id(),
            subscription_id=row.id,
            event_id=event.id,
            event_tx=event.tx_id,
            recipient="",
            template="event",
            state=DeliveryState.DEAD,
            attempts=9,
            due_at=uow.now,
            created_at=uow.now,
            last_status=500,
            last_error="<b>boom</b>",
        )
        uow.session.add(dead)
        uow.session.flush()
        delivery = str(dead.id)
    text = admin.open(page).text
    assert "&lt;b&gt;boom" in text
    assert "Held back" in text
    assert "held back" in admin.open("/webhooks").text
    again = f"{page}/deliveries/{delivery}/replay"
    other, _ = subscribe(admin, name="Another")
    assert admin.send(again.replace(key_of_page, other.rpartition("/")[2])).status_code == 404
    assert admin.send(f"{page}/resume").status_code == 303
    assert admin.send(again).status_code == 303
    admin.send(again)
    text = admin.open(page).text
    assert "only dead ones can be replayed" in text
    assert "Held back" not in text


def test_new_secret_and_closing(signed_in: SignIn, outside: Outside) -> None:
    admin = signed_in("chief")
    page, first = subscribe(admin)
    answer = admin.send(f"{page}/rotate", once=key(admin.open(page).text)).text
    assert re.findall(r"whsec_[^\"]+", answer) != re.findall(r"whsec_[^\"]+", first)
    admin.send(f"{page}/close")
    assert "closed" in admin.open("/webhooks").text


def test_whoever_saves_second_overwrites_nothing(signed_in: SignIn, outside: Outside) -> None:
    admin = signed_in("chief")
    page, _ = subscribe(admin)
    fields = NEW | {"version": "1", "url": ""}
    assert admin.send(page, **(fields | {"name": "First"})).status_code == 303
    assert admin.send(page, **(fields | {"name": "Second"})).status_code == 409
    assert "First" in admin.open("/webhooks").text


@pytest.mark.parametrize("login", ["dispatcher", "manager", "customer", "provider"])
def test_only_administrators_see_subscriptions(signed_in: SignIn, outside: Outside, login: str) -> None:
    page, _ = subscribe(signed_in("chief"))
    browser = signed_in(login)
    for path in ("/webhooks", "/webhooks/new", page):
        assert browser.open(path).status_code == 403
    for path in ("/webhooks", page, f"{page}/test", f"{page}/rotate", "/notices/test"):
        assert browser.send(path).status_code == 403


def test_notices_are_shown_in_both_languages_and_one_is_sent_to_oneself(
    signed_in: SignIn, outside: Outside
) -> None:
    admin = signed_in("chief")
    page = admin.open("/notices").text
    assert "New visit R7K2M9" in page
    assert "新任务 R7K2M9" in page
    assert "22:00-07:00" in page
    once = key(page)
    sample = {"template": "engineers:offer", "locale": "zh_CN", "to": "138 1234 5678"}
    for _ in range(2):
        assert admin.send("/notices/test", once=once, **sample).status_code == 303
    ((url, title, _),) = outside.notes
    assert "%2B8613812345678" in url
    assert title == "新任务 R7K2M9"


@pytest.mark.parametrize(
    "wrong",
    [{"template": "nonsense"}, {"template": "customers:offer"}, {"to": "me@example.org"}, {"locale": "fr"}],
)
def test_sample_that_cannot_be_sent_says_why(
    signed_in: SignIn, outside: Outside, wrong: dict[str, str]
) -> None:
    admin = signed_in("chief")
    once = key(admin.open("/notices").text)
    sample = {"template": "engineers:offer", "locale": "zh_CN", "to": "13812345678"} | wrong
    assert admin.send("/notices/test", once=once, **sample).status_code == 303
    page = admin.open("/notices").text
    assert "flash-bad" in page
    assert "The link was not sent" not in page
    titles = re.findall(r'<option value="\w+:\w+"[^>]*>([^<]+)', page)
    assert len(titles) == len(set(titles)) > 10
    assert outside.notes == []


def test_link_of_an_invitation_goes_to_its_owner_and_nobody_sees_it_again(
    signed_in: SignIn, outside: Outside, application: Flask, browser: Browser
) -> None:
    admin = signed_in("chief")
    page, link = make(admin)
    once = key(admin.open(page).text)
    for _ in range(2):
        assert admin.send(f"{page}/invitation/send", once=once, to="138 1234 5678").status_code == 303
    assert link not in admin.open(page).text
    work(runtime_of(application))
    ((url, _, body),) = outside.notes
    assert "13812345678" in url
    assert link in body
    assert browser.open(link).status_code == 200


@pytest.mark.parametrize("to", ["not a number", "010 6278 1234", "me@example.org", ""])
def test_link_that_cannot_be_sent_says_why(signed_in: SignIn, outside: Outside, to: str) -> None:
    admin = signed_in("chief")
    page, _ = make(admin)
    admin.send(f"{page}/invitation/send", once=key(admin.open(page).text), to=to)
    assert "The link was not sent" in admin.open(page).text


def test_link_of_a_closed_account_is_not_sent(
    signed_in: SignIn, outside: Outside, application: Flask, morning: Morning
) -> None:
    admin = signed_in("chief")
    page, _ = make(admin)
    admin.send(f"{page}/invitation/send", once=key(admin.open(page).text), to="13812345678")
    with unit_of_work(morning.runtime) as uow:
        user = uow.session.scalars(select(User).where(User.login == "wang.fang")).one()
        user.active = False
    work(runtime_of(application))
    assert [body for _, _, body in outside.notes if "wang" in body.lower()] == []
