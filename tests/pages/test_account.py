"""One's own account in the browser: password, sessions, language."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.pages.conftest import Browser
from tests.support.morning import PASSWORD

SignIn = Callable[[str], Browser]
NEW = "four horses under a bridge"


def change(browser: Browser, current: str = PASSWORD, new: str = NEW, again: str = NEW) -> int:
    fields = {"current_password": current, "new_password": new, "new_again": again}
    return browser.send("/account/password", **fields).status_code


@pytest.mark.parametrize("login", ["dispatcher", "manager", "provider"])
def test_own_password_is_changed_and_other_sessions_end(
    signed_in: SignIn, browser: Browser, login: str
) -> None:
    here, elsewhere = signed_in(login), signed_in(login)
    assert change(here) == 303
    assert "The password is changed." in here.open("/account").text
    assert elsewhere.open("/account").status_code == 303
    assert browser.sign_in(login).status_code == 401
    assert browser.sign_in(login, NEW).status_code == 303


def test_what_is_wrong_is_said_and_no_password_is_shown(signed_in: SignIn) -> None:
    browser = signed_in("dispatcher")
    assert change(browser, current="not my password") == 422
    assert change(browser, again="something else") == 422
    answer = browser.send(
        "/account/password",
        current_password=PASSWORD,
        new_password="dispatcher2024",
        new_again="dispatcher2024",
    )
    assert answer.status_code == 422
    assert "dispatcher2024" not in answer.text
    assert 'role="alert"' in answer.text


def test_sessions_are_listed_and_ended_one_by_one(signed_in: SignIn) -> None:
    here, elsewhere = signed_in("dispatcher"), signed_in("dispatcher")
    page = here.open("/account").text
    assert "this one" in page
    (ending,) = re.findall(r'action="(/account/sessions/[^"]+/end)"', page)
    for _ in range(2):
        assert here.send(ending).status_code == 303
    assert elsewhere.open("/account").status_code == 303
    assert "/account/sessions/" not in here.open("/account").text


def test_session_of_somebody_else_is_not_found(signed_in: SignIn) -> None:
    here, _ = signed_in("dispatcher"), signed_in("dispatcher")
    (ending,) = re.findall(r'action="(/account/sessions/[^"]+/end)"', here.open("/account").text)
    assert signed_in("manager").send(ending).status_code == 404


def test_language_of_the_account_is_that_of_its_next_browser(signed_in: SignIn, browser: Browser) -> None:
    signed_in("dispatcher").send("/account/language", locale="zh_CN")
    browser.sign_in("dispatcher")
    assert '<html lang="zh-CN">' in browser.open("/account").text
