"""Every error is a problem that names what was wrong."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.kernel import Runtime, errors
from app.requests.errors import IllegalTransition
from app.requests.rules.lifecycle import VisitState
from app.web import problems
from tests.support.problems import every_problem
from tests.support.web import application

pytestmark = pytest.mark.any_database

SIGN_IN = "/api/v1/auth/tokens"


@pytest.fixture
def flask_app(runtime: Runtime) -> Flask:
    return application(runtime)


def _answer(flask_app: Flask, error: Exception) -> Any:
    with flask_app.test_request_context("/x"):
        return flask_app.make_response(flask_app.handle_user_exception(error))


@pytest.mark.parametrize("kind", sorted(every_problem()))
def test_every_error_has_a_standard_status(kind: str) -> None:
    status, slug = every_problem()[kind]
    assert 400 <= status < 600
    assert slug == slug.lower()


def test_unknown_and_missing_fields_are_named(flask_app: Flask) -> None:
    answer = flask_app.test_client().post(SIGN_IN, json={"login": "a", "pass": "b"})
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert set(answer.json["errors"]) == {"password", "pass"}


@pytest.mark.parametrize(
    ("body", "mimetype", "status"),
    [
        (b"{", "application/json", 400),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b"[]", "application/json", 422),
    ],
)
def test_a_body_that_cannot_be_read_is_the_callers_fault(
    flask_app: Flask, body: bytes, mimetype: str, status: int
) -> None:
    answer = flask_app.test_client().post(SIGN_IN, data=body, content_type=mimetype)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


def test_a_body_over_the_limit_is_refused(flask_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(flask_app.config, "MAX_CONTENT_LENGTH", 10)
    answer = flask_app.test_client().post(SIGN_IN, json={"login": "a", "password": "b" * 100})
    assert answer.status_code == 413


def test_unknown_addresses_and_methods_are_problems_too(flask_app: Flask) -> None:
    client = flask_app.test_client()
    assert client.get("/api/v1/nothing").json["type"] == "/problems/not-found"
    refused = client.put(SIGN_IN)
    assert refused.status_code == 405
    assert "POST" in refused.headers["Allow"]


def test_a_conflict_without_a_row_takes_that_of_its_base(flask_app: Flask) -> None:
    class Odd(errors.Conflict):
        """A conflict nobody listed."""

    answer = _answer(flask_app, Odd("odd", visit_id="v"))
    assert (answer.status_code, answer.json["visit_id"]) == (409, "v")


def test_an_illegal_transition_tells_both_states(flask_app: Flask) -> None:
    answer = _answer(flask_app, IllegalTransition(VisitState.COMPLETED, VisitState.PLANNED))
    assert answer.status_code == 409
    assert (answer.json["state"], answer.json["wanted"]) == ("completed", "planned")


def test_a_passing_clash_says_when_to_come_back(flask_app: Flask) -> None:
    answer = _answer(flask_app, errors.TryAgain())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")


def test_a_bug_tells_nothing_of_itself(flask_app: Flask) -> None:
    answer = _answer(flask_app, RuntimeError("password=hunter2"))
    assert answer.status_code == 500
    assert "hunter2" not in answer.get_data(as_text=True)


def test_nested_messages_become_paths() -> None:
    nested = {
        "contact": {"phone": ["Not a number."]},
        "items": {0: {"value": ["Missing."]}},
        "coverage": {"mon": {"value": {0: ["Too short."]}}},
        "_schema": ["Odd."],
    }
    assert problems.flatten(nested) == {
        "contact.phone": ["Not a number."],
        "items.0.value": ["Missing."],
        "coverage.mon.0": ["Too short."],
        "": ["Odd."],
    }
