"""The description of the API, narrowed to what the scripts call."""

from __future__ import annotations

from typing import Any

import click
import pytest

from app.cli.openapi import narrowed


def reference(name: str) -> dict[str, Any]:
    return {"schema": {"$ref": f"#/components/schemas/{name}"}}


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "tags": [{"name": "all"}],
    "paths": {"/kept": {"get": reference("Row")}, "/dropped": {"get": reference("Other")}},
    "components": {
        "schemas": {"Row": {"items": [reference("Part")]}, "Part": reference("Row"), "Other": {}},
    },
}


def test_only_the_components_that_the_addresses_lead_to_stay() -> None:
    made = narrowed(DOCUMENT, ["/kept"])
    assert list(made["paths"]) == ["/kept"]
    assert list(made["components"]["schemas"]) == ["Part", "Row"]


def test_an_address_that_is_not_served_is_named() -> None:
    with pytest.raises(click.ClickException, match="Not served: /gone"):
        narrowed(DOCUMENT, ["/kept", "/gone"])
