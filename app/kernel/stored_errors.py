"""Errors as JSON and back: what is stored is made again by its class, from what it was made with."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from app.kernel.errors import Conflict, OneHourError
from app.kernel.phrases import Phrase

_PHRASE, _MANY, _ZH, _INSTANT = "$phrase", "$many", "$zh", "$at"


def stored(error: OneHourError) -> dict[str, Any]:
    """Return an error as it is stored: its class and parameters, and its sentence and `extra` for readers."""
    return {
        "kind": type(error).__name__,
        "parameters": {name: _packed(value) for name, value in _parameters(error)},
        "detail": str(error.detail),
        "extra": error.extra,
    }


def revived(kept: Mapping[str, Any]) -> OneHourError:
    """Return the error that was stored; of a class that is gone or takes something else, its sentence."""
    kind = kinds().get(kept["kind"])
    if kind is None:
        return Conflict(_sentence(kept), **kept["extra"])
    if "parameters" not in kept:
        return _of_older_row(kind, kept)
    try:
        return kind(**{name: _unpacked(value) for name, value in kept["parameters"].items()})
    except TypeError:
        return _of_older_row(kind, kept)


def kinds() -> dict[str, type[OneHourError]]:
    """Return every class of errors by its name, which stands once in the project."""
    return {kind.__name__: kind for kind in _below(OneHourError)}


def _below(kind: type[OneHourError]) -> Iterator[type[OneHourError]]:
    yield kind
    for inner in kind.__subclasses__():
        yield from _below(inner)


def _parameters(error: OneHourError) -> Iterator[tuple[str, object]]:
    args, kwargs = error.given
    signature = inspect.signature(type(error).__init__)
    for name, value in signature.bind(error, *args, **kwargs).arguments.items():
        if value is error:
            continue
        if signature.parameters[name].kind is inspect.Parameter.VAR_KEYWORD:
            yield from value.items()
        else:
            yield name, value


def _of_older_row(kind: type[OneHourError], kept: Mapping[str, Any]) -> OneHourError:
    """Make an error of a row without parameters, which holds its sentence in parts or as plain English."""
    error = kind.__new__(kind)
    OneHourError.__init__(error, _sentence(kept), **kept["extra"])
    return error


def _sentence(kept: Mapping[str, Any]) -> Phrase:
    return Phrase(kept.get("template", kept["detail"]), **kept.get("values", {}))


def _packed(value: object) -> object:
    if isinstance(value, Phrase):
        parts = {name: _packed(inner) for name, inner in value.values.items()}
        more = {_MANY: value.plural, _ZH: value.zh}
        kept = {_PHRASE: value.id, "values": parts}
        return kept | {name: text for name, text in more.items() if text is not None}
    if isinstance(value, datetime):
        return {_INSTANT: value.isoformat()}
    if isinstance(value, Mapping):
        return {str(name): _packed(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_packed(inner) for inner in value]
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _unpacked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unpacked(inner) for inner in value]
    if not isinstance(value, Mapping):
        return value
    if _PHRASE in value:
        return _phrase(value[_PHRASE], value.get(_MANY), value.get(_ZH), _unpacked(value["values"]))
    if _INSTANT in value:
        return datetime.fromisoformat(value[_INSTANT])
    return {name: _unpacked(inner) for name, inner in value.items()}


def _phrase(template: str, many: str | None, zh: str | None, values: dict[str, Any]) -> Phrase:
    made = Phrase(template, **values) if many is None else Phrase.counted(template, many, **values)
    made.zh = zh
    return made
