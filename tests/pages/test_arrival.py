"""The page of an arrival: who sees it, what it says, and that it settles."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.kernel import unit_of_work
from app.registers.tables import Territory
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands.field import Kind
from tests.pages.conftest import Browser
from tests.support.build import Job
from tests.support.morning import Morning
from tests.support.phone import Phone

SignIn = Callable[[str], Browser]


@pytest.fixture
def address(morning: Morning) -> str:
    """The page of an arrival 16 km off, with a wrong code, sent from a phone that was offline."""
    return arrived_far_away(morning)


def arrived_far_away(morning: Morning, name: str = "danger") -> str:
    with unit_of_work(morning.runtime, write=False) as uow:
        visit = uow.get(Visit, morning.visits[name])
        request = uow.get(ServiceRequest, visit.request_id)
        assert visit.engineer_id is not None
        job = Job(
            visit.territory_id,
            visit.engineer_id,
            request.customer_id,
            request.site_id,
            request.id,
            visit.id,
        )
    phone = Phone(morning.runtime, morning.clock, job)
    morning.at(10)
    track = [
        {
            "lat": request.place[0] + (20_000 - 800 * n) / 111_195,
            "lon": request.place[1] - n / 3000,
            "accuracy_m": 12 + 3 * n,
            "at": (phone.time - timedelta(seconds=60 * (6 - n))).isoformat(),
        }
        for n in range(6)
    ]
    phone.send(Kind.POSITIONS, {"positions": track}).unwrap()
    there = {"lat": request.place[0] + 16_000 / 111_195, "lon": request.place[1], "accuracy_m": 8}
    phone.send(Kind.ARRIVE, {"position": there, "code": "0000"}, offline=True).unwrap()
    return f"/visits/{visit.id}/arrival"


def test_page_says_in_words_what_speaks_against_it(signed_in: SignIn, address: str) -> None:
    page = signed_in("dispatcher").open(address).text
    assert "Outside the fence, 16.0 km from the site" in page
    assert "Wrong codes and no right one: 1" in page
    assert "Doubtful" in page
    assert 'class="track-fix"' in page
    assert "code wrong" in page


def test_page_is_linked_from_the_request_and_told_in_chinese(
    signed_in: SignIn, morning: Morning, address: str
) -> None:
    browser = signed_in("dispatcher")
    assert address in browser.open(f"/requests/{morning.requests['danger']}").text
    browser.send("/locale", locale="zh_CN")
    page = browser.open(address).text
    assert "存疑" in page
    assert "围栏外，距现场 16.0 公里" in page


@pytest.mark.parametrize("login", ["e1002", "provider"])
def test_page_is_the_office_s_alone(signed_in: SignIn, address: str, login: str) -> None:
    assert signed_in(login).open(address).status_code in {403, 404}


def test_dispatcher_settles_on_the_page_and_only_a_manager_again(
    signed_in: SignIn, morning: Morning, address: str
) -> None:
    browser = signed_in("dispatcher")
    settling = address.replace("arrival", "settle-arrival")
    browser.send(settling, verdict="arrived", reason=" ")
    page = browser.open(address).text
    assert "Reason: must say why" in page
    assert 'value="arrived" required checked' in page
    assert "must say why" not in browser.open(address).text
    browser.send(settling, verdict="arrived", reason="The customer called.")
    page = browser.open(address).text
    assert "The customer called." in page
    assert "settled by a person; judged as: Doubtful" in page
    assert "is-doubtful" not in page
    assert 'name="verdict"' not in page
    manager = signed_in("manager")
    assert 'value="not_arrived"' in manager.open(address).text
    manager.send(settling, verdict="not_arrived", reason="She meant another engineer.")
    page = manager.open(address).text
    assert "The visit has gone to somebody else since" in page
    assert "16.0 km" in page
    manager.send(settling, verdict="arrived", reason="He rang from the door.")
    assert "He rang from the door." in manager.open(address).text
    assert re.search(r"Before that: Doubtful, recorded \d", page)
    with unit_of_work(morning.runtime, write=False) as uow:
        assert (
            uow.session.scalars(select(Visit.state).where(Visit.id == morning.visits["danger"])).one()
            == "planned"
        )


def test_page_has_the_menu_and_its_picture_the_arrivals_own_time(
    signed_in: SignIn, morning: Morning, address: str
) -> None:
    page = signed_in("dispatcher").open(address).text
    assert '<nav class="sections"' in page
    assert f'href="/requests/{morning.requests["danger"]}"' in page
    with unit_of_work(morning.runtime, write=False) as uow:
        visit = uow.get(Visit, morning.visits["danger"])
        zone = ZoneInfo(uow.get(Territory, visit.territory_id).time_zone)
        assert visit.on_site_at
        at = f"{visit.on_site_at.astimezone(zone):%H:%M:%S}"
    drawing = re.search(r'<svg class="track".*?</svg>', page, re.DOTALL)
    assert drawing
    labels = re.findall(r"<text[^>]*>([^<]+)</text>", drawing[0])
    assert labels[0] == at
