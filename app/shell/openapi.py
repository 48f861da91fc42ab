"""Completes the OpenAPI document: problems as their own media type, who may call what, and names."""

from __future__ import annotations

import re
from threading import Lock
from typing import Any

from flask import Flask

from app.kernel import Role
from app.shell import webhooks
from app.shell.openapi_shapes import shape
from app.shell.operation_ids import operation_id
from app.web.api import Api
from app.web.policy import PUBLIC, Access, Rows
from app.web.problems import MIMETYPE

ADDRESS = "/api/openapi.json"
ACCESS: Rows = {f"GET {ADDRESS}": PUBLIC}

_VARIABLE = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "Repeating the call with the same key and body within 24 h replays the first answer",
}
_PAGINATION = {
    "description": "JSON: total, total_pages, first_page, last_page, page, previous_page, next_page",
    "schema": {"type": "string", "contentMediaType": "application/json"},
}
"""A header is text; flask-smorest documents it as the object that the text stands for."""

_TITLES = {
    400: "The request cannot be read",
    401: "No valid credentials",
    403: "This role may not",
    404: "No such thing, or none that you may see",
    409: "The state of the thing does not allow this",
    413: "The body is too large",
    415: "The media type is not supported",
    422: "Fields are not valid; `errors` names them",
    429: "Too many calls; `Retry-After` says when to come back",
    503: "A passing clash; repeat the call",
}


class Document:
    """The finished document as JSON text, made once, when it is first asked for."""

    def __init__(self, api: Api, flask_app: Flask, access_rows: Rows) -> None:
        self._parts = api, flask_app, access_rows
        self._text = ""
        self._one = Lock()

    def __str__(self) -> str:
        with self._one:
            self._text = self._text or _finished(*self._parts)
        return self._text


def _finished(api: Api, flask_app: Flask, access_rows: Rows) -> str:
    document = api.described()
    rows = {address_of(key): access for key, access in access_rows.items()}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method == "parameters":
                continue
            operation.setdefault("operationId", operation_id(method, path, lists=_lists(operation)))
            access = rows[f"{method.upper()} {path}"]
            _secure(operation, access)
            _add_problems(operation, method, access, has_variable="{" in path)
            if method == "post" and access.keyed:
                operation.setdefault("parameters", []).append(_IDEMPOTENCY)
    _problem_media_type(document)
    _pagination_header(document)
    shape(document)
    document["webhooks"] = webhooks.section()
    document["components"]["schemas"] |= webhooks.schemas()
    return str(flask_app.json.dumps(document))


def _lists(operation: dict[str, Any]) -> bool:
    content = operation["responses"].get("200", {}).get("content", {})
    return bool(content.get("application/json", {}).get("schema", {}).get("type") == "array")


def address_of(key: str) -> str:
    """Return an address as the document writes it, with the variables of Flask in braces."""
    return _VARIABLE.sub(r"{\1}", key)


def _secure(operation: dict[str, Any], access: Access) -> None:
    if access.link:
        operation["security"] = []
        operation["description"] = _joined(operation, "Opened by the signed tracking link in the address.")
        return
    if Role.ANONYMOUS in access.roles:
        operation["security"] = []
        return
    operation["security"] = [{"bearer": []}, {"session": []}]
    roles = ", ".join(sorted(access.roles))
    by_scope = Role.INTEGRATION in access.roles and access.scope
    scope = f" An API key needs the scope `{access.scope}`." if by_scope else ""
    operation["description"] = _joined(operation, f"Roles: {roles}.{scope}")


def _joined(operation: dict[str, Any], text: str) -> str:
    return "\n\n".join(part for part in (operation.get("description"), text) if part)


def _add_problems(operation: dict[str, Any], method: str, access: Access, *, has_variable: bool) -> None:
    codes = {422, 429}
    if Role.ANONYMOUS not in access.roles and not access.link:
        codes |= {401, 403}
    if has_variable or access.owns or access.link:
        codes.add(404)
    if operation["responses"].get("200", {}).get("content", {}).keys() == {"text/event-stream"}:
        codes.add(503)
    if method != "get":
        codes |= {400, 403, 409, 413, 415, 503}
    responses = operation.setdefault("responses", {})
    for code in codes:
        responses[str(code)] = {
            "description": _TITLES[code],
            "content": {MIMETYPE: {"schema": _PROBLEM}},
        }


def _problem_media_type(document: dict[str, Any]) -> None:
    """flask-smorest documents its errors as plain JSON; ours never are."""
    for response in document.get("components", {}).get("responses", {}).values():
        content = response.get("content", {})
        if content.get("application/json", {}).get("schema") == _PROBLEM:
            content[MIMETYPE] = content.pop("application/json")


def _pagination_header(document: dict[str, Any]) -> None:
    for operations in document["paths"].values():
        for operation in operations.values():
            answers = operation.get("responses", {}) if isinstance(operation, dict) else {}
            for answer in answers.values():
                if "X-Pagination" in answer.get("headers", {}):
                    answer["headers"]["X-Pagination"] = _PAGINATION
