"""The pages on which engineers are compared: who may open them, and what leads to what."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from app.stars.rules.measures import Measure

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.pages.conftest import Browser
    from tests.support.morning import Morning

    SignIn = Callable[[str], Browser]

pytestmark = pytest.mark.any_database


def test_each_engineer_leads_to_the_requests_behind(signed_in: SignIn, morning: Morning) -> None:
    morning.at(300)
    browser = signed_in("manager")
    page = browser.open("/stars")
    assert page.status_code == 200
    people = re.findall(r'href="(/stars/engineers/[^"]+)">', page.text)
    assert people
    for address in people:
        behind = browser.open(unescape(address))
        assert behind.status_code == 200
        assert "/requests/" in behind.text


def test_odd_addresses_are_read_as_far_as_they_can_be(signed_in: SignIn, morning: Morning) -> None:
    morning.at(300)
    browser = signed_in("manager")
    for query in ("days=9999", "days=-1", "territory=x", "territory=00000000-0000-0000-0000-000000000000"):
        assert browser.open(f"/stars?{query}").status_code == 200
    one = re.search(r'href="(/stars/engineers/[^"?]+)', browser.open("/stars").text)
    assert one
    assert browser.open(f"{one[1]}?page=1000").status_code == 200


def test_engineer_sees_his_own_without_who_scored_him_how(signed_in: SignIn, morning: Morning) -> None:
    morning.at(300)
    page = signed_in("manager").open("/stars").text
    people = re.findall(
        r'href="(/stars/engineers/[^"?]+)[^>]+>[^<]*</a> <span class="code sub">([^<]+)<', page
    )
    browser = signed_in(f"e{people[0][1]}")
    answers = [browser.open(address) for address, _ in people]
    assert [answer.status_code for answer in answers] == [200] + [404] * (len(people) - 1)
    own = answers[0].text
    assert "/requests/" not in own
    assert own.count('<th scope="col"') == 2 + len(Measure) - 1
    assert browser.open("/stars").status_code == 403
