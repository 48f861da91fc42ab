"""Steps of a draft put in, changed, moved and taken out.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Content = Mapping[str, Any]


def types_of(content: Content) -> dict[str, object]:
    """Return the type of each step by its key."""
    return {str(step.get("key")): step.get("type") for step in content["items"]}


def place_of(content: Content, key: str) -> int | None:
    """Return where the step with this key stands; None where there is none any more."""
    return next((n for n, step in enumerate(content["items"]) if step.get("key") == key), None)


def added(content: Content, after: int) -> tuple[dict[str, Any], int]:
    """Return the content with an empty step behind that place, and the place of the new one."""
    taken, number = types_of(content), len(content["items"]) + 1
    while f"step_{number}" in taken:
        number += 1
    step = {"key": f"step_{number}", "type": "yes_no", "label": {"en": "", "zh-CN": ""}}
    at = min(max(after, -1) + 1, len(content["items"]))
    return with_items(content, [*content["items"][:at], step, *content["items"][at:]]), at


def changed(content: Content, at: int, step: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content with another step at that place; conditions follow its key."""
    before = content["items"][at].get("key")
    items = [*content["items"][:at], dict(step), *content["items"][at + 1 :]]
    if before and step.get("key") and before != step["key"]:
        items = [_renamed(one, before, step["key"]) for one in items]
    return with_items(content, items)


def moved(content: Content, at: int, by: int) -> tuple[dict[str, Any], int]:
    """Return the content with a step moved up or down, and its new place."""
    items = list(content["items"])
    to = min(max(at + by, 0), len(items) - 1)
    items.insert(to, items.pop(at))
    return with_items(content, items), to


def removed(content: Content, at: int) -> dict[str, Any]:
    """Return the content without the step at that place."""
    return with_items(content, [*content["items"][:at], *content["items"][at + 1 :]])


def with_items(content: Content, items: list[Any]) -> dict[str, Any]:
    """Return the content with other steps."""
    return {**content, "items": items}


def _renamed(value: Any, before: str, after: str) -> Any:
    """Have every condition ask about the step by its new key."""
    if isinstance(value, list):
        return [_renamed(one, before, after) for one in value]
    if not isinstance(value, dict):
        return value
    made = {name: _renamed(one, before, after) for name, one in value.items()}
    if made.get("item") == before:
        made["item"] = after
    return made
