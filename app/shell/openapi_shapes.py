"""Gives requests and answers of the OpenAPI document schemas of their own, and says what answers hold.

One class of Python often serves both ways.  A client needs two: what it sends holds no field that the
server adds, and whatever an answer shows is always there, unless the field says that it comes sometimes.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from app.web.shapes import IN_BODY, SOMETIMES

PREFIX = "#/components/schemas/"


def shape(document: dict[str, Any]) -> None:
    """Finish all schemas of the document in place.

    Raises:
        ValueError: the name that a request's schema would get is taken.
    """
    schemas: dict[str, Any] = document["components"]["schemas"]
    operations = list(_operations(document))
    bodies = [operation.get("requestBody", {}) for operation in operations]
    answers = [operation.get("responses", {}) for operation in operations]
    answers.append(document["components"].get("responses", {}))
    answered = _reached(answers, schemas, hidden="writeOnly")
    sent = _reached(bodies, schemas, hidden="readOnly")
    _split(bodies, schemas, sent, answered)
    for name in [name for name in schemas if name not in answered and name not in set(sent.values())]:
        del schemas[name]
    for name in sent.values():
        _finish_body(schemas[name])
    for name in answered:
        _finish_answer(schemas[name])


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in document["paths"].values():
        yield from (operation for method, operation in methods.items() if method != "parameters")


def _reached(parts: list[Any], schemas: dict[str, Any], hidden: str) -> dict[str, str]:
    """Return the names of all schemas that `parts` lead to, each as its own; `hidden` fields lead nowhere."""
    found: dict[str, str] = {}
    pending = list(_references(parts, hidden))
    while pending:
        name = pending.pop()["$ref"].removeprefix(PREFIX)
        if name not in found:
            found[name] = name
            pending += _references(schemas[name], hidden)
    return found


def _references(part: Any, hidden: str) -> Iterator[dict[str, Any]]:
    """Yield each object that refers to a schema."""
    if isinstance(part, dict):
        if part.get(hidden):
            return
        if str(part.get("$ref", "")).startswith(PREFIX):
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _references(inner, hidden)


def _split(
    bodies: list[Any], schemas: dict[str, Any], sent: dict[str, str], answered: dict[str, str]
) -> None:
    """Give what is sent and answered alike a second schema under a name of its own, noted in `sent`."""
    for name in sent.keys() & answered.keys():
        sent[name] = name.removesuffix("Record") + "Body"
        if sent[name] in schemas:
            raise ValueError(f"the body of {name} would be called {sent[name]}, as another schema is")
        schemas[sent[name]] = deepcopy(schemas[name])
    for part in [*bodies, *(schemas[name] for name in sent.values())]:
        for reference in _references(part, "readOnly"):
            name = reference["$ref"].removeprefix(PREFIX)
            reference["$ref"] = PREFIX + sent.get(name, name)


def _finish_body(schema: dict[str, Any]) -> None:
    shown = schema.get("properties", {})
    for name in [name for name, field in shown.items() if field.get("readOnly")]:
        del shown[name]
    for field in shown.values():
        field.update(field.pop(IN_BODY, {}))
        field.pop(SOMETIMES, None)
    if "required" in schema:
        schema["required"] = [name for name in schema["required"] if name in shown]


def _finish_answer(schema: dict[str, Any]) -> None:
    shown = schema.get("properties", {})
    for name in [name for name, field in shown.items() if field.get("writeOnly")]:
        del shown[name]
    for field in shown.values():
        field.pop("readOnly", None)
        field.pop(IN_BODY, None)
    always = sorted(name for name, field in shown.items() if not field.pop(SOMETIMES, False))
    if always:
        schema["required"] = always
