from __future__ import annotations

import pytest

from tests.pages.conftest import Browser
from tests.support.morning import Morning
from tests.support.spelling import ALPHABET, other_endings


@pytest.mark.usefixtures("morning")
class TestSigningIn:
    def test_leads_to_the_board(self, browser: Browser) -> None:
        answer = browser.sign_in("dispatcher")
        assert (answer.status_code, answer.location) == (303, "/")
        assert browser.open("/").status_code == 200

    def test_leads_back_to_the_page_that_was_asked_for(self, browser: Browser, morning: Morning) -> None:
        wanted = f"/requests/{morning.requests['late']}"
        asked = browser.open(wanted)
        assert asked.location == f"/login?next={wanted}"
        assert browser.sign_in("dispatcher", next=wanted).location == wanted

    @pytest.mark.parametrize(
        "elsewhere",
        ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:x"],
    )
    def test_never_leads_to_another_site(self, browser: Browser, elsewhere: str) -> None:
        assert browser.sign_in("dispatcher", next=elsewhere).location == "/"

    def test_says_that_the_password_is_wrong_and_keeps_the_login(self, browser: Browser) -> None:
        answer = browser.sign_in("dispatcher", "something else")
        assert answer.status_code == 401
        assert "Login or password is wrong." in answer.text
        assert 'value="dispatcher"' in answer.text

    def test_is_refused_to_a_form_of_another_site(self, browser: Browser) -> None:
        answer = browser.send("/login", token="forged", login="dispatcher", password="onehour-demo")
        assert answer.status_code == 403
        assert browser.open("/").status_code == 303

    def test_is_refused_to_a_form_whose_token_ends_otherwise(self, browser: Browser) -> None:
        token = browser.token()
        answers = [browser.send("/login", token=other) for other in other_endings(token)]
        assert {answer.status_code for answer in answers} == {403}

    def test_form_cookie_with_another_ending_is_not_read(self, browser: Browser) -> None:
        token = browser.token()
        kept = browser.client.get_cookie("onehour_form")
        assert kept
        codes = set()
        for letter in ALPHABET:
            browser.client.set_cookie("onehour_form", kept.value[:-1] + letter)
            codes.add((letter == kept.value[-1], browser.send("/login", token=token).status_code))
        assert codes == {(True, 401), (False, 403)}

    def test_cookie_is_out_of_reach_of_scripts(self, browser: Browser) -> None:
        cookie = next(
            text for text in browser.sign_in("dispatcher").headers.getlist("Set-Cookie") if "session" in text
        )
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie

    def test_ends_on_the_server_too(self, browser: Browser) -> None:
        browser.sign_in("dispatcher")
        cookie = browser.client.get_cookie("onehour_session")
        assert cookie
        assert browser.send("/logout").location == "/login"
        browser.client.set_cookie("onehour_session", cookie.value)
        assert browser.open("/").location == "/login"

    def test_begins_a_new_session_and_ends_the_one_before(self, browser: Browser) -> None:
        browser.sign_in("dispatcher")
        before = browser.client.get_cookie("onehour_session")
        browser.sign_in("dispatcher")
        after = browser.client.get_cookie("onehour_session")
        assert before
        assert after
        assert before.value != after.value
        browser.client.set_cookie("onehour_session", before.value)
        assert browser.open("/").location.startswith("/login")

    def test_on_a_known_device_is_not_slowed_by_guesses_from_its_address(self, browser: Browser) -> None:
        browser.sign_in("dispatcher")
        browser.send("/logout")
        device = browser.client.get_cookie("onehour_device")
        assert device
        assert device.http_only
        browser.client.delete_cookie("onehour_device")
        guesses = [browser.sign_in("dispatcher", f"guess {n}").status_code for n in range(6)]
        assert guesses == [401] * 5 + [429]
        browser.client.set_cookie("onehour_device", device.value)
        assert browser.sign_in("dispatcher").status_code == 303


class TestLanguage:
    def test_is_the_browsers_at_first(self, browser: Browser) -> None:
        page = browser.open("/login", **{"Accept-Language": "zh-CN,zh;q=0.9"}).text
        assert '<html lang="zh-CN">' in page
        assert "登录" in page

    def test_is_the_installations_where_the_browser_wants_another(self, browser: Browser) -> None:
        assert '<html lang="en">' in browser.open("/login", **{"Accept-Language": "fi"}).text

    def test_of_the_account_goes_before_the_browsers(self, browser: Browser, morning: Morning) -> None:
        from app.accounts.commands.accounts import user_by_login

        with morning.writing() as uow:
            user_by_login(uow, "dispatcher").locale = "zh_CN"
        browser.sign_in("dispatcher")
        assert "今日报修" in browser.open("/", **{"Accept-Language": "en"}).text

    def test_that_was_chosen_goes_before_all_others(self, browser: Browser) -> None:
        answer = browser.send("/locale", locale="zh_CN", next="/login")
        assert answer.location == "/login"
        assert "登录" in browser.open("/login", **{"Accept-Language": "en"}).text

    def test_that_nobody_speaks_is_not_remembered(self, browser: Browser) -> None:
        browser.send("/locale", locale="xx", next="/login")
        assert browser.client.get_cookie("onehour_locale") is None
