"""What strangers send is counted before it is taken apart: heads, forms, and the names of faults."""

from __future__ import annotations

import io
import json
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug import http

from app.kernel import Runtime
from app.web import hygiene, sizes
from app.web.hygiene import LONGEST_FIELD, LONGEST_PATH, MAX_FAULTS, faults_of
from tests.bench.attacks import Attack, made_to_cost
from tests.support.web import application

ATTACKS = {
    one.name: one
    for one in made_to_cost(str(uuid4()), "/static/js/live.js")
    if one.path != "/readyz"  # it tells how the machine does, not what was sent
}


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def stranger(runtime: Runtime) -> FlaskClient:
    return application(runtime).test_client()


@pytest.mark.parametrize("one", ATTACKS.values(), ids=ATTACKS)
def test_nothing_made_to_cost_is_our_mistake_or_answered_at_length(
    stranger: FlaskClient, one: Attack
) -> None:
    answer = stranger.open(
        one.path,
        method=one.method,
        headers=list(one.headers),
        input_stream=io.BytesIO(one.body),
        content_length=len(one.body),
    )
    assert answer.status_code < 500
    if answer.mimetype == "application/problem+json":
        assert sum(map(len, (answer.json.get("errors") or {}).values())) <= MAX_FAULTS
        assert len(answer.data) < 32_000
    answer.close()


def test_fields_of_a_head_count_together_and_are_not_weighed(
    stranger: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_apart: list[str | None] = []
    parse = http.parse_accept_header

    def counted(text: str | None, *kind: Any) -> Any:
        taken_apart.append(text)
        return parse(text, *kind)

    monkeypatch.setattr("werkzeug.sansio.request.parse_accept_header", counted)
    flood = [("Accept-Language", "a,b;q=0.5," * 100)] * 9
    answer = stranger.get("/no/such/address", headers=flood)
    assert (answer.status_code, answer.mimetype) == (431, "application/problem+json")
    assert not any(taken_apart)
    assert answer.json["detail"] == f"Accept-Language is longer than {LONGEST_FIELD} bytes."


def test_one_field_of_a_head_may_be_as_long_as_the_server_takes(stranger: FlaskClient) -> None:
    assert stranger.get("/login", headers={"X-Long": "x" * LONGEST_FIELD}).status_code == 200
    assert stranger.get("/login", headers={"X-Long": "x" * (LONGEST_FIELD + 1)}).status_code == 431


@pytest.mark.parametrize("fields", [sizes.FORM_FIELDS, sizes.FORM_FIELDS + 1])
def test_fields_of_a_form_are_counted(stranger: FlaskClient, fields: int) -> None:
    body = "&".join(f"a{n}=b" for n in range(fields))
    answer = stranger.post("/login", data=body, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code == 413) == (fields > sizes.FORM_FIELDS)


@pytest.mark.parametrize("parts", [sizes.FORM_FIELDS, sizes.FORM_FIELDS + 1])
def test_parts_of_an_upload_are_counted(stranger: FlaskClient, parts: int) -> None:
    answer = stranger.post(
        "/login", data={f"a{n}": "b" for n in range(parts)}, content_type="multipart/form-data"
    )
    assert (answer.status_code == 413) == (parts > sizes.FORM_FIELDS)


def test_no_path_is_put_together_where_nothing_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    whole = hygiene._path

    def path(trail: Any) -> str:
        made.append(whole(trail))
        return made[-1]

    monkeypatch.setattr(hygiene, "_path", path)
    body = {"k" * 20_000: [*range(5_000), {"a": [None, True, 1.5, "x"]}]}
    assert faults_of(body) == {}
    assert made == []
    assert len(faults_of({"list": [*range(5_000), "\0"]})) == 1
    assert len(made) == 1


def test_a_path_names_the_field_and_is_no_longer_than_what_is_shown() -> None:
    assert list(faults_of({"contact": [{"name": 1}, {"name": "\0"}]})) == ["contact.1.name"]
    assert list(faults_of(json.loads("NaN"))) == [""]
    assert len(next(iter(faults_of({"k" * 20_000: "\0"})))) == LONGEST_PATH
