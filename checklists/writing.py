"""A template as it is written: as plain data, and as the text of a TOML file that reads back equal."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from typing import Any

from checklists.conditions import Condition, as_dict
from checklists.errors import TemplateError
from checklists.items import Item
from checklists.kinds import Choice, FreeText, Kind, Number, SignedBy
from checklists.template import Template


def as_data(template: Template) -> dict[str, Any]:
    """``template`` in the form that ``parse_template`` reads; texts in both languages."""
    return {
        "key": template.key,
        "version": template.version,
        "order": template.order,
        "title": template.title.as_dict(),
        "applies_to": list(template.applies_to),
        "items": [_item(item) for item in template.items],
    }


def as_toml(template: Template) -> str:
    """``template`` as the text of its file."""
    data = as_data(template)
    items = data.pop("items")
    lines = [f"{name} = {toml_value(value)}" for name, value in data.items()]
    for item in items:
        lines += ["", "[[items]]", *(f"{name} = {toml_value(value)}" for name, value in item.items())]
    return "\n".join(lines) + "\n"


def from_toml(text: str, path: str = "") -> dict[str, Any]:
    """The data in the text of a file, not looked at yet. Raises ``TemplateError`` where it is no TOML."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise TemplateError(path, "not_toml", why=error) from error


def _item(item: Item) -> dict[str, Any]:
    data: dict[str, Any] = {"key": item.key, "type": item.kind.type, "label": item.label.as_dict()}
    if item.hint is not None:
        data["hint"] = item.hint.as_dict()
    data |= _limits(item.kind)
    if item.when is not None:
        data["when"] = _condition(item.when)
    if item.required is not None:
        phase, when = item.required.phase.value, item.required.when
        data["required"] = phase if when is None else {"phase": phase, "when": _condition(when)}
    if item.must_be is not None:
        data["must_be"] = item.must_be
    return data


def _limits(kind: Kind) -> dict[str, Any]:
    match kind:
        case Choice(options):
            return {"options": [{"key": one.key, "label": one.label.as_dict()} for one in options]}
        case Number(minimum, maximum, unit, decimals):
            limits = {"minimum": minimum, "maximum": maximum, "unit": unit.as_dict()}
            return {**limits, "decimals": decimals} if decimals else limits
        case FreeText(max_length):
            return {"max_length": max_length}
        case SignedBy(signer):
            return {"signer": signer.value}
        case _:
            return {}


def _condition(condition: Condition) -> dict[str, Any]:
    return _shorter(as_dict(condition))


def _shorter(data: dict[str, Any]) -> dict[str, Any]:
    """One value is written as ``equals``, as people do."""
    if len(data.get("in", ())) == 1:
        return {"item": data["item"], "equals": data["in"][0]}
    if "not" in data:
        return {"not": _shorter(data["not"])}
    joined = next((name for name in ("all", "any") if name in data), None)
    return {joined: [_shorter(part) for part in data[joined]]} if joined else data


def toml_value(value: object) -> str:
    """A value as TOML writes it, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # A basic string of TOML escapes as JSON does; JSON alone leaves this one character as it is.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {toml_value(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    return repr(value)
