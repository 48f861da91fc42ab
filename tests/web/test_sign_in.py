"""Signing in over HTTP: guesses are counted by place, and a changed password ends what was open."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.commands.attempts import FREE_TRIES
from app.accounts.tables import User
from app.kernel import Principal, Role, Runtime, unit_of_work
from tests.support.clock import FakeClock
from tests.support.web import application, bearer, make_user

TOKENS, PASSWORD, NEW = "/api/v1/auth/tokens", "correct horse battery", "staple after staple"

WRONG = "wrong"


@pytest.fixture
def flask_app(runtime: Runtime) -> Flask:
    return application(runtime)


@pytest.fixture
def li_na(runtime: Runtime) -> Principal:
    return make_user(runtime, Role.DISPATCHER, "li.na", PASSWORD)


def _try(client: FlaskClient, password: str = WRONG, login: str = "li.na", address: str = "192.0.2.1") -> Any:
    body = {"login": login, "password": password}
    return client.post(TOKENS, json=body, environ_base={"REMOTE_ADDR": address})


def _exhaust(client: FlaskClient, login: str = "li.na", address: str = "192.0.2.1") -> None:
    assert [_try(client, login=login, address=address).status_code for _ in range(FREE_TRIES)] == [
        401
    ] * FREE_TRIES


@pytest.mark.usefixtures("li_na")
def test_a_guesser_waits_and_the_owner_elsewhere_does_not(flask_app: Flask) -> None:
    client = flask_app.test_client()
    _exhaust(client)
    refused = _try(client, PASSWORD)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "30")
    assert refused.json["type"] == "/problems/sign-in-delayed"
    assert _try(client, PASSWORD, address="198.51.100.7").status_code == 201


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.usefixtures("li_na")
def test_an_unknown_login_is_answered_like_a_known_one(flask_app: Flask) -> None:
    client = flask_app.test_client()
    for login in ("li.na", "nobody"):
        _exhaust(client, login)
    known, unknown = _try(client, login="li.na"), _try(client, login="nobody")
    assert known.status_code == unknown.status_code == 429
    assert known.json | {"call_id": ""} == unknown.json | {"call_id": ""}


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.usefixtures("li_na")
def test_the_wait_ends_and_the_right_password_then_opens(flask_app: Flask, clock: FakeClock) -> None:
    client = flask_app.test_client()
    _exhaust(client)
    clock.advance(seconds=30)
    assert _try(client, PASSWORD).status_code == 201
    assert _try(client).status_code == 401


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_changing_the_password_ends_all_other_sessions(
    flask_app: Flask, runtime: Runtime, li_na: Principal
) -> None:
    client, mine, stolen = flask_app.test_client(), bearer(runtime, li_na), bearer(runtime, li_na)
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert client.post("/api/v1/me/password", json=body, headers=mine).status_code == 204
    assert client.get("/api/v1/me", headers=mine).status_code == 200
    assert client.get("/api/v1/me", headers=stolen).status_code == 401
    assert (_try(client, PASSWORD).status_code, _try(client, NEW).status_code) == (401, 201)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_changing_the_password_takes_the_present_one(
    flask_app: Flask, runtime: Runtime, li_na: Principal
) -> None:
    client, mine = flask_app.test_client(), bearer(runtime, li_na)
    for wrong in (
        {"current_password": "a guess", "new_password": NEW},
        {"current_password": PASSWORD, "new_password": "aaaaaaaaaaaaaaaa"},
    ):
        answer = client.post("/api/v1/me/password", json=wrong, headers=mine)
        assert answer.status_code == 422
        assert len(answer.json["errors"]) == 1
    assert _try(client, PASSWORD).status_code == 201


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_password_set_by_an_administrator_ends_the_accounts_sessions(
    flask_app: Flask, runtime: Runtime, li_na: Principal
) -> None:
    client, stolen = flask_app.test_client(), bearer(runtime, li_na)
    admin = bearer(runtime, make_user(runtime, Role.ADMIN))
    address = f"/api/v1/users/{li_na.user_id}"
    read = client.get(address, headers=admin)
    body = {"login": "li.na", "name": "Li Na", "role": "dispatcher", "password": NEW}
    changed = client.put(address, json=body, headers=admin | {"If-Match": read.headers["ETag"]})
    assert changed.status_code == 200
    assert client.get("/api/v1/me", headers=stolen).status_code == 401
    assert client.get("/api/v1/me", headers=admin).status_code == 200


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_hash_of_an_older_cost_is_renewed_at_sign_in(
    flask_app: Flask, runtime: Runtime, li_na: Principal
) -> None:
    from argon2 import PasswordHasher

    cheap = PasswordHasher(time_cost=1, memory_cost=1024).hash(PASSWORD)
    with unit_of_work(runtime) as uow:
        uow.get(User, li_na.user_id).password_hash = cheap
    assert _try(flask_app.test_client(), PASSWORD).status_code == 201
    with unit_of_work(runtime, write=False) as uow:
        assert uow.get(User, li_na.user_id).password_hash != cheap


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_present_password_is_no_new_one(flask_app: Flask, runtime: Runtime, li_na: Principal) -> None:
    client, mine = flask_app.test_client(), bearer(runtime, li_na)
    same = {"current_password": PASSWORD, "new_password": PASSWORD}
    answer = client.post("/api/v1/me/password", json=same, headers=mine)
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["new_password"])
    short = {"current_password": PASSWORD, "new_password": "short"}
    answer = client.post("/api/v1/me/password", json=short, headers=mine)
    assert answer.json["errors"] == {"new_password": ["must have 12 to 200 characters"]}
