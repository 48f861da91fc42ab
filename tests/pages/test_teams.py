"""Teams in the browser, and where lists begin for whoever leads one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.accounts.tables import User
from app.kernel import unit_of_work
from app.registers.commands import registry
from app.registers.tables import Engineer, Territory
from tests.pages.conftest import Browser
from tests.pages.test_users import key
from tests.support.morning import Morning

SignIn = Callable[[str], Browser]


def territories(morning: Morning) -> list[UUID]:
    """The city's territory, and another that is made where there is but one."""
    with unit_of_work(morning.runtime) as uow:
        found = list(uow.session.scalars(select(Territory.id).order_by(Territory.code == "far")))
        if len(found) == 1:
            values = {"code": "far", "name": "Far", "centre_lat": 30.0, "centre_lon": 120.0}
            found.append(registry.create(uow, "territory", values).id)
    return found


def account(morning: Morning, login: str) -> str:
    with unit_of_work(morning.runtime, write=False) as uow:
        return str(uow.session.scalars(select(User.id).where(User.login == login)).one())


def make(manager: Browser, morning: Morning, name: str = "Crew", at: int = 0) -> str:
    """Make a team; returns the path of its page."""
    once = key(manager.open("/teams").text)
    fields = {"name": name, "territory_id": str(territories(morning)[at]), "provider_id": ""}
    answer = manager.send("/teams", once=once, **fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def add(manager: Browser, page: str, part: str, who: str, **dates: str) -> None:
    once = key(manager.open(page).text)
    fields = {"from_on": "2026-01-01", "until_on": "", **dates}
    assert manager.send(f"{page}/places", once=once, part=part, who=who, **fields).status_code == 303


def test_team_gets_its_people_and_they_end(signed_in: SignIn, morning: Morning) -> None:
    manager = signed_in("manager")
    page = make(manager, morning)
    with unit_of_work(morning.runtime, write=False) as uow:
        engineer = uow.session.scalars(select(Engineer).order_by(Engineer.number)).first()
        assert engineer
        number, engineer_id = engineer.number, str(engineer.id)
    add(manager, page, "dispatcher", account(morning, "dispatcher"))
    add(manager, page, "member", engineer_id)
    add(manager, page, "member", engineer_id)  # is there already
    text = manager.open(page).text
    assert "overlaps" in text
    assert text.count(f"<div>{number} ") == 1
    ends = re.findall(r'action="(/teams/[^"]+/end)"', text)
    for _ in range(2):
        assert manager.send(ends[0]).status_code == 303
    assert len(re.findall(r'action="(/teams/[^"]+/end)"', manager.open(page).text)) == 1
    other = make(manager, morning, "Other")
    assert manager.send(ends[1].replace(page, other)).status_code == 404


@pytest.mark.parametrize(
    ("part", "login", "dates"),
    [
        ("dispatcher", "customer", {}),
        ("manager", "dispatcher", {}),
        ("member", "dispatcher", {}),
        ("nobody", "dispatcher", {}),
        ("dispatcher", "dispatcher", {"from_on": "yesterday"}),
        ("dispatcher", "dispatcher", {"until_on": "2025-01-01"}),
    ],
)
def test_place_that_does_not_fit_is_refused(
    signed_in: SignIn, morning: Morning, part: str, login: str, dates: dict[str, str]
) -> None:
    manager = signed_in("manager")
    page = make(manager, morning)
    add(manager, page, part, account(morning, login), **dates)
    text = manager.open(page).text
    assert "flash-bad" in text
    assert "/end" not in text


def test_lists_begin_with_the_own_territory_and_end_with_all(signed_in: SignIn, morning: Morning) -> None:
    manager, dispatcher = signed_in("manager"), signed_in("dispatcher")
    assert dispatcher.open("/").status_code == 200
    page = make(manager, morning, at=1)
    add(manager, page, "dispatcher", account(morning, "dispatcher"))
    for path in ("/", "/requests", "/engineers"):
        led = dispatcher.open(path)
        assert led.status_code == 303
        assert str(territories(morning)[1]) in led.headers["Location"]
        assert dispatcher.open(led.headers["Location"]).status_code == 200
    empty = dispatcher.open(dispatcher.open("/").headers["Location"]).text
    assert not re.search(r'<li class="row', empty)
    assert 'name="territory"' in dispatcher.open("/?territory=").text
    assert (
        len(re.findall(r'href="/requests/[0-9a-f-]{36}"', dispatcher.open("/requests?territory_id=").text))
        > 2
    )
    engineer = r'href="/engineers/[0-9a-f-]{36}"'
    assert not re.search(engineer, dispatcher.open(dispatcher.open("/engineers").headers["Location"]).text)
    assert re.search(engineer, dispatcher.open("/engineers?territory_id=").text)
    assert manager.open("/board").status_code == 200


def test_who_leads_in_several_territories_begins_with_them(signed_in: SignIn, morning: Morning) -> None:
    manager = signed_in("manager")
    for at in (0, 1):
        add(manager, make(manager, morning, f"Crew {at}", at), "manager", account(morning, "manager"))
    for path in ("/board", "/requests", "/engineers", "/overview"):
        led = manager.open(path).headers["Location"]
        assert "=mine" in led
        text = manager.open(led).text
        assert "My teams&#39; territories" in text
    assert re.search(r'href="/requests/[0-9a-f-]{36}"', manager.open("/requests?territory_id=mine").text)
    engineers = manager.open("/engineers?territory_id=mine").text
    assert re.search(r'href="/engineers/[0-9a-f-]{36}"', engineers)
    assert len(manager.open("/engineers/export?territory_id=mine").text.splitlines()) > 2


def test_a_manager_s_overview_is_of_his_own_territory_and_of_all_on_asking(
    signed_in: SignIn, morning: Morning
) -> None:
    manager = signed_in("manager")
    first, second = territories(morning)[:2]
    everything = manager.open("/overview").text
    assert "is-late" in everything or 'href="/requests/' in everything
    add(manager, make(manager, morning, at=1), "manager", account(morning, "manager"))
    led = manager.open("/overview").headers["Location"]
    assert str(second) in led
    own = manager.open(led).text
    assert not re.search(r'href="/requests/[0-9a-f-]{36}"', own)
    assert f"territory={first}" not in own
    assert f"territory={second}" in own
    of_all = manager.open("/overview?territory=").text
    assert re.search(r'href="/requests/[0-9a-f-]{36}"', of_all)
    assert manager.open("/overview?territory=nonsense").status_code == 200


def test_place_counts_by_the_day_of_the_territory(signed_in: SignIn, morning: Morning) -> None:
    manager, dispatcher = signed_in("manager"), signed_in("dispatcher")
    page = make(manager, morning, at=1)
    today = morning.clock.now.date()
    tomorrow = (today + timedelta(days=1)).isoformat()
    add(manager, page, "dispatcher", account(morning, "dispatcher"), from_on=tomorrow)
    assert dispatcher.open("/").status_code == 200
    morning.clock.advance(hours=16)  # one in the morning in Shanghai, and still the day before in UTC
    dispatcher.sign_in("dispatcher")
    assert dispatcher.open("/").status_code == 303


def test_closed_team_stands_for_nobodys_work(signed_in: SignIn, morning: Morning) -> None:
    manager, dispatcher = signed_in("manager"), signed_in("dispatcher")
    page = make(manager, morning, at=1)
    add(manager, page, "dispatcher", account(morning, "dispatcher"))
    manager.send(f"{page}/close")
    assert dispatcher.open("/").status_code == 200
    manager.send(f"{page}/open")
    assert dispatcher.open("/").status_code == 303


@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"name": "x" * 121}, {"territory_id": "x"}, {"territory_id": str(UUID(int=3))}]
)
def test_team_without_name_or_territory_is_refused(
    signed_in: SignIn, morning: Morning, fields: dict[str, str]
) -> None:
    manager = signed_in("manager")
    once = key(manager.open("/teams").text)
    good = {"name": "队伍 🚐", "territory_id": str(territories(morning)[0]), "provider_id": ""}
    assert manager.send("/teams", once=once, **(good | fields)).status_code == 422
    assert manager.send("/teams", once=once, **good).status_code == 303
    assert "队伍 🚐" in manager.open("/teams").text


def test_whoever_saves_second_overwrites_nothing(signed_in: SignIn, morning: Morning) -> None:
    manager = signed_in("manager")
    page = make(manager, morning)
    good = {"territory_id": str(territories(morning)[0]), "provider_id": "", "version": "1"}
    assert manager.send(page, name="First", **good).status_code == 303
    assert manager.send(page, name="Second", **good).status_code == 409
    assert "First" in manager.open("/teams").text


@pytest.mark.parametrize("login", ["dispatcher", "customer", "provider"])
def test_only_managers_change_teams(signed_in: SignIn, morning: Morning, login: str) -> None:
    page = make(signed_in("manager"), morning)
    browser = signed_in(login)
    assert browser.open("/teams").status_code == (200 if login == "dispatcher" else 403)
    for path in ("/teams", page, f"{page}/close", f"{page}/places"):
        assert browser.send(path, name="x").status_code == 403
