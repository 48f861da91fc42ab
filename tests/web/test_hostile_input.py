"""Input made to hurt is the caller's fault, on every route and both databases: never a 5xx."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.kernel import Role, Runtime
from app.web.hygiene import MAX_DEPTH, check_json, faults_of
from tests.support.clock import FakeClock
from tests.support.web import application, make_user, signed_in
from tests.web.calls import CALLS
from tests.web.test_policy import _send
from tests.web.world import make_world

on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])

BODIES = (
    *("customers", "sites", "assets", "contracts", "territories", "engineers", "skills", "shifts"),
    *("providers", "users", "service-requests", "enquiries", "auth/api-keys", "dispatch/plan"),
)
"""Calls with a body that need nothing to have happened before."""

HOSTILE: list[Any] = [
    "a\0b",
    "\ud800",
    "x" * 70_000,
    "\u202e\U0001f600'\"; DROP TABLE users --%_\\",
    10**15,
    -1,
    1e308,
    None,
    [[]],
    {"a": {"a": "\0"}},
    "0001-01-01T00:00:00+14:00",
    "0999-06-01T00:00:00+00:00",
    "9999-12-31T23:59:59-12:00",
]
"""What is put in the place of each field, one after the other."""


@pytest.fixture
def admin(runtime: Runtime) -> FlaskClient:
    return signed_in(application(runtime), runtime, make_user(runtime, Role.ADMIN))


@pytest.mark.parametrize("database_kind", ["postgresql"])  # the stricter of the two
def test_no_field_of_any_body_of_the_office_can_make_the_server_fail(
    runtime: Runtime, clock: FakeClock
) -> None:
    flask_app = application(runtime, simulated=True)
    world, failed = make_world(runtime, clock, flask_app), set[str]()
    for key in [f"POST /api/v1/{name}" for name in BODIES]:
        call = CALLS[key](world)
        client, sound, call.json = world.client(call.role), call.json, None
        call.headers |= {"Content-Type": "application/json"}
        for field in sound:
            for value in HOSTILE:
                call.data = json.dumps(sound | {field: value})
                if _send(client, flask_app, key, call).status_code >= 500:
                    failed.add(f"{key}: {field} = {value!r:.40}")
    assert failed == set()


def test_no_part_of_an_address_or_query_can_make_the_server_fail(admin: FlaskClient) -> None:
    for text in ("%00", "a%00b", "%ED%A0%80", "%FF", "x" * 3000, "..%2f..%2fetc%2fpasswd", "%25", "'--"):
        for address in (
            f"/api/v1/fault-types?page={text}",
            f"/api/v1/service-requests?state={text}",
            f"/api/v1/customers?name={text}",
            f"/portal/v1/tracking/{text}",
            f"/t/{text}",
            f"/problems/{text}",
            f"/api/docs/assets/{text}",
            f"/static/{text}",
            f"/login?next={text}",
        ):
            assert admin.get(address).status_code < 500, address
        body = {"name_en": "a", "name_zh": "a", "skill_code": "printer", "expected_s": 900}
        assert 400 <= admin.put(f"/api/v1/fault-types/{text}", json=body).status_code < 500, text


@on_sqlite
@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"login":' * 5_000 + "1" + "}" * 5_000,
        '{"login": ' + "9" * 5_000 + "}",
        '{"login": NaN, "password": Infinity}',
        '{"login": "\\ud800", "password": "x"}',
    ],
    ids=["open", "deep", "long number", "no number", "half a letter"],
)
def test_json_made_to_exhaust_the_parser_is_refused(runtime: Runtime, text: str) -> None:
    client = application(runtime).test_client()
    answer = client.post("/api/v1/auth/tokens", data=text, content_type="application/json")
    assert answer.status_code in {400, 413, 422}
    assert answer.mimetype == "application/problem+json"


@on_sqlite
def test_what_cannot_be_kept_is_named(admin: FlaskClient) -> None:
    body = {"name": "a\0b", "notes": ["\ud800"]}
    answer = admin.post("/api/v1/customers", data=json.dumps(body), content_type="application/json")
    assert set(answer.json["errors"]) == {"name", "notes.0"}


@on_sqlite
def test_a_form_is_checked_like_a_body(runtime: Runtime) -> None:
    client = application(runtime).test_client()
    assert client.post("/login", data={"login": "a\0b"}).status_code == 422
    assert client.post("/login", data={"a\0b": "x"}).status_code == 422


@on_sqlite
@pytest.mark.parametrize("text", ["name\na\0b\n", "name\n" + "x" * 200_000 + "\n"])
def test_a_file_that_cannot_be_kept_is_refused(admin: FlaskClient, text: str) -> None:
    answer = admin.post("/api/v1/imports/customers", data=text.encode(), content_type="text/csv")
    assert answer.status_code == 422


@on_sqlite
@pytest.mark.parametrize("number", ["²", "9" * 5000, "1e999999", "1e9999999", "+-5", "٣"])
def test_a_number_in_a_file_is_a_number(admin: FlaskClient, number: str) -> None:
    text = f"code,name,lat,lon,promise_minutes\na,A,31.2,121.4,{number}\n"
    answer = admin.post("/api/v1/imports/territories", data=text.encode(), content_type="text/csv")
    assert answer.status_code == 422


def test_sound_json_passes() -> None:
    check_json({"a": [1, 2.5, "ä", None, True, {"b": "😀"}]})


def test_depth_is_counted_and_named() -> None:
    value: Any = 1
    for _ in range(MAX_DEPTH + 1):
        value = [value]
    assert len(faults_of(value)) == 1
    assert faults_of(value[0]) == {}
