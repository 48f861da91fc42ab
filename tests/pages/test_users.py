"""Accounts as an administrator keeps them in the browser, and the links by which their owners come in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.accounts.tables import User
from app.kernel import unit_of_work
from app.registers.tables import Engineer
from tests.pages.conftest import Browser
from tests.support.morning import Morning

SignIn = Callable[[str], Browser]
PASSWORD = "nine boats on a quiet lake"
pytestmark = pytest.mark.usefixtures("admin_account")
NEW = {"name": "Wang Fang", "login": "Wang.Fang", "role": "dispatcher", "stands_for": "", "locale": "zh_CN"}


def key(page: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found
    return found[1]


def make(admin: Browser, **changes: str) -> tuple[str, str]:
    """Make an account; returns the path of its page and of its link."""
    once = key(admin.open("/users/new").text)
    answer = admin.send("/users", once=once, **(NEW | changes))
    assert answer.status_code == 200, answer.text
    link = re.search(r"(/invitations/[^\"]+)", answer.text)
    page = re.search(r'action="(/users/[0-9a-f-]{36})"', answer.text)
    assert link
    assert page
    return page[1], link[1]


def accept(browser: Browser, link: str, password: str = PASSWORD) -> int:
    token = browser.token(link)
    return browser.send(link, token, new_password=password, new_again=password).status_code


def user_id(morning: Morning, login: str) -> str:
    with unit_of_work(morning.runtime, write=False) as uow:
        from sqlalchemy import select

        return str(uow.session.scalars(select(User.id).where(User.login == login)).one())


def act(browser: Browser, page: str, verb: str, **fields: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', browser.open(page).text)
    once = {"once": found[1]} if found else {}
    return browser.send(f"{page}/{verb}", **once, **fields).text


def test_invited_person_sets_the_password_and_signs_in(signed_in: SignIn, browser: Browser) -> None:
    page, link = make(signed_in("chief"))
    assert "wang.fang" in browser.open(link).text
    assert browser.sign_in("wang.fang", PASSWORD).status_code == 401
    assert accept(browser, link) == 303
    assert browser.sign_in("wang.fang", PASSWORD).status_code == 303
    assert "Has a password, which nobody can see." in signed_in("chief").open(page).text


def test_link_is_shown_once_works_once_and_ends_after_a_week(
    signed_in: SignIn, browser: Browser, morning: Morning
) -> None:
    admin = signed_in("chief")
    page, link = make(admin)
    assert link not in admin.open(page).text
    assert accept(browser, link) == 303
    assert browser.open(link).status_code == 404
    _, other = make(admin, login="li.na")
    morning.clock.advance(days=7)
    assert browser.open(other).status_code == 404


def test_times_are_the_company_s_own(signed_in: SignIn, morning: Morning) -> None:
    admin = signed_in("chief")
    make(admin, login="late")
    for path in ("/users", f"/users/{user_id(morning, 'late')}", "/account", "/api-keys"):
        page = admin.open(path)
        assert page.status_code == 200, path
        assert " UTC" not in page.text
        assert 'data-zone="Asia/Shanghai"' in page.text, path


def test_newer_link_ends_the_one_before(signed_in: SignIn, browser: Browser) -> None:
    admin = signed_in("chief")
    page, first = make(admin)
    found = re.search(r"(/invitations/[^\"]+)", act(admin, page, "invite"))
    assert found
    assert browser.open(first).status_code == 404
    assert browser.open(found[1]).status_code == 200


@pytest.mark.parametrize("token", ["x", "x.y", "e30.AAAA", "WyJhIl0.aaaa", "é", "0" * 900])
def test_forged_link_is_told_apart_from_an_old_one_by_nobody(browser: Browser, token: str) -> None:
    answer = browser.open(f"/invitations/{token}")
    assert answer.status_code == 404
    assert "This link is used up" in answer.text


def test_password_by_a_link_keeps_the_rules(signed_in: SignIn, browser: Browser) -> None:
    _, link = make(signed_in("chief"))
    assert accept(browser, link, "wang.fang2026") == 422
    token = browser.token(link)
    assert browser.send(link, token, new_password=PASSWORD, new_again="else").status_code == 422
    assert browser.client.post(link, data={"new_password": PASSWORD}).status_code == 403
    assert accept(browser, link) == 303


def test_form_sent_twice_makes_one_account(signed_in: SignIn) -> None:
    admin = signed_in("chief")
    once = key(admin.open("/users/new").text)
    assert admin.send("/users", once=once, **NEW).status_code == 200
    answer = admin.send("/users", once=once, **NEW)
    assert answer.status_code == 303
    assert "/invitations/" not in admin.open(answer.headers["Location"]).text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"login": "two words"}, "Login"),
        ({"login": "dispatcher"}, "dispatcher"),
        ({"role": "tracking"}, "Role"),
        ({"role": "engineer"}, "is needed for this role"),
        ({"role": "customer", "stands_for": "Nobody & Sons"}, "nothing on record is called so"),
        ({"name": "  "}, "Name"),
        ({"name": "x" * 300}, "Name"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    signed_in: SignIn, changes: dict[str, str], told: str
) -> None:
    admin = signed_in("chief")
    once = key(admin.open("/users/new").text)
    answer = admin.send("/users", once=once, **(NEW | changes))
    assert answer.status_code in {409, 422}
    assert told in answer.text
    assert "Wang" in answer.text or "name" in changes


def test_account_stands_for_whom_the_name_means(signed_in: SignIn, morning: Morning) -> None:
    admin = signed_in("chief")
    listed = admin.open("/users?role=customer").text
    assert "customer" in listed
    with unit_of_work(morning.runtime, write=False) as uow:
        from sqlalchemy import select

        from app.registers.tables import Customer

        name = uow.session.scalars(select(Customer.name).order_by(Customer.name)).first()
    assert name
    page, _ = make(admin, role="customer", login="shop.owner", stands_for=name)
    assert name in admin.open(page).text


def test_name_that_fits_several_is_chosen_from(signed_in: SignIn) -> None:
    admin = signed_in("chief")
    once = key(admin.open("/users/new").text)
    answer = admin.send("/users", once=once, **(NEW | {"role": "customer", "stands_for": "a"}))
    assert answer.status_code == 422
    assert 'name="stands_for_id"' in answer.text
    first = re.findall(r'<option value="([0-9a-f-]{36})"', answer.text)[0]
    once = key(answer.text)
    sent = NEW | {"role": "customer", "stands_for": "a", "stands_for_id": first}
    assert admin.send("/users", once=once, **sent).status_code == 200


def test_whoever_saves_second_sees_what_the_first_saved(signed_in: SignIn, morning: Morning) -> None:
    admin = signed_in("chief")
    page = f"/users/{user_id(morning, 'manager')}"
    text = admin.open(page).text
    version = re.search(r'name="version" value="(\d+)"', text)
    assert version
    fields = {"login": "manager", "role": "manager", "stands_for": "", "locale": "", "version": version[1]}
    assert admin.send(page, name="First", **fields).status_code == 303
    answer = admin.send(page, name="Second", **fields)
    assert answer.status_code == 409
    assert "now on record: First" in answer.text
    assert 'value="Second"' in answer.text
    assert "First" in admin.open("/users?q=manager").text


def test_last_administrator_is_neither_closed_nor_demoted_nor_reset(
    signed_in: SignIn, morning: Morning
) -> None:
    admin = signed_in("chief")
    own = f"/users/{user_id(morning, 'chief')}"
    act(admin, own, "close")
    act(admin, own, "reset")
    version = re.search(r'name="version" value="(\d+)"', admin.open(own).text)
    assert version
    answer = admin.send(
        own, name="A", login="chief", role="manager", stands_for="", locale="", version=version[1]
    )
    assert answer.status_code == 409
    assert admin.open("/users").status_code == 200
    page, _ = make(admin, role="admin", login="second.admin")  # has no password yet: nobody could sign in
    act(admin, own, "close")
    assert admin.open(page).status_code == 200


def test_closed_account_is_signed_out_and_stays_so_when_it_opens_again(
    signed_in: SignIn, morning: Morning
) -> None:
    admin, other = signed_in("chief"), signed_in("manager")
    page = f"/users/{user_id(morning, 'manager')}"
    for _ in range(2):
        act(admin, page, "close")
    assert other.open("/account").status_code == 303
    act(admin, page, "open")
    assert other.open("/account").status_code == 303
    assert signed_in("manager").open("/account").status_code == 200


def test_reset_ends_the_password_and_every_session(
    signed_in: SignIn, browser: Browser, morning: Morning
) -> None:
    admin, other = signed_in("chief"), signed_in("manager")
    page = f"/users/{user_id(morning, 'manager')}"
    link = re.search(r"(/invitations/[^\"]+)", act(admin, page, "reset"))
    assert link
    assert other.open("/account").status_code == 303
    assert browser.sign_in("manager").status_code == 401
    assert accept(browser, link[1]) == 303
    assert browser.sign_in("manager", PASSWORD).status_code == 303


def test_sessions_of_somebody_are_ended_one_by_one_and_all(signed_in: SignIn, morning: Morning) -> None:
    admin = signed_in("chief")
    first, second, third = (signed_in("manager") for _ in range(3))
    page = f"/users/{user_id(morning, 'manager')}"
    ends = re.findall(r'action="(/users/[^"]+/sessions/[0-9a-f-]{36}/end)"', admin.open(page).text)
    assert len(ends) == 3
    foreign = ends[0].replace(user_id(morning, "manager"), user_id(morning, "dispatcher"))
    assert admin.send(foreign).status_code == 404
    assert admin.send(ends[0]).status_code == 303
    assert sorted(one.open("/account").status_code for one in (first, second, third)) == [200, 200, 303]
    admin.send(f"{page}/sessions/end")
    assert {one.open("/account").status_code for one in (first, second, third)} == {303}


@pytest.mark.parametrize("login", ["dispatcher", "manager", "provider", "customer"])
def test_accounts_are_the_administrators_alone(signed_in: SignIn, morning: Morning, login: str) -> None:
    browser = signed_in(login)
    page = f"/users/{user_id(morning, 'manager')}"
    for path in ("/users", "/users/new", page, "/api-keys"):
        assert browser.open(path).status_code == 403
    for path in ("/users", page, f"{page}/reset", f"{page}/invite", f"{page}/close", "/api-keys"):
        assert browser.send(path, name="x").status_code == 403


def test_api_key_is_shown_once_and_revoked(signed_in: SignIn, browser: Browser) -> None:
    admin = signed_in("chief")
    once = key(admin.open("/api-keys").text)
    assert admin.send("/api-keys", once=once, label="ERP").status_code == 422
    made = admin.send("/api-keys", once=once, label="ERP", scopes="requests:read")
    text = re.search(r'value="(oh_[^"]+)"', made.text)
    assert made.status_code == 200
    assert text
    assert admin.send("/api-keys", once=once, label="ERP", scopes="requests:read").status_code == 303
    page = admin.open("/api-keys").text
    assert text[1] not in page
    assert "See repair requests" in page
    assert "not used yet" in page
    header = {"Authorization": f"Bearer {text[1]}"}
    assert browser.client.get("/api/v1/service-requests", headers=header).status_code == 200
    assert "last used" in admin.open("/api-keys").text
    (revoke,) = [
        one
        for one in re.findall(r'action="(/api-keys/[^"]+/revoke)"', page)
        if one in page.partition("ERP")[2]
    ][-1:]
    for _ in range(2):
        assert admin.send(revoke).status_code == 303
    assert browser.client.get("/api/v1/service-requests", headers=header).status_code == 401


def test_theme_is_kept_for_the_account_and_its_next_browser(signed_in: SignIn, browser: Browser) -> None:
    signed_in("dispatcher").send("/account/theme", theme="dark")
    browser.sign_in("dispatcher")
    page = browser.open("/account").text
    assert 'data-theme="dark"' in page
    assert "dark.css" in page
    browser.send("/account/theme", theme="light")
    assert "dark.css" not in browser.open("/account").text
    browser.send("/account/theme", theme="")
    assert "prefers-color-scheme: dark" in browser.open("/account").text
    browser.send("/account/theme", theme="purple")
    assert "data-theme" not in browser.open("/account").text


def test_account_says_when_and_from_where_it_was_last_seen(signed_in: SignIn, morning: Morning) -> None:
    here, elsewhere = signed_in("dispatcher"), signed_in("dispatcher")
    morning.clock.advance(minutes=30)
    page = here.open("/account").text
    assert "last seen" in page
    assert "from 127.0.0.1" in page
    here.send("/account/sessions/end")
    assert elsewhere.open("/account").status_code == 303
    assert here.open("/account").status_code == 200


def test_an_engineers_phone_is_signed_out_from_the_own_page(
    signed_in: Callable[[str], Browser], morning: Morning
) -> None:
    field, desk = signed_in("e1001"), signed_in("dispatcher")
    with unit_of_work(morning.runtime, write=False) as uow:
        engineer_id = uow.session.scalars(select(Engineer.id).where(Engineer.number == "1001")).one()
    path = f"/engineers/{engineer_id}"
    page = desk.open(path).text
    found = re.search(rf'action="({path}/sessions/[^"]+/end)"', page)
    assert found
    assert "End this session" in page
    assert "/sessions/" not in signed_in("provider").open(path).text
    assert signed_in("provider").send(found[1]).status_code == 403
    for _ in range(2):
        assert desk.send(found[1]).status_code == 303
    assert "opens nothing any more" in desk.open(path).text
    assert "/login" in field.open("/mine").location
