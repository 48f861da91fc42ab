"""A customer's page handed over by telephone: the code, its end, and that nobody takes it for the contact."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kernel import Role, Runtime, unit_of_work
from app.portal.commands.handed_codes import LIFE, grouped, heard
from app.requests.rules.promise import ArrivalVerdict
from app.requests.tables import Rating
from app.web.limits import EXTENSION
from tests.support.clock import FakeClock
from tests.support.web import application
from tests.web.test_customers_acts import HTML, events, visit
from tests.web.world import World, make_world

NOTHING = "This code opens nothing."


@pytest.fixture
def flask_app(runtime: Runtime) -> Flask:
    return application(runtime)


@pytest.fixture
def world(runtime: Runtime, clock: FakeClock, flask_app: Flask) -> World:
    return make_world(runtime, clock, flask_app)


def made(world: World) -> str:
    address = f"/api/v1/service-requests/{world.own.job.request_id}/hand-over-code"
    answer = world.client(Role.DISPATCHER).post(address)
    assert answer.status_code == 200
    return str(answer.get_json()["code"])


def typed(world: World, code: str) -> tuple[FlaskClient, str]:
    client = world.client(Role.ANONYMOUS)
    answer = client.post("/t", data={"code": code}, headers=HTML)
    return client, answer.headers.get("Location", "") if answer.status_code == 303 else ""


def test_what_is_done_by_a_code_is_marked_and_counts_as_the_offices_word(world: World) -> None:
    world.phone.drive()
    world.phone.arrive(code=None).unwrap()
    code = made(world)
    client, place = typed(world, f" {code.lower().replace('-', ' ')}")
    page = client.get(place, headers=HTML).text
    assert "4711" in page or "4 7 1 1" in page
    assert client.post(f"{place}/confirm-arrival").status_code == 303
    found = visit(world)
    assert (found.customer_confirmed_at, found.office_confirmed_at) == (None, None)
    assert found.handed_confirmed_at == found.arrival_confirmed_at == world.clock.now
    assert found.arrival_verdict == ArrivalVerdict.BY_OFFICE
    world.phone.work()
    for role in ("engineer", "customer"):
        world.phone.sign(role).unwrap()
    world.phone.complete().unwrap()
    assert client.post(f"{place}/confirm").status_code == 303
    assert client.post(f"{place}/rate", data={"score": "4", "comment": "Quick."}).status_code == 303
    with unit_of_work(world.runtime, write=False) as uow:
        assert uow.session.query(Rating).one().handed_over
    maker = f"handed:{world.account(Role.DISPATCHER).key}"
    for kind in ("visit.arrival_confirmed", "visit.confirmed", "visit.rated"):
        (event,) = events(world, kind)
        assert event["link_maker"] == maker, kind
    office = world.client(Role.DISPATCHER)
    page = office.get(f"/requests/{found.request_id}", headers=HTML).text
    assert "Given by a link that the office handed over" in page
    name = world.account(Role.DISPATCHER).name
    assert f"by a link that Dispatcher {name} handed over by telephone" in page
    assert "confirmed by a link that the office handed over" in page
    page = office.get(f"/visits/{found.id}/arrival", headers=HTML).text
    assert "It was confirmed by a link that the office handed over" in page
    day = world.clock.now.date().isoformat()
    figures = office.get(f"/reports?topic=ratings&by=engineer&from={day}&to={day}", headers=HTML).text
    assert "By a link handed over" in figures


def test_making_it_is_an_event_and_the_code_stands_nowhere(world: World) -> None:
    code = made(world)
    (event,) = events(world, "hand_over_code.made")
    assert event["actor"] == world.account(Role.DISPATCHER).key
    assert code not in str(event)
    with unit_of_work(world.runtime, write=False) as uow:
        stored = uow.session.connection().exec_driver_sql("select digest from handed_codes").scalar_one()
        assert code.replace("-", "") not in stored


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_new_code_time_and_the_end_of_the_request_end_a_code_with_its_links(world: World) -> None:
    def dead(code: str, client: FlaskClient, place: str) -> None:
        assert typed(world, code)[1] == ""
        assert client.get(place, headers=HTML).status_code == 404
        assert client.post(f"{place}/confirm-arrival", headers=HTML).status_code == 404

    first = made(world)
    opened = typed(world, first)
    second = made(world)
    dead(first, *opened)
    opened = typed(world, second)
    assert opened[0].get(opened[1], headers=HTML).status_code == 200
    world.clock.advance(seconds=int(LIFE.total_seconds()))
    dead(second, *opened)
    third = made(world)
    opened = typed(world, third)
    address = f"/api/v1/service-requests/{world.own.job.request_id}"
    world.client(Role.DISPATCHER).post(f"{address}/cancel", json={"reason": "Works again."})
    dead(third, *opened)
    refused = world.client(Role.DISPATCHER).post(f"{address}/hand-over-code")
    assert (refused.status_code, refused.get_json()["type"]) == (409, "/problems/request-ended")


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_whatever_opens_nothing_is_answered_alike(world: World) -> None:
    old = made(world)
    made(world)
    world.clock.advance(minutes=1)
    client, pages = world.client(Role.ANONYMOUS), set()
    for wrong in (old, "0000-0000", "", "x", "Ω" * 30, "'--;%00", "A" * 500):
        answer = client.post("/t", data={"code": wrong}, headers=HTML)
        assert answer.status_code == 404
        pages.add(re.sub(r'(csrf[^>]*value|nonce|content)="[^"]*"', "", answer.text))
    answer = client.get(f"/t/{old}", headers=HTML)
    assert answer.status_code == 404
    assert NOTHING in answer.text
    assert len(pages) == 1


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_tries_are_few_for_each_address(runtime: Runtime) -> None:
    limited = application(replace(runtime, settings=replace(runtime.settings, rate_limits=True)))
    limited.extensions[EXTENSION].forget()
    client = limited.test_client()
    answers = [client.get("/t/0000-0000", headers=HTML).status_code for _ in range(14)]
    assert (answers[0], answers[-1]) == (404, 429)
    assert client.post("/t", data={"code": "0000-0000"}, headers=HTML).status_code == 429
    limited.extensions[EXTENSION].forget()


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_desk_reads_the_code_once_and_a_form_sent_twice_makes_one(world: World) -> None:
    address, client = f"/requests/{world.own.job.request_id}", world.client(Role.DISPATCHER)
    page = client.get(address, headers=HTML).text
    assert "Read a code out instead" in page
    form = re.search(rf'action="{address}/hand-over-code".*?name="once" value="([^"]+)"', page)
    assert form
    for _ in range(2):
        assert client.post(f"{address}/hand-over-code", data={"once": form[1]}).status_code == 303
    assert len(events(world, "hand_over_code.made")) == 1
    shown = client.get(address, headers=HTML).text
    read = re.search(r"Read out: ([0-9A-Z]{4}-[0-9A-Z]{4})\.", shown)
    assert read
    assert "A code is good until" in shown
    again = client.get(address, headers=HTML).text
    assert read[1] not in again
    assert typed(world, read[1])[1].startswith("/t/")
    for role in (Role.CUSTOMER, Role.MANAGER, Role.PROVIDER):
        assert world.client(role).post(f"{address}/hand-over-code").status_code in (403, 404), role


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_page_for_the_code_is_in_both_languages(world: World, locale: str) -> None:
    page = world.client(Role.ANONYMOUS).get("/t", headers={"Accept": "text/html", "Accept-Language": locale})
    assert page.status_code == 200
    assert ("口述码" if locale == "zh-CN" else "Code from the telephone") in page.text


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=8, max_size=8))
def test_a_code_is_understood_however_it_is_written(code: str) -> None:
    said = grouped(code)
    assert heard(said) == heard(said.lower()) == heard(said.replace("-", "  ")) == code
    assert heard(said.replace("0", "O").replace("1", "l")) == code


def test_life_is_short() -> None:
    assert timedelta(hours=12) <= LIFE <= timedelta(hours=24)
