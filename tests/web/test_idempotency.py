"""The same key and body write once and answer twice."""

from __future__ import annotations

import threading

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.kernel import Role, Runtime, unit_of_work
from app.kernel.tables import IdempotencyKey
from app.registers.tables import Customer
from tests.support.clock import FakeClock
from tests.support.web import application, make_user, signed_in

ROUTE = "/api/v1/customers"
BODY = {"name": "Acme"}
KEYS = "/api/v1/auth/api-keys"
NEW_KEY = {"label": "ERP", "scopes": ["requests:read"]}


@pytest.fixture
def client(runtime: Runtime) -> FlaskClient:
    return signed_in(application(runtime), runtime, make_user(runtime, Role.ADMIN))


def _written(runtime: Runtime) -> int:
    with unit_of_work(runtime, write=False) as uow:
        return uow.session.scalars(select(func.count()).select_from(Customer)).one()


def test_a_repeat_replays_the_answer_and_writes_nothing(client: FlaskClient, runtime: Runtime) -> None:
    first = client.post(ROUTE, json=BODY, headers={"Idempotency-Key": "a"})
    second = client.post(ROUTE, json=BODY, headers={"Idempotency-Key": "a"})
    assert first.status_code == second.status_code == 201
    assert first.json == second.json
    assert second.headers["Idempotent-Replayed"] == "true"
    assert _written(runtime) == 1


def test_another_body_under_the_same_key_is_refused(client: FlaskClient, runtime: Runtime) -> None:
    client.post(ROUTE, json=BODY, headers={"Idempotency-Key": "a"})
    refused = client.post(ROUTE, json=BODY | {"name": "Umbrella"}, headers={"Idempotency-Key": "a"})
    assert refused.status_code == 422
    assert refused.json["type"] == "/problems/idempotency-key-reused"
    assert _written(runtime) == 1


def test_a_refused_write_does_not_use_the_key_up(client: FlaskClient) -> None:
    wrong = client.post(ROUTE, json=BODY | {"name": ""}, headers={"Idempotency-Key": "a"})
    assert wrong.status_code == 422
    assert client.post(ROUTE, json=BODY, headers={"Idempotency-Key": "a"}).status_code == 201


def test_a_key_belongs_to_one_principal(client: FlaskClient, runtime: Runtime) -> None:
    other = signed_in(application(runtime), runtime, make_user(runtime, Role.ADMIN))
    assert client.post(ROUTE, json=BODY, headers={"Idempotency-Key": "a"}).status_code == 201
    assert "Idempotent-Replayed" not in other.post(ROUTE, json=BODY, headers={"Idempotency-Key": "a"}).headers
    assert _written(runtime) == 2


def test_a_key_lives_a_day(client: FlaskClient, runtime: Runtime, clock: FakeClock) -> None:
    client.post(ROUTE, json=BODY, headers={"Idempotency-Key": "a"})
    clock.advance(hours=24)
    again = client.post(ROUTE, json=BODY | {"name": "Umbrella"}, headers={"Idempotency-Key": "a"})
    assert again.status_code == 201
    assert _written(runtime) == 2


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_of_no_use_is_named(client: FlaskClient, key: str) -> None:
    refused = client.post(ROUTE, json=BODY, headers={"Idempotency-Key": key})
    assert refused.status_code == 422
    assert list(refused.json["errors"]) == ["Idempotency-Key"]


def test_the_same_key_at_the_same_moment_writes_once(client: FlaskClient, runtime: Runtime) -> None:
    start, answers = threading.Barrier(6), []

    def call() -> None:
        mine = client.application.test_client()
        mine.environ_base["HTTP_AUTHORIZATION"] = client.environ_base["HTTP_AUTHORIZATION"]
        start.wait()
        answers.append(mine.post(ROUTE, json=BODY, headers={"Idempotency-Key": "a"}))

    callers = [threading.Thread(target=call) for _ in range(6)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert [answer.status_code for answer in answers] == [201] * 6
    assert len({answer.json["id"] for answer in answers}) == 1
    assert _written(runtime) == 1


def test_a_secret_is_shown_once_and_not_kept_for_the_repeat(client: FlaskClient, runtime: Runtime) -> None:
    first = client.post(KEYS, json=NEW_KEY, headers={"Idempotency-Key": "a"})
    second = client.post(KEYS, json=NEW_KEY, headers={"Idempotency-Key": "a"})
    assert first.json["token"].startswith("oh_")
    assert second.json["token"] is None
    assert second.json["id"] == first.json["id"]
    with unit_of_work(runtime, write=False) as uow:
        assert first.json["token"] not in uow.session.scalars(select(IdempotencyKey.answer)).one()


def test_an_address_longer_than_its_column_can_still_be_repeated(client: FlaskClient) -> None:
    route = f"/api/v1/imports/{'x' * 300}"
    answer = client.post(route, data="name\n", content_type="text/csv", headers={"Idempotency-Key": "a"})
    assert answer.status_code in {404, 422}
