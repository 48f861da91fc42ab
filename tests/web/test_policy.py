"""Every route has a row, and every row lets in and keeps out whom it says."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, Rule

from app.kernel import Role, Runtime
from app.shell.auth import UNGUARDED_ENDPOINTS
from tests.support.clock import FakeClock
from tests.support.policy import POLICY
from tests.support.web import application, bearer
from tests.web.calls import CALLS, Call
from tests.web.world import World, make_world

OWNERS = frozenset({Role.CUSTOMER, Role.ENGINEER, Role.PROVIDER})
CALLERS = sorted(set(Role) - {Role.SYSTEM, Role.TRACKING})
NOBODY = UUID(int=1)
PLACEHOLDERS = {"kind": "customers", "code": "x", "slug": "invalid", "token": "x", "sha256": "0" * 64}
PAGES = sorted(
    key for key in POLICY if not key.split()[1].startswith(("/api/v1", "/mobile", "/portal", "/sim"))
)


@pytest.fixture
def flask_app(runtime: Runtime) -> Flask:
    """The application with the simulation's door, time standing still all the same."""
    return application(runtime, simulated=True)


@pytest.fixture
def world(runtime: Runtime, clock: FakeClock, flask_app: Flask) -> World:
    return make_world(runtime, clock, flask_app)


@lru_cache(maxsize=2)
def _rules(flask_app: Flask) -> dict[str, Rule]:
    return {
        f"{method} {rule.rule}": rule
        for rule in flask_app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint not in UNGUARDED_ENDPOINTS
    }


def _address(flask_app: Flask, key: str, given: dict[str, Any]) -> str:
    rule = _rules(flask_app)[key]
    values = {name: given.get(name, _placeholder(rule, name)) for name in rule.arguments}
    method = key.split(maxsplit=1)[0]
    return flask_app.url_map.bind("localhost").build(rule.endpoint, values, method=method)


def _placeholder(rule: Rule, name: str) -> Any:
    """A value that leads to nothing, but that the address takes."""
    named = rule._converters[name]
    return min(named.items) if isinstance(named, AnyConverter) else PLACEHOLDERS.get(name, NOBODY)


def _send(client: FlaskClient, flask_app: Flask, key: str, call: Call) -> Any:
    method = key.split(maxsplit=1)[0]
    return client.open(
        _address(flask_app, key, call.url),
        method=method,
        json=call.json if call.json is not None else ({} if method == "POST" and call.data is None else None),
        data=call.data,
        query_string=call.query,
        headers=call.headers,
    )


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_every_route_has_a_row_and_every_row_a_route(flask_app: Flask) -> None:
    assert set(_rules(flask_app)) == set(POLICY)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_every_row_of_the_api_has_a_call_that_shows_it(flask_app: Flask) -> None:
    assert set(CALLS) == set(POLICY) - set(PAGES)


@pytest.mark.any_database
def test_a_role_without_a_place_in_the_row_is_refused(world: World, flask_app: Flask) -> None:
    clients = {role: world.client(role) for role in CALLERS}
    wrong = []
    for key, access in POLICY.items():
        for role in CALLERS:
            if role in access.roles or access.link:
                continue
            answer = _send(clients[role], flask_app, key, Call(role))
            wanted = 401 if role is Role.ANONYMOUS else 403
            # A browser without a session is led to the sign-in page instead.
            led = key in PAGES and role is Role.ANONYMOUS and answer.status_code in {302, 303}
            if answer.status_code != wanted and not led:
                wrong.append((key, role, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("key", sorted(CALLS))
def test_the_allowed_call_succeeds(key: str, world: World, flask_app: Flask) -> None:
    call = CALLS[key](world)
    assert call.role in POLICY[key].roles
    answer = _send(world.client(call.role), flask_app, key, call)
    assert answer.status_code < 300, answer.text


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize(
    "key", sorted(key for key in CALLS if POLICY[key].owns and POLICY[key].roles & OWNERS)
)
def test_a_foreign_owner_is_told_that_there_is_nothing(key: str, world: World, flask_app: Flask) -> None:
    call = CALLS[key](world)
    for role in POLICY[key].roles & OWNERS:
        answer = _send(world.client(role, foreign=True), flask_app, key, call)
        if key.startswith(("GET /api/v1/skills", "GET /api/v1/certificate-kinds")):
            assert answer.status_code == 200  # what can be repaired, and with which papers, is no secret
        else:
            assert answer.status_code == 404, (role, answer.text)


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize(
    "key", sorted(key for key, row in POLICY.items() if Role.INTEGRATION in row.roles and row.scope)
)
def test_an_api_key_without_the_scope_is_refused(key: str, world: World, flask_app: Flask) -> None:
    client = flask_app.test_client()
    header = bearer(world.runtime, world.account(Role.INTEGRATION), "api_key", ("nothing:read",))
    client.environ_base["HTTP_AUTHORIZATION"] = header["Authorization"]
    assert _send(client, flask_app, key, Call(Role.INTEGRATION)).status_code == 403


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("key", sorted(key for key in CALLS if key.startswith("POST /mobile/v1/visits")))
def test_a_phone_cannot_write_on_a_visit_that_was_never_its_own(
    key: str, world: World, flask_app: Flask
) -> None:
    call = CALLS[key](world)
    answer = _send(world.client(Role.ENGINEER, foreign=True), flask_app, key, call)
    assert answer.status_code in {403, 404}, answer.text


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_tracking_link_that_expired_opens_nothing(world: World, flask_app: Flask) -> None:
    token = world.link()
    world.clock.advance(hours=world.runtime.settings.tracking_link_hours, seconds=1)
    assert flask_app.test_client().get(f"/portal/v1/tracking/{token}").status_code == 404


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_lists_show_each_owner_its_own_rows_alone(world: World) -> None:
    own = str(world.own.job.request_id)
    for role in OWNERS:
        listed = world.client(role).get("/api/v1/service-requests").json
        assert [row["id"] for row in listed] == [own], role
    everything = world.client(Role.DISPATCHER).get("/api/v1/service-requests").json
    assert {row["id"] for row in everything} == {own, str(world.foreign.job.request_id)}


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_customer_cannot_report_for_another(world: World) -> None:
    body = {"site_id": str(world.foreign.job.site_id), "fault_code": "printer.paper_jam", "channel": "portal"}
    answer = world.client(Role.CUSTOMER).post("/api/v1/service-requests", json=body)
    assert answer.status_code in {403, 404, 422}
    assert len(world.client(Role.DISPATCHER).get("/api/v1/service-requests").json) == 2
