"""Schemas of answers from the dataclasses that they show, so that no field is written twice.

A field's name, its type and whether it may be null come from the dataclass; what a reader must know besides
stands in its `field(metadata={"description": …})`.  A row of the database, or another dataclass, is shown by
a schema that is named where it is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import Field
from dataclasses import fields as fields_of
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from marshmallow import fields

from app.web.api import Schema
from app.web.shapes import word

_PLAIN: Mapping[type, type[fields.Field[Any]]] = {
    str: fields.String,
    int: fields.Integer,
    float: fields.Float,
    bool: fields.Boolean,
    UUID: fields.UUID,
    datetime: fields.AwareDateTime,
    date: fields.Date,
}


def schema_of(shown: type[Any], name: str, **own: fields.Field[Any] | None) -> type[Schema]:
    """Return the schema that shows a dataclass, called `name`.

    A field of `own` stands in place of the dataclass's, or beside them; None leaves one out.

    Raises:
        TypeError: a field has a type that no answer can hold.
    """
    hints = get_type_hints(shown)
    read = {one.name: one for one in fields_of(shown) if one.name not in own}
    declared = {
        one.name: _field(hints[one.name], _about(one)) if one.name in read else own[one.name]
        for one in fields_of(shown)
    }
    kept = {key: field for key, field in (declared | own).items() if field is not None}
    return type(name, (Schema,), {"__doc__": shown.__doc__, "__module__": shown.__module__, **kept})


def _about(one: Field[Any]) -> dict[str, Any]:
    return {"metadata": dict(one.metadata)} if one.metadata else {}


def _field(kind: Any, how: dict[str, Any]) -> fields.Field[Any]:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType) and NoneType in inner:
        (known,) = (one for one in inner if one is not NoneType)
        return _field(known, how | {"allow_none": True})
    if isinstance(origin, type):
        return _gathered(origin, inner, how)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return word(kind, **how)
    if kind not in _PLAIN:
        raise TypeError(f"no answer shows a {kind}")
    return _PLAIN[kind](**how)


def _gathered(origin: type[Any], inner: tuple[Any, ...], how: dict[str, Any]) -> fields.Field[Any]:
    """Return the field of a list or of an object of free names."""
    if issubclass(origin, Sequence):
        return fields.List(_field(inner[0], {}), **how)
    if not issubclass(origin, Mapping):
        raise TypeError(f"no answer shows a {origin}")
    if inner[1] is Any:
        return fields.Dict(**how)
    return fields.Dict(keys=fields.String(), values=_field(inner[1], {}), **how)
