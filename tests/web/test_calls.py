"""A call can be found again in the logs, and no secret can."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog
from flask.testing import FlaskClient
from structlog.typing import EventDict

from app.kernel import Runtime
from tests.support.web import application

pytestmark = pytest.mark.any_database


@pytest.fixture
def client(runtime: Runtime) -> FlaskClient:
    return application(runtime).test_client()


@pytest.fixture
def lines() -> Iterator[list[EventDict]]:
    """Every line as it would be rendered, with what is bound."""
    before = structlog.get_config()
    capture = structlog.testing.LogCapture()
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, capture], cache_logger_on_first_use=False
    )
    yield capture.entries
    structlog.configure(**before)


def test_an_id_that_the_caller_gives_is_echoed_in_answer_problem_and_log(
    client: FlaskClient, lines: list[EventDict]
) -> None:
    answer = client.get("/api/v1/me", headers={"X-Request-ID": "from-the-proxy.1"})
    assert answer.headers["X-Request-ID"] == "from-the-proxy.1"
    assert answer.json["call_id"] == "from-the-proxy.1"
    assert [(line["call_id"], line["status"]) for line in lines if line["event"] == "call"] == [
        ("from-the-proxy.1", 401)
    ]


@pytest.mark.parametrize("given", ["", "two words", 'quote"', "x" * 65])
def test_an_id_that_could_do_harm_is_replaced(client: FlaskClient, given: str) -> None:
    told = client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert told != given
    assert len(told) == 32


def test_what_the_address_names_is_on_every_line_of_the_call(
    client: FlaskClient, lines: list[EventDict]
) -> None:
    visit_id = "0198c0de-0000-7000-8000-000000000001"
    client.get(f"/api/v1/visits/{visit_id}")
    assert [line["visit_id"] for line in lines if line["event"] == "call"] == [visit_id]
    client.get("/api/v1/me")
    assert "visit_id" not in lines[-1]


def test_a_tracking_token_never_reaches_the_log(client: FlaskClient, lines: list[EventDict]) -> None:
    client.get("/portal/v1/tracking/very-secret-token?code=1234")
    assert lines
    assert "very-secret-token" not in repr(lines)
    assert "1234" not in repr(lines)


def test_a_call_is_measured_by_its_route(client: FlaskClient, runtime: Runtime) -> None:
    client.get("/portal/v1/tracking/very-secret-token")
    samples = {
        (name, labels.get("route")): value
        for metric in runtime.metrics.kept()
        for name, labels, value in metric["samples"]
    }
    assert samples["onehour_request_seconds_count", "/portal/v1/tracking/<token>"] == 1
