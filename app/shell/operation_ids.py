"""Names each operation of the OpenAPI document by its address: `listCustomers`, `cancelServiceRequest`.

A client's methods are called so.  Where an address makes a poor name, the view says a better one by
`@blp.doc(operationId=...)`.
"""

from __future__ import annotations

import re

_DOORS = {"/api/v1/": "", "/mobile/v1/": "My", "/portal/v1/": "Tracked", "/sim/v1/": "Simulated"}
"""The word that tells the same act of another door apart."""

_SINGULAR = ((r"ies$", "y"), (r"(ss|us)$", r"\1"), (r"s$", ""))


def operation_id(method: str, path: str, *, lists: bool) -> str:
    """Return the verb and the noun of an operation; `lists`: it answers with a list."""
    door = next(door for door in _DOORS if path.startswith(door))
    parts = path.removeprefix(door).split("/")
    names = [part.rsplit(".", 1)[0] for part in parts if not part.startswith("{")]
    one = parts[-1].startswith("{")
    owner = "".join(_camel(_one_of(name)) for name in names[:-1])
    word = _DOORS[door]
    last = names[-1]
    if method == "post" and owner:
        verb, *rest = last.split("-")
        return verb + word + owner + _camel("-".join(rest))
    if one or method == "post":
        last = _one_of(last)
    return _verb(method, lists=lists, one=one) + word + owner + _camel(last)


def _verb(method: str, *, lists: bool, one: bool) -> str:
    match method:
        case "get":
            return "list" if lists else "get"
        case "put":
            return "replace" if one else "set"
        case "post":
            return "create"
        case _:
            return "delete"


def _one_of(plural: str) -> str:
    for ending, singular in _SINGULAR:
        if re.search(ending, plural):
            return re.sub(ending, singular, plural)
    return plural


def _camel(words: str) -> str:
    return "".join(word.capitalize() for word in words.split("-"))
