"""Reads a nested mapping field by field, so that every complaint names its path."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from checklists.errors import TemplateError
from checklists.text import LOCALES, Text

_KEY = re.compile(r"[a-z][a-z0-9_]{0,47}")
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
            raise TemplateError(path, "must be a table")
        self.path = path
        self._left: dict[Any, object] = dict(data)

    def __contains__(self, name: str) -> bool:
        return name in self._left

    def at(self, name: str) -> str:
        """The path of the field ``name``."""
        return join(self.path, name)

    def take(self, name: str) -> object:
        """The raw value of a field that must be there."""
        if name not in self._left:
            raise TemplateError(self.at(name), "is missing")
        return self._left.pop(name)

    def string(self, name: str) -> str:
        """A string that is not empty."""
        value = self.take(name)
        if not isinstance(value, str) or not value.strip():
            raise TemplateError(self.at(name), "must be a text that is not empty")
        return value

    def key(self, name: str) -> str:
        """A stable key: lower-case letters, digits and underscores."""
        value = self.string(name)
        if not _KEY.fullmatch(value):
            raise TemplateError(self.at(name), f"“{value}” must match {_KEY.pattern}")
        return value

    def integer(self, name: str, minimum: int, maximum: int) -> int:
        """A whole number from ``minimum`` to ``maximum``."""
        value = self.take(name)
        if isinstance(value, bool) or not isinstance(value, int) or not minimum <= value <= maximum:
            raise TemplateError(self.at(name), f"must be a whole number from {minimum} to {maximum}")
        return value

    def number(self, name: str) -> int | float:
        """A finite number small enough to be exact in JSON."""
        value = self.take(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TemplateError(self.at(name), "must be a number")
        if not math.isfinite(value) or abs(value) > _LARGEST_EXACT:
            raise TemplateError(self.at(name), "must be a finite number that JSON can hold exactly")
        return value

    def boolean(self, name: str) -> bool:
        """True or false."""
        value = self.take(name)
        if not isinstance(value, bool):
            raise TemplateError(self.at(name), "must be true or false")
        return value

    def items(self, name: str) -> Sequence[object]:
        """A list that is not empty."""
        value = self.take(name)
        if not isinstance(value, list | tuple) or not value:
            raise TemplateError(self.at(name), "must be a list that is not empty")
        return value

    def text(self, name: str) -> Text:
        """A text in both languages."""
        table = Table(self.take(name), self.at(name))
        en, zh_cn = (table.string(locale) for locale in LOCALES)
        table.done()
        return Text(en=en, zh_cn=zh_cn)

    def done(self) -> None:
        """Refuses the fields that were not taken, lest a misspelt rule be silently without effect."""
        for name in self._left:
            raise TemplateError(self.at(str(name)), "is not a known field")
