"""Reads a nested mapping field by field, so that every complaint names its path."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from checklists.errors import TemplateError
from checklists.text import LOCALES, Text

_LONGEST_KEY = 40
_KEY = re.compile(rf"[a-z][a-z0-9_]{{0,{_LONGEST_KEY - 1}}}")
_LONGEST_TEXT, _LONGEST_LIST = 500, 100
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_LARGEST_EXACT = 2**53 - 1


def join(path: str, name: str) -> str:
    """The path of the field ``name`` of the object at ``path``."""
    return f"{path}.{name}" if path else name


class Table:
    """A mapping whose fields are taken one by one; ``done`` refuses what nobody took.

    Every method raises ``TemplateError`` with the path of the field at fault.
    """

    def __init__(self, data: object, path: str) -> None:
        if not isinstance(data, Mapping):
            raise TemplateError(path, "must_be_table")
        self.path = path
        self._left: dict[Any, object] = dict(data)

    def __contains__(self, name: str) -> bool:
        return name in self._left

    def at(self, name: str) -> str:
        """The path of the field ``name``."""
        return join(self.path, name)

    def peek(self, name: str) -> object:
        """The raw value of a field, which stays; ``None`` where it is not there."""
        return self._left.get(name)

    def take(self, name: str) -> object:
        """The raw value of a field that must be there."""
        if name not in self._left:
            raise TemplateError(self.at(name), "part_missing")
        return self._left.pop(name)

    def string(self, name: str) -> str:
        """A string that is not empty."""
        value = self.take(name)
        if not isinstance(value, str) or not value.strip():
            raise TemplateError(self.at(name), "text_empty")
        return value

    def words(self, name: str) -> str:
        """A text for people."""
        value = self.string(name)
        if len(value) > _LONGEST_TEXT:
            raise TemplateError(self.at(name), "text_too_long", limit=_LONGEST_TEXT)
        if _CONTROL.search(value):
            raise TemplateError(self.at(name), "text_control")
        return value

    def key(self, name: str) -> str:
        """A stable key: lower-case letters, digits and underscores."""
        value = self.string(name)
        if not _KEY.fullmatch(value):
            raise TemplateError(self.at(name), "bad_key", key=value, limit=_LONGEST_KEY)
        return value

    def integer(self, name: str, minimum: int, maximum: int) -> int:
        """A whole number from ``minimum`` to ``maximum``."""
        value = self.take(name)
        if isinstance(value, bool) or not isinstance(value, int) or not minimum <= value <= maximum:
            raise TemplateError(self.at(name), "not_whole", minimum=minimum, maximum=maximum)
        return value

    def number(self, name: str) -> int | float:
        """A finite number small enough to be exact in JSON."""
        value = self.take(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TemplateError(self.at(name), "no_number")
        if not math.isfinite(value) or abs(value) > _LARGEST_EXACT:
            raise TemplateError(self.at(name), "inexact_number")
        return value

    def boolean(self, name: str) -> bool:
        """True or false."""
        value = self.take(name)
        if not isinstance(value, bool):
            raise TemplateError(self.at(name), "not_true_false")
        return value

    def items(self, name: str, most: int = _LONGEST_LIST) -> Sequence[object]:
        """A list that is not empty, of ``most`` entries at most."""
        value = self.take(name)
        if not isinstance(value, list | tuple) or not value:
            raise TemplateError(self.at(name), "list_empty")
        if len(value) > most:
            raise TemplateError(self.at(name), "list_too_long", limit=most)
        return value

    def text(self, name: str) -> Text:
        """A text in both languages."""
        table = Table(self.take(name), self.at(name))
        en, zh_cn = (table.words(locale) for locale in LOCALES)
        table.done()
        return Text(en=en, zh_cn=zh_cn)

    def done(self) -> None:
        """Refuses the fields that were not taken, lest a misspelt rule be silently without effect."""
        for name in self._left:
            raise TemplateError(self.at(str(name)), "part_unknown")
