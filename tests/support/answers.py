"""Holds every answer that a test gets from the API against the OpenAPI document, which must not lie.

Schemathesis brings the validator, which is fast enough to do so in every test.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import quote

import jsonschema_rs
from flask import json
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from app.shell.openapi import address_of

_DOCUMENT = "urn:onehour:api"
_JSON = frozenset({"application/json", "application/problem+json"})


class CheckedClient(FlaskClient):
    """A client that fails a test on an answer that the document does not describe so."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request, and check what comes back."""
        answer = super().open(*args, **kwargs)
        if answer.mimetype in _JSON and answer.request.method != "HEAD":
            faults = [f"{one.instance_path}: {one.message}" for one in self._faults(answer)]
            assert not faults, (answer.request.method, answer.request.path, answer.status_code, faults)
        return answer

    def _faults(self, answer: TestResponse) -> list[Any]:
        method, served = answer.request.method, self.application
        try:
            rule, _ = served.url_map.bind("localhost").match(answer.request.path, method, return_rule=True)
        except HTTPException:
            return []
        where = (method.lower(), address_of(rule.rule), answer.status_code, answer.mimetype)
        validator = _validator(str(served.extensions["openapi"]), *where)
        return list(validator.iter_errors(answer.get_json())) if validator else []


@lru_cache(maxsize=4)
def _parsed(document: str) -> tuple[Any, jsonschema_rs.Registry]:
    whole = json.loads(document)
    return whole, jsonschema_rs.Registry([(_DOCUMENT, whole)])


@lru_cache(maxsize=2048)
def _validator(document: str, method: str, path: str, status: int, mimetype: str) -> Any:
    """Return what checks one kind of answer; None where the document says nothing of it."""
    whole, registry = _parsed(document)
    responses = whole["paths"].get(path, {}).get(method, {}).get("responses", {})
    where = ["paths", path, method, "responses", str(status) if str(status) in responses else "default"]
    said = responses.get(where[-1], {})
    if "$ref" in said:
        where = said["$ref"].removeprefix("#/").split("/")
        said = whole["components"]["responses"][where[-1]]
    if "schema" not in said.get("content", {}).get(mimetype, {}):
        return None
    # Referred to where it stands: a copy of the whole document for each kind of answer takes far longer.
    parts = [part.replace("~", "~0").replace("/", "~1") for part in (*where, "content", mimetype, "schema")]
    reference = {"$ref": f"{_DOCUMENT}#/{quote('/'.join(parts))}"}
    return jsonschema_rs.Draft202012Validator(reference, registry=registry, validate_formats=True)
