"""Reading a JSON document field by field, so that what is wrong is named by its path."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from app.demo.errors import DayInvalid
from app.demo.world import Point

_CODE = re.compile(r"[a-z0-9_]{1,33}")


class Fields:
    """One object of the document; every reader raises `DayInvalid` with the path of the field."""

    def __init__(self, data: object, path: str = "") -> None:
        if not isinstance(data, Mapping):
            raise DayInvalid(path, "must be an object")
        self._data, self._path = data, path

    def at(self, name: str) -> str:
        """Return the path of a field."""
        return f"{self._path}.{name}" if self._path else name

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text that is not empty."""
        value = self._get(name, default)
        if not isinstance(value, str) or not value.strip():
            raise DayInvalid(self.at(name), "must be a text")
        return value

    def number(self, name: str, low: float, high: float, default: float | None = None) -> float:
        """Return a number from `low` to `high`."""
        return _number(self._get(name, default), self.at(name), low, high)

    def whole(self, name: str, low: int, high: int, default: int | None = None) -> int:
        """Return a whole number from `low` to `high`."""
        value = self.number(name, low, high, default)
        if value != int(value):
            raise DayInvalid(self.at(name), "must be a whole number")
        return int(value)

    def pair(self, name: str) -> tuple[float, float]:
        """Return two numbers."""
        value = self._get(name)
        if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 - a pair
            raise DayInvalid(self.at(name), "must be two numbers")
        first, second = (_number(v, f"{self.at(name)}[{n}]", -1e9, 1e9) for n, v in enumerate(value))
        return first, second

    def point(self, name: str) -> Point:
        """Return [latitude, longitude] in degrees."""
        lat, lon = self.pair(name)
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):  # noqa: PLR2004 - the globe
            raise DayInvalid(self.at(name), "must be [latitude, longitude] in degrees")
        return (lat, lon)

    def code(self, name: str) -> str:
        """Return a code such as `printer`, as the application takes them."""
        return _code(self._get(name), self.at(name))

    def codes(self, name: str) -> list[str]:
        """Return a list of codes."""
        value = self._get(name)
        if not isinstance(value, list):
            raise DayInvalid(self.at(name), "must be a list of codes")
        return [_code(one, f"{self.at(name)}[{n}]") for n, one in enumerate(value)]

    def table(self, name: str, default: Mapping[str, Any] | None = None) -> Fields:
        """Return an object within this one."""
        return Fields(self._get(name, default), self.at(name))

    def rows(self, name: str) -> list[Fields]:
        """Return a list of objects."""
        value = self._get(name)
        if not isinstance(value, list):
            raise DayInvalid(self.at(name), "must be a list")
        return [Fields(row, f"{self.at(name)}[{n}]") for n, row in enumerate(value)]

    def _get(self, name: str, default: object = None) -> object:
        value = self._data.get(name, default)
        if value is None:
            raise DayInvalid(self.at(name), "is missing")
        return value


def _number(value: object, path: str, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise DayInvalid(path, "must be a number")
    if not low <= value <= high:
        raise DayInvalid(path, f"must lie between {low:g} and {high:g}")
    return value


def _code(value: object, path: str) -> str:
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise DayInvalid(path, "must be lower-case letters, digits and underscores")
    return value
