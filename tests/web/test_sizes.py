"""What strangers may make the server read and say, counted."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.commands import passwords
from app.kernel import Role, Runtime
from app.web import problems, sizes, wording
from app.web.api import StrictParser
from app.web.hygiene import MAX_FAULTS
from tests.support.policy import POLICY
from tests.support.web import application, make_user, signed_in

TOKENS = "/api/v1/auth/tokens"
FLOOD = {f"k{n}": n for n in range(4_000)}


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def stranger(runtime: Runtime) -> FlaskClient:
    return application(runtime).test_client()


def test_a_large_body_at_sign_in_is_refused_before_it_is_parsed(
    stranger: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StrictParser, "load_json", lambda *_: pytest.fail("it was parsed"))
    body = b'{"k":1,' * (4_700_000 // 7)
    answer = stranger.post(TOKENS, data=body, content_type="application/json")
    assert (answer.status_code, answer.json["limit"]) == (413, sizes.ANONYMOUS_BYTES)


class Counted(io.BytesIO):
    """A body that counts what is read of it."""

    taken = 0

    def readinto(self, buffer: Any, /) -> int:
        """Read, and count."""
        size = super().readinto(buffer)
        self.taken += size
        return size


def test_of_a_body_that_does_not_say_how_large_it_is_no_more_is_read(stranger: FlaskClient) -> None:
    body = Counted(b" " * 4_700_000)
    chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    answer = stranger.post(
        TOKENS, input_stream=body, content_type="application/json", environ_overrides=chunked
    )
    assert answer.status_code == 413
    assert 0 < body.taken <= sizes.ANONYMOUS_BYTES + 64 * 1024


@pytest.mark.parametrize("path", ["/login", "/t/x/rate", "/api/v1/service-requests", "/no/such/address"])
def test_a_large_form_of_a_stranger_is_refused_everywhere(stranger: FlaskClient, path: str) -> None:
    answer = stranger.post(path, data={"login": "x" * 100_000})
    assert answer.status_code in {401, 404, 413}
    if path == "/login":
        assert answer.status_code == 413


def test_a_flood_of_unknown_fields_is_answered_with_fifty(
    stranger: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def say(found: dict[str, list[str]]) -> dict[str, list[str]]:
        said.extend(found)
        return wording.say_each(found)

    monkeypatch.setattr(problems, "say_each", say)
    monkeypatch.setattr(passwords, "fits", lambda *_: pytest.fail("a password was looked at"))
    assert len(json.dumps(FLOOD)) < sizes.ANONYMOUS_BYTES
    answer = stranger.post(TOKENS, json=FLOOD | {"login": "x", "password": "y"})
    assert answer.status_code == 422
    assert len(said) == len(answer.json["errors"]) == MAX_FAULTS
    assert len(answer.data) < 8_000


@pytest.mark.parametrize("value", ["\0", 10**18])
def test_a_flood_of_values_that_cannot_be_kept_is_answered_with_fifty(
    stranger: FlaskClient, value: object
) -> None:
    answer = stranger.post(TOKENS, json=dict.fromkeys(list(FLOOD)[:2_000], value))
    assert (answer.status_code, len(answer.json["errors"])) == (422, MAX_FAULTS)


def test_what_is_left_out_is_counted() -> None:
    shown, left_out = problems.first_errors({"a": ["x"] * 30, "b" * 999: ["y"] * 30, "c": ["z"]})
    assert (sum(map(len, shown.values())), left_out) == (MAX_FAULTS, 11)
    assert max(map(len, shown)) <= 200


def test_whoever_is_signed_in_may_send_more_but_not_everything(runtime: Runtime) -> None:
    client = signed_in(application(runtime), runtime, make_user(runtime, Role.ADMIN))
    large = client.post("/api/v1/customers", json={"name": "x" * 100_000})
    assert large.status_code == 422
    larger = client.post("/api/v1/customers", json={"name": "x" * (sizes.JSON_BYTES + 1)})
    assert larger.status_code == 413


def test_a_phones_message_is_no_larger_than_any_could_be(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = signed_in(application(runtime), runtime, make_user(runtime, Role.ADMIN))
    monkeypatch.setattr(StrictParser, "load_json", lambda *_: pytest.fail("it was parsed"))
    body = b'{"positions":[' + b"{}," * 900_000 + b"{}]}"
    answer = phone.post("/api/v1/skills", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["limit"]) == (413, sizes.JSON_BYTES)
    phones = [key for key, access in POLICY.items() if access.json_bytes and "/mobile/" in key]
    assert {key.rsplit("/", 1)[1] for key in phones} == {"sync", "signatures"}


@pytest.mark.parametrize("packed", ["gzip", "br", "identity, gzip"])
def test_a_packed_body_is_refused_as_such(stranger: FlaskClient, packed: str) -> None:
    answer = stranger.post(
        TOKENS, data=b"\x1f\x8b", content_type="application/json", headers={"Content-Encoding": packed}
    )
    assert (answer.status_code, answer.mimetype) == (415, problems.MIMETYPE)
