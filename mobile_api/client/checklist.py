"""Which items of a checklist are visible, and what their answers are in canonical form.

Checklists come as sync describes them: `key`, `version`, `items`, each item with `type` and `when`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Answers = Mapping[str, Mapping[str, Any]]


def shown_answers(templates: Sequence[Mapping[str, Any]], answers: Answers) -> dict[str, dict[str, Any]]:
    """Return the answers that belong in the record, by checklist: those of visible items, no signatures."""
    return {template["key"]: _shown(template, answers.get(template["key"], {})) for template in templates}


def _shown(template: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    visible = _Visible(template, given)
    return {
        item["key"]: canonical_answer(item, given[item["key"]])
        for item in template["items"]
        if item["type"] != "signature" and given.get(item["key"]) is not None and visible(item["key"])
    }


def canonical_answer(item: Mapping[str, Any], value: Any) -> Any:
    """Return an answer as the server keeps it: whole numbers without fraction, text trimmed and in NFC."""
    match item["type"]:
        case "text":
            return unicodedata.normalize("NFC", str(value).replace("\r\n", "\n").strip())
        case "number":
            return int(value) if value == int(value) else float(value)
        case "photo":
            return str(value).lower()
    return value


class _Visible:
    """Whether an item is seen.  The answer of a hidden item counts as not given."""

    def __init__(self, template: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        self._items = {item["key"]: item for item in template["items"]}
        self._given, self._decided = given, dict[str, bool]()

    def __call__(self, key: str) -> bool:
        if key not in self._decided:
            condition = self._items[key].get("when")
            seen = {
                asked: self._given.get(asked)
                for asked in (_asked(condition) if condition else ())
                if self(asked)
            }
            self._decided[key] = holds(condition, seen)
        return self._decided[key]


def holds(condition: Mapping[str, Any] | None, given: Mapping[str, Any]) -> bool:
    """Tell whether a condition holds for the answers `given` within one checklist."""
    match condition:
        case None:
            return True
        case {"all": parts}:
            return all(holds(part, given) for part in parts)
        case {"any": parts}:
            return any(holds(part, given) for part in parts)
        case {"not": part}:
            return not holds(part, given)
    return _leaf_holds(condition, given.get(condition["item"]))


def _leaf_holds(leaf: Mapping[str, Any], answer: Any) -> bool:
    if "answered" in leaf:
        return bool((answer is not None) == leaf["answered"])
    if "in" in leaf:
        return any(isinstance(answer, bool) is isinstance(one, bool) and answer == one for one in leaf["in"])
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        return False
    return bool(leaf.get("at_least", answer) <= answer <= leaf.get("at_most", answer))


def _asked(condition: Mapping[str, Any]) -> Iterator[str]:
    for part in (*condition.get("all", ()), *condition.get("any", ())):
        yield from _asked(part)
    if "not" in condition:
        yield from _asked(condition["not"])
    if "item" in condition:
        yield condition["item"]
