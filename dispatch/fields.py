"""Reading untrusted JSON: typed fields with bounds, and one error that names the field."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

TIME_LIMIT_S: Final = 10**11  # beyond the year 5000 on any origin; keeps integer costs far from overflow

POLE: Final = 90  # degrees of latitude
TWICE_ROUND: Final = 360  # degrees of longitude on either side, so that no date line is in the way


class SnapshotError(ValueError):
    """A field of a snapshot or plan that cannot be used; `path` is like `jobs[3].due_at_s`."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message

    def __reduce__(self) -> tuple[type[SnapshotError], tuple[str, str]]:
        return SnapshotError, (self.path, self.message)


def as_object(value: object, path: str) -> Mapping[str, object]:
    """A JSON object."""
    if not isinstance(value, Mapping):
        raise SnapshotError(path, f"must be an object, not {kind(value)}")
    return value


def as_list(value: object, path: str) -> Sequence[object]:
    """A JSON list."""
    if not isinstance(value, list | tuple):
        raise SnapshotError(path, f"must be a list, not {kind(value)}")
    return value


def as_number(value: object, path: str, low: float, high: float) -> float:
    """A finite number within [low, high]; booleans are not numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SnapshotError(path, f"must be a number, not {kind(value)}")
    if not math.isfinite(value):
        raise SnapshotError(path, "must be a finite number")
    if not low <= value <= high:
        raise SnapshotError(path, f"must lie between {low:g} and {high:g}, not {value:g}")
    return value


def as_whole(value: object, path: str, low: int, high: int) -> int:
    """A whole number within [low, high]; 3600.0 counts as whole."""
    number = as_number(value, path, low, high)
    if number != int(number):
        raise SnapshotError(path, f"must be a whole number, not {number}")
    return int(number)


def as_text(value: object, path: str) -> str:
    """Text that is not empty."""
    if not isinstance(value, str):
        raise SnapshotError(path, f"must be text, not {kind(value)}")
    if not value:
        raise SnapshotError(path, "must not be empty")
    return value


def as_point(value: object, path: str) -> tuple[float, float]:
    """`[lat, lon]` in degrees; longitudes up to ±360 are understood on either side of the date line."""
    pair = as_list(value, path)
    if len(pair) != len(("lat", "lon")):
        raise SnapshotError(path, f"must be [lat, lon], not {len(pair)} values")
    return as_number(pair[0], f"{path}[0]", -POLE, POLE), as_number(
        pair[1], f"{path}[1]", -TWICE_ROUND, TWICE_ROUND
    )


def as_span(value: object, path: str) -> tuple[int, int]:
    """`[start_s, end_s]`, whole seconds in order."""
    pair = as_list(value, path)
    if len(pair) != len(("start_s", "end_s")):
        raise SnapshotError(path, "must be [start_s, end_s]")
    start_s, end_s = (as_whole(v, f"{path}[{k}]", -TIME_LIMIT_S, TIME_LIMIT_S) for k, v in enumerate(pair))
    if end_s < start_s:
        raise SnapshotError(path, "ends before it starts")
    return start_s, end_s


def kind(value: object) -> str:
    """What a JSON author would call the type of a value."""
    names = {bool: "true or false", str: "text", int: "a number", float: "a number", type(None): "null"}
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    return names.get(type(value), type(value).__name__)


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one JSON object, read by type; every reader raises SnapshotError naming the field."""

    values: Mapping[str, object]
    path: str = ""

    @classmethod
    def of(cls, value: object, path: str) -> Fields:
        """The fields of a value that must be an object."""
        return cls(as_object(value, path or "snapshot"), path)

    def at(self, key: str) -> str:
        """Path of a field, for messages."""
        return f"{self.path}.{key}" if self.path else key

    def has(self, key: str) -> bool:
        """Whether the field is present and not null."""
        return self.values.get(key) is not None

    def need(self, key: str) -> object:
        """The raw value of a field that must be present."""
        if key not in self.values:
            raise SnapshotError(self.at(key), "is missing")
        return self.values[key]

    def text(self, key: str) -> str:
        """Text that is not empty."""
        value = self.values.get(key)
        if type(value) is str and value:  # nearly always: paths are for messages, and cost more than the rest
            return value
        return as_text(self.need(key), self.at(key))

    def text_or_none(self, key: str) -> str | None:
        """Text, or None where absent or null."""
        return None if self.values.get(key) is None else self.text(key)

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts; absent or null is empty unless `required`."""
        if not required and self.values.get(key) is None:
            return ()
        items = as_list(self.need(key), self.at(key))
        if all(type(item) is str and item for item in items):
            return cast("tuple[str, ...]", tuple(items))
        return tuple(as_text(item, f"{self.at(key)}[{n}]") for n, item in enumerate(items))

    def whole(self, key: str, low: int, high: int) -> int:
        """A whole number within [low, high]."""
        value = self.values.get(key)
        if type(value) is int and low <= value <= high:
            return value
        return as_whole(self.need(key), self.at(key), low, high)

    def whole_or_none(self, key: str, low: int, high: int) -> int | None:
        """A whole number, or None where absent or null."""
        return self.whole(key, low, high) if self.has(key) else None

    def time(self, key: str) -> int:
        """Whole seconds on the snapshot's own origin, negative ones included."""
        return self.whole(key, -TIME_LIMIT_S, TIME_LIMIT_S)

    def time_or_none(self, key: str) -> int | None:
        """A time, or None where absent or null."""
        return self.time(key) if self.has(key) else None

    def number(self, key: str, low: float, high: float, default: float | None = None) -> float:
        """A finite number within [low, high]."""
        if default is not None and not self.has(key):
            return default
        return as_number(self.need(key), self.at(key), low, high)

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        if not self.has(key):
            return default
        value = self.values[key]
        if not isinstance(value, bool):
            raise SnapshotError(self.at(key), f"must be true or false, not {kind(value)}")
        return value

    def choice(self, key: str, options: Sequence[str], default: str | None = None) -> str:
        """One of the options."""
        if default is not None and not self.has(key):
            return default
        value = self.text(key)
        if value not in options:
            raise SnapshotError(self.at(key), f"must be one of {', '.join(options)}, not {value!r}")
        return value

    def point(self, key: str) -> tuple[float, float]:
        """`[lat, lon]` in degrees."""
        pair = self.values.get(key)
        if type(pair) is list and len(pair) == len(("lat", "lon")):
            lat, lon = pair
            if type(lat) is float and type(lon) is float and abs(lat) <= POLE and abs(lon) <= TWICE_ROUND:
                return lat, lon
        return as_point(self.need(key), self.at(key))

    def span(self, key: str) -> tuple[int, int]:
        """`[start_s, end_s]`, whole seconds in order."""
        return as_span(self.need(key), self.at(key))

    def spans(self, key: str) -> tuple[tuple[int, int], ...]:
        """A list of spans, sorted; absent or null is empty."""
        if not self.has(key):
            return ()
        items = as_list(self.need(key), self.at(key))
        return tuple(sorted(as_span(item, f"{self.at(key)}[{n}]") for n, item in enumerate(items)))

    def objects(self, key: str, *, required: bool = True) -> list[Fields]:
        """A list of objects, each with its own path."""
        if not required and not self.has(key):
            return []
        items = as_list(self.need(key), self.at(key))
        return [Fields.of(item, f"{self.at(key)}[{n}]") for n, item in enumerate(items)]
