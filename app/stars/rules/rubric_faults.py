"""What is wrong with a rubric as it is written, each with the place where it stands.  Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import Any, TypeAlias

from app.kernel.phrases import Phrase
from app.stars.rules.rubric import (
    COUNTED,
    FULL,
    SIDES,
    BonusKind,
    Direction,
    Graded,
    VetoKind,
    direction_of,
    measures_of,
    range_of,
)

MOST_BONUS = 20
STARS_WITH_CUTS = ("5", "4", "3", "2")
_TOP = (
    *("key", "version", "lines", "cuts", "five_stars", "provisional_below", "bonus_most"),
    *("bonuses", "vetoes", "cap", "suspension"),
)
_LINE = ("side", "weight", "direction", "floor", "target", "each", "cases")
_MOST_CASES = 10_000
_TOLERANCE = 1e-6
_MOST_VERSIONS, _MOST_VETOED = 9999, 4

_Limits: TypeAlias = tuple[float, float, bool]
"""The least and the most, and whether only whole numbers will do."""

_POINTS: _Limits = (0, FULL, False)
_FIVE_STARS: Mapping[str, _Limits] = {"visits": (0, 10_000, True), "quarter": _POINTS, "low": _POINTS}
_SUSPENSION: Mapping[str, _Limits] = {"below": _POINTS, "quarters": (1, 4, True)}

_MISSING = Phrase("is missing")
_UNKNOWN = Phrase("is not known here")


@dataclass(frozen=True, slots=True)
class RubricFault:
    """One fault; `path` is dotted, such as `lines.first_time_fix.weight`."""

    path: str
    text: str


def faults(data: object) -> list[RubricFault]:
    """Return everything that is wrong; nothing of a rubric that can be read."""
    if not isinstance(data, Mapping):
        return [RubricFault("", Phrase("is not a table of names and values"))]
    key = data.get("key")
    if key not in tuple(Graded):
        return [RubricFault("key", Phrase("must be engineer or provider"))]
    return [*_top(data), *_lines(data, Graded(key)), *_cuts(data), *_others(data)]


def _top(data: Mapping[str, Any]) -> Iterator[RubricFault]:
    yield from _strange(data, _TOP, "")
    yield from _number(data, "version", 1, _MOST_VERSIONS, whole=True)
    yield from _number(data, "provisional_below", 0, FULL)
    yield from _number(data, "bonus_most", 0, MOST_BONUS)
    if data.get("cap") is not None:
        yield from _number(data, "cap", 0, 1)


def _lines(data: Mapping[str, Any], graded: Graded) -> Iterator[RubricFault]:
    lines = data.get("lines")
    if not isinstance(lines, Mapping) or not lines:
        yield RubricFault("lines", _MISSING)
        return
    known, found = frozenset(measures_of(graded)), list[RubricFault]()
    for measure, line in lines.items():
        path = f"lines.{measure}"
        if measure not in known:
            found.append(RubricFault(path, _UNKNOWN))
        elif not isinstance(line, Mapping):
            found.append(RubricFault(path, _MISSING))
        else:
            found += _line(line, measure, graded, path)
    yield from found
    if not found:
        together = sum(line["weight"] for line in lines.values())
        if abs(together - FULL) > _TOLERANCE:
            yield RubricFault(
                "lines", Phrase("weigh %(sum)s together, and must weigh 100", sum=round(together, 3))
            )


def _line(line: Mapping[str, Any], measure: str, graded: Graded, path: str) -> Iterator[RubricFault]:
    yield from _strange(line, _LINE, path)
    if line.get("side") not in SIDES[graded]:
        names = ", ".join(SIDES[graded])
        yield RubricFault(f"{path}.side", Phrase("must be one of: %(names)s", names=names))
    if line.get("direction") != direction_of(measure):
        yield RubricFault(f"{path}.direction", Phrase("must be %(word)s", word=direction_of(measure).value))
    yield from _number(line, "weight", 0, FULL, path, over=True)
    if measure in COUNTED:
        yield from _number(line, "each", 0, FULL, path, over=True)
        for name in ("floor", "target", "cases"):
            if name in line:
                yield RubricFault(f"{path}.{name}", Phrase("has no place here: each case costs points"))
        return
    if "each" in line:
        yield RubricFault(f"{path}.each", Phrase("has no place here: the measure does not count cases"))
    if "cases" in line:
        yield from _number(line, "cases", 1, _MOST_CASES, path, whole=True)
    low, high = range_of(measure)
    bad = [fault for name in ("floor", "target") for fault in _number(line, name, low, high, path)]
    yield from bad
    if not bad and line.get("direction") == direction_of(measure):
        yield from _ordered(line, path)


def _ordered(line: Mapping[str, Any], path: str) -> Iterator[RubricFault]:
    if line["direction"] == Direction.HIGHER and line["floor"] >= line["target"]:
        yield RubricFault(f"{path}.target", Phrase("must be above the floor: more is better here"))
    if line["direction"] == Direction.LOWER and line["floor"] <= line["target"]:
        yield RubricFault(f"{path}.target", Phrase("must be below the floor: less is better here"))


def _cuts(data: Mapping[str, Any]) -> Iterator[RubricFault]:
    found = list(_table(data, "cuts", dict.fromkeys(STARS_WITH_CUTS, _POINTS), whole_table=True))
    yield from found
    if found:
        return
    for above, below in pairwise(STARS_WITH_CUTS):
        if data["cuts"][above] <= data["cuts"][below]:
            yield RubricFault(f"cuts.{above}", Phrase("must be more than for one star less"))


def _others(data: Mapping[str, Any]) -> Iterator[RubricFault]:
    yield from _table(data, "five_stars", _FIVE_STARS, whole_table=True)
    yield from _table(data, "bonuses", dict.fromkeys(BonusKind, (0, MOST_BONUS, False)))
    yield from _table(data, "vetoes", dict.fromkeys(VetoKind, (1, _MOST_VETOED, True)))
    if data.get("suspension") is not None:
        yield from _table(data, "suspension", _SUSPENSION, whole_table=True)


def _table(
    data: Mapping[str, Any], name: str, known: Mapping[str, _Limits], *, whole_table: bool = False
) -> Iterator[RubricFault]:
    """Yield what is wrong with a table of numbers; of a `whole_table` every one is needed."""
    table = data.get(name)
    if not isinstance(table, Mapping):
        yield RubricFault(name, _MISSING)
        return
    yield from _strange(table, known, name)
    for key, (low, high, whole) in known.items():
        if whole_table or key in table:
            yield from _number(table, key, low, high, name, whole=whole)


def _strange(table: Mapping[str, Any], known: Collection[str], path: str) -> Iterator[RubricFault]:
    for name in table:
        if name not in known:
            yield RubricFault(f"{path}.{name}".lstrip("."), _UNKNOWN)


def _number(
    table: Any, name: str, low: float, high: float, path: str = "", *, whole: bool = False, over: bool = False
) -> Iterator[RubricFault]:
    """Yield what is wrong with one number; `over`: it must be more than `low`."""
    value, at = table.get(name), f"{path}.{name}".lstrip(".")
    if value is None or value == "":
        yield RubricFault(at, _MISSING)
    elif not _is_number(value):
        yield RubricFault(at, Phrase("is not a number"))
    elif whole and value != int(value):
        yield RubricFault(at, Phrase("must be a whole number"))
    elif over and not low < value <= high:
        yield RubricFault(
            at, Phrase("must be more than %(least)g and at most %(most)g", least=low, most=high)
        )
    elif not low <= value <= high:
        yield RubricFault(at, Phrase("must be from %(least)g to %(most)g", least=low, most=high))


def _is_number(value: object) -> bool:
    if isinstance(value, float):
        return isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)
