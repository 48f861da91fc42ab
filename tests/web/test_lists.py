"""Every list of every body has a limit, which is asked before any of its elements is made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from marshmallow import Schema, ValidationError, fields, validate

from app.kernel import Runtime
from app.web.lists import List, Table
from mobile_api import sync_bodies
from tests.support.web import application

pytestmark = pytest.mark.any_database


def _lists(field: fields.Field[Any], path: str, seen: frozenset[type]) -> Iterator[tuple[str, Any]]:
    if isinstance(field, fields.List):
        yield path, field
        yield from _lists(field.inner, path + "[]", seen)
    elif isinstance(field, fields.Dict) and field.value_field is not None:
        yield path, field
        yield from _lists(field.value_field, path + ".*", seen)
    elif isinstance(field, fields.Nested):
        yield from _lists_of(field.schema, path, seen)


def _lists_of(schema: Schema, path: str, seen: frozenset[type] = frozenset()) -> Iterator[tuple[str, Any]]:
    if type(schema) in seen:
        return
    for name, field in schema.load_fields.items():
        yield from _lists(field, f"{path}.{name}", seen | {type(schema)})


def _bodies(runtime: Runtime) -> list[Schema]:
    """Return every schema that a view reads its arguments with, and those inside a batch."""
    found: list[Schema] = [sync_bodies.body_schema(kind) for kind in sync_bodies.BODIES]
    for view in application(runtime, simulated=True).view_functions.values():
        kind = getattr(view, "view_class", None)
        methods = [getattr(kind, name.lower()) for name in kind.methods] if kind else [view]
        for method in methods:
            for told in getattr(method, "_apidoc", {}).get("arguments", {}).get("parameters", []):
                made = told.get("schema")
                found += [made] if isinstance(made, Schema) else []
                found += [made()] if isinstance(made, type) and issubclass(made, Schema) else []
    return found


class Counting(fields.Raw):
    """Counts how many elements are made."""

    made = 0

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        self.made += 1
        return super()._deserialize(value, attr, data, **kwargs)


def test_every_list_of_a_body_is_refused_before_its_elements_are_made(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = set()
    for schema in _bodies(runtime):
        for path, field in [*_lists_of(schema, type(schema).__name__)]:
            assert isinstance(field, List | Table), path
            if isinstance(field, List):
                (length,) = [rule for rule in field.validators if isinstance(rule, validate.Length)]
                counting = Counting(allow_none=True)
                monkeypatch.setattr(field, "inner", counting)
                with pytest.raises(ValidationError):
                    field.deserialize([0] * ((length.equal or length.max or 0) + 1))
                assert counting.made == 0, path
                checked.add(path)
    assert {"ReportPositions.positions", "Sign.strokes", "Sign.strokes[]", "NewKey.scopes"} <= checked


def test_every_array_of_a_request_names_its_limit(runtime: Runtime) -> None:
    document = application(runtime, simulated=True).test_client().get("/api/openapi.json").json
    assert document is not None
    schemas = document["components"]["schemas"]

    def walk(part: Any, path: str) -> Iterator[str]:
        if isinstance(part, dict):
            part = schemas[part["$ref"].rsplit("/", 1)[1]] if "$ref" in part else part
            if part.get("readOnly"):
                return
            if "array" in part.get("type", ()) and "items" in part and "maxItems" not in part:
                yield path
            for name, inner in part.items():
                yield from walk(inner, f"{path}.{name}")
        elif isinstance(part, list):
            for inner in part:
                yield from walk(inner, path)

    endless = [
        place
        for address, operations in document["paths"].items()
        for method, operation in operations.items()
        if method != "parameters"
        for place in walk(operation.get("requestBody", {}), f"{method} {address}")
    ]
    assert endless == []


def test_all_inner_lists_together_have_a_limit_too() -> None:
    field = List(List(fields.Raw()), validate=validate.Length(max=3), within=4)
    assert field.deserialize([[1, 2], [3, 4]]) == [[1, 2], [3, 4]]
    with pytest.raises(ValidationError):
        field.deserialize([[1, 2], [3, 4], [5]])
