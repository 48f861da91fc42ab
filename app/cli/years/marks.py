"""Finds in the rows of one played story what stands for its ids, instants, codes and hashes.

Each is replaced by a mark, so that what remains is the same for every story of the shape.  Marks are signs of
Unicode's private use area around a name: JSON leaves them alone, also inside of a text that is JSON itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.cli.years.story import Story
from checklists.canonical import write

BEGIN, NUMBER, END = "\ue000", "\ue002", "\ue001"
_MARKED = re.compile(f"{BEGIN}([^{END}]+){END}")
_BARE = re.compile(f'"{NUMBER}([^{END}]+){END}"')
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|\+00:00)")
_HASH = re.compile(r"[0-9a-f]{64}")
_GENESIS = "0" * 64

ISO, ZULU, COLUMN = "iso", "z", "column"
"""How an instant is written: in an event, in a record that is signed, in a column."""


class UnknownValue(RuntimeError):
    """Something in a row comes from nowhere that is known: the commands write what is not seen here."""


class Marks:
    """The names of all that differs between two stories of one shape."""

    def __init__(self, story: Story, drawn: Mapping[Any, str], words: Mapping[str, str]) -> None:
        parties = story.parties
        self._ids = {
            parties.territory_id: "territory",
            parties.customer_id: "customer",
            parties.site_id: "site",
            parties.asset_id: "asset",
            parties.engineer_id: "engineer",
        } | {value: name for value, name in drawn.items() if isinstance(value, UUID)}
        self._words = dict(words) | {value: name for value, name in drawn.items() if isinstance(value, str)}
        self._instants = {at.microsecond: (name, at) for name, at in story.at.items()}
        if len(self._instants) < len(story.at):
            raise UnknownValue("two acts of the story cannot be told apart")
        self._numbers = dict(zip(parties.point, ("lat", "lon"), strict=True))
        self._hashes: dict[str, str] = {}

    def knows_hash(self, value: str) -> bool:
        """Whether a hash has a name."""
        return value in self._hashes

    def name_hash(self, value: str, name: str) -> None:
        """Give a hash a name."""
        self._hashes[value] = name

    def of_id(self, value: UUID) -> str:
        """Return the name of an id."""
        if value not in self._ids:
            raise UnknownValue(f"the id {value}")
        return self._ids[value]

    def of_instant(self, at: datetime, how: str) -> str:
        """Return the name of an instant: an act's, or so many seconds before or after it."""
        name, known = self._instants.get(at.microsecond, ("", at))
        if not name:
            raise UnknownValue(f"the instant {at.isoformat()}")
        return f"{name}|{int((at - known).total_seconds())}|{how}"

    def text(self, value: str) -> str:
        """Return a text with marks in it."""
        if value in self._words:
            return f"{BEGIN}{self._words[value]}{END}"
        if _HASH.fullmatch(value) and value != _GENESIS:
            if value not in self._hashes:
                raise UnknownValue(f"the hash {value}")
            return f"{BEGIN}{self._hashes[value]}{END}"
        if found := _INSTANT.fullmatch(value):
            at = datetime.fromisoformat(value).astimezone(UTC)
            return f"{BEGIN}{self.of_instant(at, ZULU if found[1] == 'Z' else ISO)}{END}"
        return _UUID.sub(lambda one: f"{BEGIN}{self.of_id(UUID(one[0]))}{END}", value)

    def number(self, value: float) -> str:
        """Return the name of a number, blank where it has none."""
        return self._numbers.get(value, "")

    def data(self, value: Any, told: Mapping[str, str] | None = None) -> Any:
        """Return JSON data with marks in it; told: names of the whole of some fields."""
        if isinstance(value, dict):
            named = told or {}
            return {
                key: f"{NUMBER}{named[key]}{END}" if key in named else self.data(one)
                for key, one in value.items()
            }
        if isinstance(value, list):
            return [self.data(one) for one in value]
        if isinstance(value, float) and (name := self.number(value)):
            return f"{NUMBER}{name}{END}"
        return self.text(value) if isinstance(value, str) else value


def dumped(data: Any, *, canonical: bool) -> str:
    """Write marked data as JSON; numbers' marks stand without quotes."""
    text = write(data) if canonical else json.dumps(data, ensure_ascii=False)
    return _BARE.sub(lambda one: f"{BEGIN}{one[1]}{END}", text)


def template(marked: str) -> str:
    """Return the text as `%` fills it in."""
    return _MARKED.sub(lambda one: f"%({one[1]})s", marked.replace("%", "%%"))


def names_in(text: str) -> set[str]:
    """Return the names in such a template."""
    return set(re.findall(r"%\(([^)]+)\)s", text))
