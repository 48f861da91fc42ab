"""How a phone works through checklists: it evaluates their conditions itself, and answers what is required.

Templates come as the visit's detail describes them: `key` and `items`, each item with `type`, `when`,
`required` (`phase`, `when`), `must_be` and the limits of its type.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mobile_api.client.checklist import holds

PHASES = ("depart", "on_site", "complete")
_FIRST_OPTION_SHARE = 0.7
_WORDS = (
    "检查并清洁，测试正常 · Checked and cleaned, tested well",
    "更换故障部件后恢复正常 · Works again after the faulty part was replaced",
    "重装驱动，运行稳定 · Driver installed again, runs stably",
    "线缆松动，已固定 · A loose cable, now fixed in place",
)
_GOOD_OPTIONS = ("fixed", "works", "good", "passed")


@dataclass
class Worksheet:
    """The checklists of one visit and the answers given so far, by template and item."""

    templates: Sequence[Mapping[str, Any]]
    rng: random.Random
    answers_no: float = 0.0
    given: dict[str, dict[str, Any]] = field(default_factory=dict)

    def photos_wanted(self, phase: str) -> int:
        """Return how many photos the gate `phase` asks for that are not taken yet."""
        return sum(item["type"] == "photo" for _, item in self._open(phase))

    def fill(self, phase: str, photos: Sequence[str] = ()) -> list[dict[str, Any]]:
        """Answer what `phase` and earlier gates require, and return the new answers as the API takes them.

        `photos` are hashes for the photo items, in order; signature items are answered by signing.
        """
        rows: list[dict[str, Any]] = []
        left = list(photos)
        while found := self._open(phase):
            progress = False
            for template, item in found:
                value = self._photo(left) if item["type"] == "photo" else self._value(item)
                if value is None:
                    continue
                self.given.setdefault(template, {})[item["key"]] = value
                rows.append({"template": template, "item": item["key"], "value": value})
                progress = True
            if not progress:
                break
        return rows

    def _open(self, phase: str) -> list[tuple[str, Mapping[str, Any]]]:
        due = PHASES[: PHASES.index(phase) + 1]
        found = []
        for template in self.templates:
            given = self.given.get(template["key"], {})
            for item in template["items"]:
                rule = item.get("required")
                if (
                    rule
                    and rule["phase"] in due
                    and item["type"] != "signature"
                    and item["key"] not in given
                    and holds(item.get("when"), given)
                    and holds(rule.get("when"), given)
                ):
                    found.append((template["key"], item))
        return found

    @staticmethod
    def _photo(left: list[str]) -> str | None:
        return left.pop(0) if left else None

    def _value(self, item: Mapping[str, Any]) -> Any:
        if item.get("must_be") is not None:
            return item["must_be"]
        match item["type"]:
            case "yes_no":
                return self.rng.random() >= self.answers_no
            case "choice":
                return self._option([option["key"] for option in item["options"]])
            case "number":
                return self._number(item)
            case "text":
                return self.rng.choice(_WORDS)[: item["max_length"]]
        raise ValueError(f"no answer is known for items of type {item['type']}")

    def _option(self, keys: Sequence[str]) -> str:
        good = [key for key in keys if key in _GOOD_OPTIONS]
        if good:
            return good[0]
        return keys[0] if self.rng.random() < _FIRST_OPTION_SHARE else self.rng.choice(keys)

    def _number(self, item: Mapping[str, Any]) -> float:
        low, high = item["minimum"], item["maximum"]
        drawn = round(low + (high - low) * self.rng.uniform(0.05, 0.3), item.get("decimals") or 0)
        return int(drawn) if drawn == int(drawn) else drawn
