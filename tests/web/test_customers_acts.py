"""What acts for the customer: the own link, the code behind the supervision card, the hotline's word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel import Role, Runtime, unit_of_work
from app.kernel.ledger_check import verify
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from app.requests.commands.links import Rights, read_tracking_token
from app.requests.tables import Rating, Visit
from app.web.context import EXTENSION
from tests.support.clock import FakeClock
from tests.support.web import application, bearer
from tests.web.world import World, make_world

HTML = {"Accept": "text/html", "Accept-Language": "en"}
ACTS = [("confirm-arrival", None), ("confirm", None), ("rate", {"score": 5})]


@pytest.fixture
def flask_app(runtime: Runtime) -> Flask:
    return application(runtime)


@pytest.fixture
def world(runtime: Runtime, clock: FakeClock, flask_app: Flask) -> World:
    return make_world(runtime, clock, flask_app)


@pytest.fixture
def done(world: World) -> World:
    world.phone.finish_work()
    world.phone.complete().unwrap()
    return world


def made_by(world: World, role: Role) -> str:
    address = f"/api/v1/service-requests/{world.own.job.request_id}/tracking-link"
    return str(world.client(role).post(address).get_json()["token"])


def events(world: World, kind: str) -> list[dict[str, object]]:
    with unit_of_work(world.runtime, write=False) as uow:
        assert verify(uow).intact
        found = uow.session.execute(select(Event.actor, Event.body, Event.personal).where(Event.kind == kind))
        return [{"actor": row.actor, **data_of(row)} for row in found]


def visit(world: World) -> Visit:
    with unit_of_work(world.runtime, write=False) as uow:
        return uow.get(Visit, world.own.job.visit_id)


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.INTEGRATION])
def test_link_that_the_office_or_a_partner_makes_only_shows(world: World, role: Role) -> None:
    world.phone.drive()
    world.phone.arrive(code=None).unwrap()
    token, client = made_by(world, role), world.client(Role.TRACKING)
    shown = client.get(f"/portal/v1/tracking/{token}").get_json()
    assert (shown["arrival_code"], shown["read_only"], shown["can_confirm_arrival"]) == (None, True, False)
    for verb, body in ACTS:
        refused = client.post(f"/portal/v1/tracking/{token}/{verb}", json=body)
        assert (refused.status_code, refused.json["type"]) == (403, "/problems/link-read-only")
        assert client.post(f"/t/{token}/{verb}", data=body).status_code == 403
    for page in ("", "/card"):
        text = client.get(f"/t/{token}{page}", headers=HTML).text
        assert "4 7 1 1" not in text
        assert "tell_arrival" not in text
        assert f"/t/{token}/confirm-arrival" not in text
    assert visit(world).arrival_confirmed_at is None
    (made,) = events(world, "tracking_link.made")
    assert (made["actor"], made["rights"]) == (world.account(role).key, "read")


def test_customers_own_link_acts_and_the_act_names_who_made_it(world: World) -> None:
    world.phone.drive()
    world.phone.arrive(code=None).unwrap()
    token, client = made_by(world, Role.CUSTOMER), world.client(Role.TRACKING)
    shown = client.get(f"/portal/v1/tracking/{token}").get_json()
    assert (shown["arrival_code"], shown["can_confirm_arrival"]) == ("4711", True)
    assert client.post(f"/portal/v1/tracking/{token}/confirm-arrival").status_code == 200
    (confirmed,) = events(world, "visit.arrival_confirmed")
    assert confirmed["link_maker"] == world.account(Role.CUSTOMER).key


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_key_that_may_only_read_makes_no_link(world: World) -> None:
    header = bearer(world.runtime, world.account(Role.INTEGRATION), "api_key", ("requests:read",))
    address = f"/api/v1/service-requests/{world.own.job.request_id}/tracking-link"
    for path in (address, f"{address}/send"):
        assert world.flask_app.test_client().post(path, headers=header).status_code == 403


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_link_that_is_sent_is_shown_to_nobody_but_the_contact(world: World) -> None:
    address = f"/api/v1/service-requests/{world.own.job.request_id}/tracking-link/send"
    refused = world.client(Role.DISPATCHER).post(address)
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/no-channel")
    settings = replace(world.runtime.settings, notify_customer_url="json://gateway.example")
    world.flask_app.extensions[EXTENSION] = replace(world.runtime, settings=settings)
    told = world.client(Role.DISPATCHER).post(address)
    assert told.status_code == 200
    assert "/t/" not in told.text
    (sent,) = events(world, "tracking_link.sent")
    assert sent["actor"] == world.account(Role.DISPATCHER).key


def test_code_shown_to_the_office_is_an_event_with_who_and_why(world: World) -> None:
    address = f"/api/v1/visits/{world.own.job.visit_id}"
    dispatcher = world.client(Role.DISPATCHER)
    assert "4711" not in dispatcher.get(address).text
    assert dispatcher.post(f"{address}/arrival-code", json={"reason": " "}).status_code == 422
    told = dispatcher.post(f"{address}/arrival-code", json={"reason": "has no link"})
    assert told.get_json() == {"arrival_code": "4711"}
    (shown,) = events(world, "arrival_code.shown")
    assert (shown["actor"], shown["reason"]) == (world.account(Role.DISPATCHER).key, "has no link")
    assert "4711" not in str(shown)


def try_code(world: World, code: str) -> tuple[FlaskClient, str]:
    client = world.client(Role.ANONYMOUS)
    answer = client.post(f"/cards/{world.own.job.engineer_id}", data={"code": code}, headers=HTML)
    assert answer.status_code == 303
    return client, answer.headers["Location"]


def test_card_lets_whoever_knows_the_code_confirm_and_grade_and_shows_it_to_nobody(world: World) -> None:
    world.phone.drive()
    world.phone.arrive(code=None).unwrap()
    page = world.client(Role.ANONYMOUS).get(f"/cards/{world.own.job.engineer_id}", headers=HTML)
    assert page.status_code == 200
    assert "4711" not in page.text
    assert "4 7 1 1" not in page.text
    client, place = try_code(world, "4711")
    assert visit(world).arrival_confirmed_at == world.clock.now
    token = place.rpartition("/")[2]
    assert read_tracking_token(world.runtime.settings, token, world.clock.now).rights is Rights.CARD
    shown = client.get(place, headers=HTML).text
    assert "4 7 1 1" not in shown
    assert "This link only shows" not in shown
    world.phone.work()
    for role in ("engineer", "customer"):
        world.phone.sign(role).unwrap()
    world.phone.complete().unwrap()
    assert client.post(f"/portal/v1/tracking/{token}/rate", json={"score": 4}).status_code == 200
    with unit_of_work(world.runtime, write=False) as uow:
        assert uow.session.scalars(select(Rating)).one().score == 4


def test_wrong_codes_of_card_and_phone_are_one_count_and_lock_both(world: World) -> None:
    world.phone.drive()
    for code in ("0000", "12", "x", "1234", "9999", "5678", "8765"):
        _, place = try_code(world, code)
        assert place.endswith(f"/cards/{world.own.job.engineer_id}")
    assert visit(world).code_attempts == 5
    assert len(events(world, "card.refused")) == 5
    _, place = try_code(world, "4711")
    assert place.endswith(f"/cards/{world.own.job.engineer_id}")
    assert world.phone.arrive("4711").problem is not None


def test_code_that_the_engineers_phone_has_told_opens_no_grading(done: World) -> None:
    client, place = try_code(done, "4711")
    assert place.endswith(f"/cards/{done.own.job.engineer_id}")
    assert "has used this code" in client.get(place, headers=HTML).text


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_code_of_another_engineers_visit_opens_nothing(world: World) -> None:
    _, place = try_code(world, "4711")
    assert place.endswith(f"/cards/{world.own.job.engineer_id}")
    assert world.client(Role.ANONYMOUS).get(f"/cards/{world.own.job.visit_id}").status_code == 404


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_customer_who_is_signed_in_is_led_to_the_page_that_acts(world: World) -> None:
    address = f"/requests/{world.own.job.request_id}"
    client = world.client(Role.CUSTOMER)
    assert f'action="{address}/tracking-link"' in client.get(address, headers=HTML).text
    place = client.post(f"{address}/tracking-link").headers["Location"]
    link = read_tracking_token(world.runtime.settings, place.rpartition("/")[2], world.clock.now)
    assert (link.rights, link.maker) == (Rights.FULL, world.account(Role.CUSTOMER).key)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_office_sends_copies_and_reads_the_code_from_the_requests_page(world: World) -> None:
    address, client = f"/requests/{world.own.job.request_id}", world.client(Role.DISPATCHER)
    world.phone.drive()
    page = client.get(address, headers=HTML).text
    assert f'action="{address}/tracking-link"' in page
    for action in (f"{address}/tracking-link", f"{address}/tracking-link/send"):
        assert client.post(action).status_code == 303
    code = f"/visits/{world.own.job.visit_id}/arrival-code"
    assert f'action="{code}"' in page
    assert "4711" not in page
    assert client.post(code, data={"reason": ""}).status_code == 303
    assert events(world, "arrival_code.shown") == []
    assert client.post(code, data={"reason": "lost the link"}).status_code == 303
    assert len(events(world, "arrival_code.shown")) == 1
    assert "4711" in client.get(address, headers=HTML).text
    assert "4711" not in client.get(address, headers=HTML).text
