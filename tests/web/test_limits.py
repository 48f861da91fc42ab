"""Who calls too often is told when to come back; nobody else is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits.storage import MemoryStorage, storage_from_string

from app.kernel import Role, Runtime
from app.web.limits import EXTENSION, STORE_PAUSE_S, Counters
from tests.support.web import application, bearer, make_user
from wsgi import make_app

on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])

WRONG = {"login": "nobody", "password": "wrong"}
SIGN_IN = "/api/v1/auth/tokens"


def _limited(runtime: Runtime, **settings: Any) -> Runtime:
    return replace(runtime, settings=replace(runtime.settings, rate_limits=True, **settings))


@pytest.fixture
def flask_app(runtime: Runtime) -> Iterator[Flask]:
    made = application(_limited(runtime, calls_per_minute=5, calls_per_minute_of_address=12))
    made.extensions[EXTENSION].forget()
    yield made
    made.extensions[EXTENSION].forget()


def _until_refused(client: FlaskClient, at_most: int, **call: Any) -> tuple[int, Any]:
    """How many calls passed, and the refusal; a window that slides may let one more through."""
    for passed in range(at_most + 3):
        answer = client.open(**call)
        if answer.status_code == 429:
            return passed, answer
    raise AssertionError(f"{at_most + 3} calls passed")


@on_sqlite
def test_an_account_over_its_budget_is_told_when_to_come_back(flask_app: Flask, runtime: Runtime) -> None:
    headers = bearer(runtime, make_user(runtime, Role.MANAGER))
    passed, refusal = _until_refused(flask_app.test_client(), 5, path="/api/v1/me", headers=headers)
    assert passed >= 5
    assert refusal.mimetype == "application/problem+json"
    assert refusal.json["type"] == "/problems/too-many-requests"
    assert 1 <= int(refusal.headers["Retry-After"]) <= 60
    other = bearer(runtime, make_user(runtime, Role.MANAGER))
    assert flask_app.test_client().get("/api/v1/me", headers=other).status_code == 200


@on_sqlite
def test_an_address_is_counted_before_anybody_looks_who_calls(flask_app: Flask) -> None:
    client = flask_app.test_client()
    forged = {"Authorization": "Bearer forged"}
    passed, _ = _until_refused(client, 12, path="/api/v1/me", headers=forged)
    assert passed >= 12
    assert (
        client.get("/api/v1/me", headers=forged, environ_base={"REMOTE_ADDR": "192.0.2.9"}).status_code == 401
    )


@on_sqlite
def test_a_probe_is_never_refused(flask_app: Flask) -> None:
    client = flask_app.test_client()
    assert {client.get("/healthz").status_code for _ in range(20)} == {200}


@on_sqlite
def test_what_the_caller_writes_about_its_address_is_not_believed(flask_app: Flask) -> None:
    client = flask_app.test_client()
    for n in range(20):
        client.get("/api/v1/me", headers={"X-Forwarded-For": f"192.0.2.{n}"})
    assert client.get("/api/v1/me", headers={"X-Forwarded-For": "192.0.2.99"}).status_code == 429


def _behind(runtime: Runtime, proxies: int) -> FlaskClient:
    means = _limited(runtime, calls_per_minute_of_address=3, trusted_proxies=proxies)
    return make_app(means).test_client()


@on_sqlite
def test_behind_a_proxy_each_caller_has_its_own_budget(runtime: Runtime) -> None:
    client = _behind(runtime, 1)
    first = [client.get("/api/v1/me", headers={"X-Forwarded-For": "192.0.2.1"}).status_code for _ in range(7)]
    assert first[-1] == 429
    assert client.get("/api/v1/me", headers={"X-Forwarded-For": "192.0.2.2"}).status_code == 401


@on_sqlite
def test_behind_a_proxy_only_what_the_proxy_added_is_believed(runtime: Runtime) -> None:
    client = _behind(runtime, 1)
    codes = [
        client.get("/api/v1/me", headers={"X-Forwarded-For": f"203.0.113.{n}, 192.0.2.1"}).status_code
        for n in range(7)
    ]
    assert codes[-1] == 429


@on_sqlite
def test_callers_of_one_ipv6_site_share_a_budget(flask_app: Flask) -> None:
    client = flask_app.test_client()
    codes = [
        client.get("/api/v1/me", environ_base={"REMOTE_ADDR": f"2001:db8::{n:x}"}).status_code
        for n in range(16)
    ]
    assert codes[-1] == 429
    assert client.get("/api/v1/me", environ_base={"REMOTE_ADDR": "2001:db8:0:1::1"}).status_code == 401


@on_sqlite
def test_sign_in_has_a_narrow_budget_of_its_own(runtime: Runtime) -> None:
    made = application(_limited(runtime))
    made.extensions[EXTENSION].forget()
    client = made.test_client()
    codes = [client.post(SIGN_IN, json=WRONG | {"login": f"nobody{n}"}).status_code for n in range(23)]
    assert codes[:20] == [401] * 20
    assert codes[-1] == 429
    assert client.get("/login").status_code == 200
    made.extensions[EXTENSION].forget()


class TestStore:
    def test_that_is_out_of_reach_leaves_each_process_counting_alone(self) -> None:
        lost = storage_from_string("redis://127.0.0.1:1/0", socket_connect_timeout=0.2)
        counters = Counters(lost)
        waits = [counters.spend("sign-in", "192.0.2.1", 3) for _ in range(6)]
        assert waits[:3] == [0, 0, 0]
        assert waits[-1] > 0

    def test_is_asked_again_after_a_pause(self) -> None:
        now = [100.0]
        store = _Fragile()
        counters = Counters(store, seconds=lambda: now[0])
        store.broken = True
        counters.spend("x", "a", 3)
        calls = store.calls
        counters.spend("x", "a", 3)
        assert store.calls == calls
        now[0] += STORE_PAUSE_S
        store.broken = False
        counters.spend("x", "a", 3)
        assert store.calls > calls


class _Fragile(MemoryStorage):
    """A store that can be cut off."""

    broken = False
    calls = 0

    @property
    def base_exceptions(self) -> type[Exception]:
        return ConnectionError

    def acquire_sliding_window_entry(self, *args: Any, **kwargs: Any) -> bool:
        self.calls += 1
        if self.broken:
            raise ConnectionError
        return super().acquire_sliding_window_entry(*args, **kwargs)
