"""The shape of what a kind of event carries, as JSON Schema, read from its class."""

from __future__ import annotations

import types
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from app.kernel.events import Absent, DomainEvent, body_fields

Schema = dict[str, Any]

_PLAIN: Mapping[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    UUID: {"type": "string", "format": "uuid"},
    datetime: {"type": "string", "format": "date-time"},
    types.NoneType: {"type": "null"},
    Any: {},
}


def body_schema(event: type[DomainEvent], hidden: Collection[str] = ()) -> Schema:
    """Return the schema of an event's data without the fields that are `hidden`.

    Required is what every receiver of the event is told: those outside the office may be told less.  A
    personal field is null once it was erased.
    """
    hints = get_type_hints(event)
    names = [name for name in body_fields(event) if name not in hidden]
    told = event.audience.field
    required = [name for name in names if Absent not in _choices(hints[name])]
    return {
        "type": "object",
        "description": " ".join((event.__doc__ or "").split()),
        "properties": {
            name: _or_null(of_type(hints[name])) if name in event.personal else of_type(hints[name])
            for name in names
        },
        "required": [name for name in required if told is None or name in told],
    }


def _or_null(schema: Schema) -> Schema:
    choices = schema.get("anyOf", [schema])
    null = _PLAIN[types.NoneType]
    return schema if null in choices else {"anyOf": [*choices, null]}


def is_optional(event: type[DomainEvent], name: str) -> bool:
    """Tell whether an event of this kind can be without that field."""
    return Absent in _choices(get_type_hints(event)[name])


def field_schema(event: type[DomainEvent], name: str) -> Schema:
    """Return the schema of one field."""
    return of_type(get_type_hints(event)[name])


def of_type(hint: Any) -> Schema:
    """Return the schema of one field's type.

    Raises:
        TypeError: it is none that can stand in an event.
    """
    choices = [one for one in _choices(hint) if one is not Absent]
    if len(choices) > 1:
        return {"anyOf": [of_type(one) for one in choices]}
    return _of_one(choices[0])


def _of_one(hint: Any) -> Schema:
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    origin = get_origin(hint)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        inner = of_type(get_args(hint)[1])
        return {"type": "object", **({"additionalProperties": inner} if inner else {})}
    if isinstance(origin, type) and issubclass(origin, Sequence):
        return {"type": "array", "items": of_type(get_args(hint)[0])}
    raise TypeError(f"{hint} cannot stand in an event")


def _choices(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
