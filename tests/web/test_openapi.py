"""The OpenAPI document is valid and says all that a client must know."""

from __future__ import annotations

from typing import Any

import pytest
from openapi_spec_validator import validate

from app.kernel import Runtime
from app.kernel.events import EVENTS
from app.web.problems import MIMETYPE
from tests.support.policy import POLICY
from tests.support.web import application

WITHOUT_KEY = ("/mobile/", "/api/v1/auth/tokens", "/api/v1/me/password")

pytestmark = pytest.mark.any_database


@pytest.fixture
def document(runtime: Runtime) -> Any:
    return application(runtime, simulated=True).test_client().get("/api/openapi.json").json


def _operations(document: Any) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method != "parameters"
    ]


def test_it_is_valid_openapi_3_1(document: Any) -> None:
    assert document["openapi"] == "3.1.0"
    validate(document)


def test_it_holds_every_route_of_the_api(document: Any) -> None:
    doors = ("/api/v1", "/mobile/v1", "/portal/v1", "/sim/v1")
    wanted = sum(key.split(maxsplit=1)[1].startswith(doors) for key in POLICY)
    assert len(_operations(document)) == wanted


def test_every_operation_is_described_and_says_what_it_answers(document: Any) -> None:
    for name, operation in _operations(document):
        assert operation.get("summary"), name
        success = [answer for code, answer in operation["responses"].items() if code.startswith("2")]
        assert success, name
        bodiless = "204" in operation["responses"]
        assert bodiless or any(answer.get("content") for answer in success), name


def test_every_write_with_a_body_says_what_it_takes(document: Any) -> None:
    bodiless = (
        "/replay",
        "/resume",
        "/rotate-secret",
        "/test",
        "/rescue",
        "/unassign",
        "/pin",
        "/unpin",
        "/replan",
        "/close",
        "/freeze",
        "/close-calibration",
        "/notice",
        "/tracking-link",
        "/tracking-link/send",
        "/hand-over-code",
        "/resolve",
        "/preview",
        "/stop",
        "/repeat",
        "/undo",
        "/draft",
        "/offers/{offer_id}/accept",
        "/shift-swaps/{shift_swap_id}/accept",
        "/shift-swaps/{shift_swap_id}/decline",
        "/withdraw",
        "/reward-rules",
        "/grade-years/{year}/documents",
        "/invite",
        "/reset",
    )
    for name, operation in _operations(document):
        method, path = name.split(maxsplit=1)
        if method in {"POST", "PUT"} and not path.endswith(bodiless) and "/tracking/" not in path:
            content = operation["requestBody"]["content"]
            assert all("schema" in media for media in content.values()), name


def test_every_error_is_documented_as_a_problem(document: Any) -> None:
    shared = document["components"]["responses"]
    for name, operation in _operations(document):
        for code, answer in operation["responses"].items():
            if code.startswith("4") or code == "default":
                named = shared[answer["$ref"].rsplit("/", 1)[-1]] if "$ref" in answer else answer
                assert list(named.get("content", {})) in ([MIMETYPE], []), (name, code)


def test_every_operation_says_who_may_call_it(document: Any) -> None:
    for name, operation in _operations(document):
        assert "security" in operation, name
        if operation["security"]:
            assert {"401", "403"} <= set(operation["responses"]), name
            assert "Roles: " in operation["description"], name


def test_every_write_of_the_office_takes_an_idempotency_key(document: Any) -> None:
    for name, operation in _operations(document):
        if name.startswith("POST") and not name.split()[1].startswith(WITHOUT_KEY):
            assert "Idempotency-Key" in [parameter["name"] for parameter in operation["parameters"]], name


def test_unknown_fields_are_documented_as_refused(document: Any) -> None:
    assert document["components"]["schemas"]["SignIn"]["additionalProperties"] is False


def test_every_kind_of_event_is_described_as_it_is_sent(document: Any) -> None:
    assert document["webhooks"].keys() == EVENTS.all().keys()
    body = document["webhooks"]["visit.on_site"]["post"]["requestBody"]
    sent = body["content"]["application/json"]["schema"]["properties"]
    assert sent["type"] == {"const": "visit.on_site"}
    assert sent["data"]["properties"]["data"] == {"$ref": "#/components/schemas/VisitOnSiteEvent"}
    data = document["components"]["schemas"]["VisitOnSiteEvent"]
    assert data["properties"]["on_site_at"] == {
        "anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]
    }
    assert data["required"] == ["on_site_at"]


def test_what_leaves_the_ledger_for_nobody_is_not_described(document: Any) -> None:
    departed = document["components"]["schemas"]["VisitEnRouteEvent"]["properties"]
    assert "departed_at" in departed
    assert "departed_from" not in departed
