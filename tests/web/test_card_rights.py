"""An engineer who learned the customer's code before he arrived gains nothing by his own card."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.kernel import Role, Runtime, unit_of_work
from app.requests.rules.promise import ArrivalVerdict
from app.requests.tables import Rating, ServiceRequest, Visit
from app.visits.commands.field import Kind
from tests.support.clock import FakeClock
from tests.support.web import application
from tests.web.test_customers_acts import HTML, events, try_code, visit
from tests.web.world import World, make_world

CODE = "4711"
ACTS = [("confirm", None), ("rate", {"score": 5}), ("confirm-arrival", None)]


@pytest.fixture
def flask_app(runtime: Runtime) -> Flask:
    return application(runtime)


@pytest.fixture
def world(runtime: Runtime, clock: FakeClock, flask_app: Flask) -> World:
    return make_world(runtime, clock, flask_app)


def opened(world: World) -> tuple[FlaskClient, str]:
    client, place = try_code(world, CODE)
    assert "/t/" in place
    return client, place.rpartition("/")[2]


def refused(client: FlaskClient, token: str) -> None:
    for verb, body in ACTS:
        assert client.post(f"/portal/v1/tracking/{token}/{verb}", json=body).status_code == 403, verb
    assert client.get(f"/portal/v1/tracking/{token}").json["read_only"] is True


def test_card_opens_for_nobody_before_an_arrival_is_recorded(world: World) -> None:
    world.phone.drive()
    for code in (CODE, "0000"):
        client, place = try_code(world, code)
        assert place.endswith(f"/cards/{world.own.job.engineer_id}")
        assert "has not reported the arrival yet" in client.get(place, headers=HTML).text
    assert visit(world).arrival_confirmed_at is None
    assert (len(events(world, "card.early")), len(events(world, "card.refused"))) == (1, 1)


def test_right_code_typed_while_the_phone_was_elsewhere_speaks_against_the_arrival(world: World) -> None:
    world.phone.drive()
    world.phone.seen(3000, 0)
    try_code(world, CODE)
    world.clock.advance(minutes=10)
    world.phone.arrive(code=None).unwrap()
    found = visit(world)
    assert found.arrival_verdict == ArrivalVerdict.DOUBTFUL
    assert "confirmed_too_early" in {one["finding"] for one in found.arrival_findings or ()}
    page = world.client(Role.DISPATCHER).get(f"/visits/{found.id}/arrival", headers=HTML).text
    assert "before the arrival was reported" in page


def test_code_confirms_the_arrival_as_a_code_and_not_as_the_customers_word(world: World) -> None:
    world.phone.drive()
    world.phone.arrive(code=None).unwrap()
    opened(world)
    found = visit(world)
    assert (found.arrival_confirmed_at, found.customer_confirmed_at) == (world.clock.now, None)
    assert "code_right" in {one["finding"] for one in found.arrival_findings or ()}
    (confirmed,) = events(world, "visit.arrival_confirmed")
    assert confirmed["by"] == "card"
    assert str(confirmed["link_maker"]).startswith("card:")
    for path in (f"/visits/{found.id}/arrival", f"/requests/{found.request_id}"):
        assert "by the supervision card" in world.client(Role.DISPATCHER).get(path, headers=HTML).text


def test_rights_end_when_the_phone_tells_the_code(world: World) -> None:
    world.phone.drive()
    world.phone.arrive(code=None).unwrap()
    client, token = opened(world)
    world.phone.send(Kind.CONFIRM_ARRIVAL, {"code": CODE}).unwrap()
    world.phone.work()
    for role in ("engineer", "customer"):
        world.phone.sign(role).unwrap()
    world.phone.complete().unwrap()
    refused(client, token)


def test_rights_end_when_somebody_else_has_the_visit(world: World) -> None:
    world.phone.drive()
    world.phone.arrive(code=None).unwrap()
    client, token = opened(world)
    with unit_of_work(world.runtime) as uow:
        uow.get(Visit, world.own.job.visit_id).engineer_id = world.foreign.job.engineer_id
    refused(client, token)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_card_never_moves_the_promise_and_every_act_names_the_card(world: World) -> None:
    world.phone.drive()
    world.phone.arrive(code=None).unwrap()
    client, token = opened(world)
    later = (world.clock.now + timedelta(hours=3)).isoformat()
    assert client.post(f"/portal/v1/tracking/{token}/appointment", json={"at": later}).status_code == 403
    world.phone.work()
    for role in ("engineer", "customer"):
        world.phone.sign(role).unwrap()
    world.phone.complete().unwrap()
    for verb, body in ACTS[:2]:
        assert client.post(f"/portal/v1/tracking/{token}/{verb}", json=body).status_code == 200
    for kind in ("visit.confirmed", "visit.rated"):
        (event,) = events(world, kind)
        assert str(event["link_maker"]).startswith("card:")
    with unit_of_work(world.runtime, write=False) as uow:
        assert uow.get(ServiceRequest, world.own.job.request_id).first_due_at is None
        assert uow.session.query(Rating).count() == 1


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_history_says_by_whose_link_the_customer_acted(world: World) -> None:
    world.phone.drive()
    world.phone.arrive(code=None).unwrap()
    client = world.client(Role.TRACKING)
    assert client.post(f"/portal/v1/tracking/{world.link()}/confirm-arrival").status_code == 200
    address = f"/api/v1/service-requests/{world.own.job.request_id}/tracking-link"
    own = world.client(Role.CUSTOMER).post(address).get_json()["token"]
    world.phone.work()
    for role in ("engineer", "customer"):
        world.phone.sign(role).unwrap()
    world.phone.complete().unwrap()
    assert client.post(f"/portal/v1/tracking/{own}/confirm").status_code == 200
    code = f"/api/v1/visits/{world.own.job.visit_id}/arrival-code"
    assert world.client(Role.DISPATCHER).post(code, json={"reason": "has no link"}).status_code == 200
    page = world.client(Role.DISPATCHER).get(f"/requests/{world.own.job.request_id}", headers=HTML).text
    assert "by the link sent to the contact" in page
    assert f"by a link that {world.account(Role.CUSTOMER).name} made" in page
    assert f"Dispatcher {world.account(Role.DISPATCHER).name}" in page


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_engineer_does_not_say_himself_that_it_was_solved_without_a_visit(world: World) -> None:
    address = f"/api/v1/service-requests/{world.own.job.request_id}/solve-remotely"
    body = {"how": "telephone", "by": "Manager Zhou", "note": "Done."}
    assert world.client(Role.ENGINEER).post(address, json=body).status_code == 403
    with unit_of_work(world.runtime, write=False) as uow:
        assert uow.get(ServiceRequest, world.own.job.request_id).solved_remotely_at is None
