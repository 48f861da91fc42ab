"""Reading untrusted JSON: typed fields with bounds, and one error that names the field."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, cast

TIME_LIMIT_S: Final = 10**11  # beyond the year 5000 on any origin; keeps integer costs far from overflow

POLE: Final = 90  # degrees of latitude
TWICE_ROUND: Final = 360  # degrees of longitude on either side, so that no date line is in the way


class Fault(NamedTuple):
    """What is wrong with a field, in both languages."""

    en: str
    zh_cn: str


class SnapshotError(ValueError):
    """A field of a snapshot or plan that cannot be used; `path` is like `jobs[3].due_at_s`."""

    def __init__(self, path: str, en: str, zh_cn: str) -> None:
        super().__init__(f"{path}: {en}")
        self.path = path
        self.text = Fault(en, zh_cn)

    def __reduce__(self) -> tuple[type[SnapshotError], tuple[str, str, str]]:
        return SnapshotError, (self.path, *self.text)


def as_object(value: object, path: str) -> Mapping[str, object]:
    """A JSON object."""
    if not isinstance(value, Mapping):
        raise _other_kind(path, ("an object", "对象"), value)
    return value


def as_list(value: object, path: str) -> Sequence[object]:
    """A JSON list."""
    if not isinstance(value, list | tuple):
        raise _other_kind(path, ("a list", "列表"), value)
    return value


def as_number(value: object, path: str, low: float, high: float) -> float:
    """A finite number within [low, high]; booleans are not numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _other_kind(path, ("a number", "数字"), value)
    if not math.isfinite(value):
        raise SnapshotError(path, "must be a finite number", "必须是有限的数字")
    if not low <= value <= high:
        raise SnapshotError(
            path,
            f"must lie between {low:g} and {high:g}, not {value:g}",
            f"必须介于 {low:g} 与 {high:g} 之间，而不是 {value:g}",
        )
    return value


def as_whole(value: object, path: str, low: int, high: int) -> int:
    """A whole number within [low, high]; 3600.0 counts as whole."""
    number = as_number(value, path, low, high)
    if number != int(number):
        raise SnapshotError(path, f"must be a whole number, not {number}", f"必须是整数，而不是 {number}")
    return int(number)


def as_text(value: object, path: str) -> str:
    """Text that is not empty."""
    if not isinstance(value, str):
        raise _other_kind(path, ("text", "文本"), value)
    if not value:
        raise SnapshotError(path, "must not be empty", "不能为空")
    return value


def as_point(value: object, path: str) -> tuple[float, float]:
    """`[lat, lon]` in degrees; longitudes up to ±360 are understood on either side of the date line."""
    pair = as_list(value, path)
    if len(pair) != len(("lat", "lon")):
        raise SnapshotError(
            path, f"must be [lat, lon], not {len(pair)} values", f"必须是 [lat, lon]，而不是 {len(pair)} 个值"
        )
    return as_number(pair[0], f"{path}[0]", -POLE, POLE), as_number(
        pair[1], f"{path}[1]", -TWICE_ROUND, TWICE_ROUND
    )


def as_span(value: object, path: str) -> tuple[int, int]:
    """`[start_s, end_s]`, whole seconds in order."""
    pair = as_list(value, path)
    if len(pair) != len(("start_s", "end_s")):
        raise SnapshotError(path, "must be [start_s, end_s]", "必须是 [start_s, end_s]")
    start_s, end_s = (as_whole(v, f"{path}[{k}]", -TIME_LIMIT_S, TIME_LIMIT_S) for k, v in enumerate(pair))
    if end_s < start_s:
        raise SnapshotError(path, "ends before it starts", "结束早于开始")
    return start_s, end_s


def _other_kind(path: str, wanted: tuple[str, str], value: object) -> SnapshotError:
    (en, zh_cn), other = wanted, _kind(value)
    return SnapshotError(path, f"must be {en}, not {other.en}", f"必须是{zh_cn}，而不是{other.zh_cn}")


def _kind(value: object) -> Fault:
    """What a JSON author would call the type of a value."""
    for kinds, en, zh_cn in _KINDS:
        if isinstance(value, kinds):
            return Fault(en, zh_cn)
    return Fault(type(value).__name__, f" {type(value).__name__}")


_KINDS: Final[tuple[tuple[tuple[type, ...], str, str], ...]] = (
    ((bool,), "true or false", " true 或 false"),
    ((str,), "text", "文本"),
    ((int, float), "a number", "数字"),
    ((type(None),), "null", " null"),
    ((Mapping,), "an object", "对象"),
    ((list, tuple), "a list", "列表"),
)
"""Types, the narrower before the wider, and their names."""


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
            raise SnapshotError(self.at(key), "is missing", "缺失")
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
            raise _other_kind(self.at(key), ("true or false", " true 或 false"), value)
        return value

    def choice(self, key: str, options: Sequence[str], default: str | None = None) -> str:
        """One of the options."""
        if default is not None and not self.has(key):
            return default
        value = self.text(key)
        if value not in options:
            raise SnapshotError(
                self.at(key),
                f"must be one of {', '.join(options)}, not {value!r}",
                f"必须是以下其中一项：{'、'.join(options)}，而不是 {value!r}",
            )
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
