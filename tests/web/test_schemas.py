"""The schemas of the OpenAPI document are what a client can be made from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from app.kernel import Runtime
from app.shell.openapi_shapes import PREFIX
from tests.support.web import application

VERB_AND_NOUN = re.compile(r"signIn|[a-z]{2,}([A-Z][a-z]+)+")
CLOSED = re.compile(r"(.*_)?(state|status|verdict|standing|role|channel|outcome|settled|phase|rung|why|how)")
OF_MANY_KINDS = {
    *("AssetRecord", "AssetBody", "VisitAsset", "ChargeInfo", "SetCharge"),
    *("DeliveryShown", "EventShown", "HistoryShown", "JobShown"),
}
"""Where `kind` is not closed: what people call machines and charges, events, long work of the rooms."""

FREE = {
    *("End.why", "LeaveRequestRecord.decided_why", "RefusingLeave.why", "ShiftSwapRecord.decided_why"),
    "StatementLineShown.corrected_why",
}
"""Text that only sounds like one of a few words."""

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture
def document(runtime: Runtime) -> Any:
    return application(runtime, simulated=True).test_client().get("/api/openapi.json").json


def operations(document: Any) -> Iterator[dict[str, Any]]:
    for methods in document["paths"].values():
        yield from (operation for method, operation in methods.items() if method != "parameters")


def answers(document: Any) -> list[Any]:
    return [*(one["responses"] for one in operations(document)), document["components"]["responses"]]


def bodies(document: Any) -> list[Any]:
    return [one.get("requestBody", {}) for one in operations(document)]


def objects(part: Any, document: Any, name: str = "", seen: set[str] | None = None) -> Iterator[Any]:
    """Every object with named properties that `part` leads to, with the name of its schema."""
    seen = set() if seen is None else seen
    if isinstance(part, list):
        for inner in part:
            yield from objects(inner, document, name, seen)
    if not isinstance(part, dict):
        return
    if str(part.get("$ref", "")).startswith(PREFIX):
        name = part["$ref"].removeprefix(PREFIX)
        if name not in seen:
            seen.add(name)
            yield from objects(document["components"]["schemas"][name], document, name, seen)
        return
    if part.get("type") == "object" and "properties" in part:
        yield name, part
    yield from objects(list(part.values()), document, name, seen)


def names(parts: list[Any], document: Any) -> set[str]:
    return {name for name, _ in objects(parts, document)} - {""}


def test_every_operation_has_a_name_of_its_own_of_verb_and_noun(document: Any) -> None:
    ids = [one.get("operationId", "") for one in operations(document)]
    assert [one for one in ids if not VERB_AND_NOUN.fullmatch(one)] == []
    assert sorted(ids) == sorted(set(ids))


def test_every_answer_says_what_is_always_there(document: Any) -> None:
    assert [name for name, one in objects(answers(document), document) if not one.get("required")] == []


def test_what_is_sent_and_what_is_answered_have_schemas_of_their_own(document: Any) -> None:
    assert names(bodies(document), document) & names(answers(document), document) == set()
    used = bodies(document) + answers(document) + [document["webhooks"]]
    assert names(used, document) == set(document["components"]["schemas"])


def test_what_the_server_adds_is_in_no_body_and_what_is_secret_in_no_answer(document: Any) -> None:
    sent = [field for _, one in objects(bodies(document), document) for field in one["properties"].values()]
    shown = [field for _, one in objects(answers(document), document) for field in one["properties"].values()]
    assert not [field for field in sent if field.get("readOnly")]
    assert not [field for field in shown if field.get("writeOnly")]
    assert not [key for field in sent + shown for key in field if key.startswith("x-")]


def test_no_state_and_no_other_closed_word_is_a_free_string(document: Any) -> None:
    free = {
        f"{name}.{field}"
        for name, one in objects(bodies(document) + answers(document), document)
        for field, about in one["properties"].items()
        if (CLOSED.fullmatch(field) or (field == "kind" and name not in OF_MANY_KINDS))
        and "string" in about.get("type", "")
        and "enum" not in about
    }
    assert free == FREE
