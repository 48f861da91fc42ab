"""The pages of figures: who may open them, and what leads to what."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.accounts.tables import User
from app.kernel import unit_of_work
from app.kernel.tables import Timer
from app.registers.tables import Engineer, Provider
from app.stars.commands.timers import EVERY_NIGHT, NIGHTLY, nightly
from app.stars.rules.leaving_out import MEASURED_AT_VISITS
from tests.pages.test_teams import account, add, make
from tests.pages.test_users import key

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.pages.conftest import Browser
    from tests.support.morning import Morning

    SignIn = Callable[[str], Browser]

pytestmark = pytest.mark.any_database

_ENGINEER = re.compile(r'href="(/stars/engineers/[^"?]+)[^>]+>[^<]*</a> <span class="code sub">([^<]+)<')


@pytest.fixture
def night(morning: Morning) -> Morning:
    """The morning, with its figures worked out."""
    morning.at(300)
    nightly(morning.runtime, EVERY_NIGHT)
    return morning


def test_figures_lead_to_the_visits_behind_and_these_to_requests(signed_in: SignIn, night: Morning) -> None:
    browser = signed_in("manager")
    people = _ENGINEER.findall(browser.open("/stars?span=calendar").text)
    assert people
    figures = browser.open(people[0][0])
    assert figures.status_code == 200
    assert all(f'id="means-{measure}"' in figures.text for measure in MEASURED_AT_VISITS)
    behind = re.findall(rf'href="({people[0][0]}/visits\?[^"]+)"', figures.text)
    assert len(behind) == len(MEASURED_AT_VISITS)
    for address in behind:
        page = browser.open(unescape(address))
        assert page.status_code == 200
        assert 'href="/requests/' in page.text
    left_out = browser.open(unescape(behind[4]) + "&shown=left_out").text
    assert "the customer gave no score" in left_out


def test_nothing_worked_out_yet_says_so_and_can_be_asked_for(signed_in: SignIn, morning: Morning) -> None:
    morning.at(300)
    browser = signed_in("manager")
    assert "Nothing has been worked out yet" in browser.open("/stars").text
    for _ in range(2):
        assert browser.send("/stars/refresh").status_code == 303
    with unit_of_work(morning.runtime, write=False) as uow:
        due = uow.session.scalars(select(Timer.due_at).where(Timer.kind == NIGHTLY)).all()
        assert len(due) == 1
        assert due[0] <= uow.now + timedelta(minutes=1)


def test_odd_addresses_are_read_as_far_as_they_can_be(signed_in: SignIn, night: Morning) -> None:
    browser = signed_in("manager")
    for query in ("span=9999", "territory=x", "territory=00000000-0000-0000-0000-000000000000"):
        assert browser.open(f"/stars?{query}").status_code == 200
    one = _ENGINEER.findall(browser.open("/stars").text)[0][0]
    for query in ("page=1000", "month=2026-13", "month=x&measure=theory&shown=y", "month=1999-01"):
        assert browser.open(f"{one}/visits?{query}").status_code == 200
    assert browser.open("/stars/engineers/00000000-0000-0000-0000-000000000000").status_code == 404


def test_engineer_sees_his_own_without_who_scored_him_how(signed_in: SignIn, night: Morning) -> None:
    people = _ENGINEER.findall(signed_in("manager").open("/stars").text)
    browser = signed_in(f"e{people[0][1]}")
    answers = [browser.open(address) for address, _ in people]
    assert [answer.status_code for answer in answers] == [200] + [404] * (len(people) - 1)
    assert [browser.open(f"{address}/visits").status_code for address, _ in people[:2]] == [200, 404]
    own = browser.open(f"{people[0][0]}/visits?measure=customer_score").text
    assert 'href="/requests/' not in own
    assert not re.search(r'<td class="number"[^>]*>\s*[1-5]\s*</td>', own)
    assert browser.open("/stars").status_code == 403
    assert browser.send("/stars/refresh").status_code == 403


def test_provider_sees_itself_and_its_own_people(signed_in: SignIn, night: Morning) -> None:
    with unit_of_work(night.runtime, write=False) as uow:
        own = uow.session.scalars(select(User.provider_id).where(User.login == "provider")).one()
        every = uow.session.execute(select(Engineer.id, Engineer.provider_id)).all()
        assert uow.session.scalars(select(Provider.id)).all() == [own]
    browser = signed_in("provider")
    page = browser.open(f"/stars/providers/{own}")
    assert page.status_code == 200
    assert browser.open(f"/stars/providers/{own}/visits").status_code == 200
    answers = {key: browser.open(f"/stars/engineers/{key}").status_code for key, _ in every}
    assert answers == {key: 200 if provider == own else 404 for key, provider in every}
    assert signed_in("manager").open(f"/stars/providers/{own}").status_code == 200


def test_manager_of_a_team_sees_its_people_alone(signed_in: SignIn, night: Morning) -> None:
    browser = signed_in("manager")
    people = _ENGINEER.findall(browser.open("/stars").text)
    page = make(browser, night)
    add(browser, page, "manager", account(night, "manager"))
    add(browser, page, "member", people[0][0].rpartition("/")[2])
    assert [address for address, _ in _ENGINEER.findall(browser.open("/stars").text)] == [people[0][0]]
    answers = [browser.open(address).status_code for address, _ in people[:2]]
    assert answers == [200, 404]
    assert browser.open(f"{people[1][0]}/visits").status_code == 404


def test_declaring_for_a_territory_by_form(signed_in: SignIn, night: Morning) -> None:
    browser = signed_in("manager")
    form = browser.open("/stars/declarations/new").text
    territory = re.search(r'<option value="([0-9a-f-]{36})"', form)
    assert territory
    said = {
        "territory_id": territory[1],
        "from_at": "2026-03-02T08:00",
        "until_at": "2026-03-02T10:00",
        "reason": "weather",
        "note": "大" * 200,
        "counts_half": "",
    }
    once = key(form)
    wrong = browser.send("/stars/declarations", once=once, **said | {"until_at": "2026-03-02T07:00"})
    assert wrong.status_code == 422
    assert "is not after the beginning" in wrong.text
    first, second = (browser.send("/stars/declarations", once=key(wrong.text), **said) for _ in range(2))
    assert (first.status_code, first.headers["Location"]) == (303, second.headers["Location"])
    page = browser.open(first.headers["Location"])
    assert "大" * 200 in page.text
    assert browser.open("/stars/declarations").text.count("/stars/declarations/0") == 1
    back = f"{first.headers['Location']}/withdraw"
    assert browser.send(back, once=key(page.text), note=" ").status_code == 422
    assert browser.send(back, once=key(page.text), note="Wrong day").status_code == 303
    fresh = key(browser.open("/stars/declarations/new").text)
    assert browser.send(back, once=fresh, note="x").status_code == 409
    for login in ("dispatcher", "provider"):
        assert signed_in(login).open("/stars/declarations").status_code == 403


def test_declaring_for_a_visit_from_the_list(signed_in: SignIn, night: Morning) -> None:
    browser = signed_in("manager")
    one = _ENGINEER.findall(browser.open("/stars").text)[0][0]
    new = re.search(r'href="(/stars/declarations/new\?visit=[^"]+)"', browser.open(f"{one}/visits").text)
    assert new
    form = browser.open(new[1])
    visit = re.search(r'name="visit_id" value="([^"]+)"', form.text)
    assert visit
    said = {"visit_id": visit[1], "reason": "shared_fault", "note": "Two of us."}
    sent = browser.send("/stars/declarations", once=key(form.text), **said)
    assert sent.status_code == 303
    nightly(night.runtime, EVERY_NIGHT)
    assert sent.headers["Location"] in browser.open(f"{one}/visits").text
    assert "counts half" in browser.open(f"{one}/visits").text
    assert (
        browser.open("/stars/declarations/new?visit=00000000-0000-0000-0000-000000000000").status_code == 404
    )


def test_figures_over_http_are_those_of_the_pages(signed_in: SignIn, night: Morning) -> None:
    browser = signed_in("manager")
    number = _ENGINEER.findall(browser.open("/stars").text)[0][1]
    one = _ENGINEER.findall(browser.open("/stars").text)[0][0].rpartition("/")[2]
    at = f"/api/v1/engineers/{one}"
    facts = browser.client.get(f"{at}/star-facts?from=2026-03&to=2026-03").get_json()
    assert [row["measure"] for row in facts] == [str(measure) for measure in MEASURED_AT_VISITS]
    fix = next(row for row in facts if row["measure"] == "first_time_fix")
    behind = browser.client.get(f"{at}/star-contributions?measure=first_time_fix&shown=counted").get_json()
    assert len(behind) == fix["cases"]
    assert sum(row["value"] for row in behind) / len(behind) == fix["value"]
    standing = browser.client.get(f"{at}/star-standings?from=2026-01&to=2026-03").get_json()
    assert all(row["low"] <= row["value"] <= row["high"] for row in standing)
    for query in ("from=2026-13", "from=2026-03&to=2026-01", "from=2000-01&to=2026-01"):
        assert browser.client.get(f"{at}/star-facts?{query}").status_code == 422
    assert browser.client.get(f"{at}/star-contributions?measure=theory").status_code == 422
    own = signed_in(f"e{number}")
    rated = own.client.get(f"{at}/star-contributions?measure=customer_score").get_json()
    assert {row["value"] for row in rated} <= {None}
    assert own.client.get("/api/v1/star-declarations").status_code == 403
