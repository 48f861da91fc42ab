"""A rubric as the texts of a form, and back; shares are written there in per cent.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.stars.rules.measured import Measure
from app.stars.rules.rubric import (
    COUNTED,
    BonusKind,
    Graded,
    VetoKind,
    direction_of,
    least_cases_of,
    measures_of,
    range_of,
)
from app.stars.rules.rubric_faults import STARS_WITH_CUTS

_DECIMALS = 6
_SHARE = (0.0, 1.0)


def numbers_of(measure: str) -> Sequence[str]:
    """Return the numbers of a line besides its weight."""
    return ("each",) if measure in COUNTED else ("floor", "target")


def paths(graded: Graded) -> list[str]:
    """Return the fields of the form of a rubric, in its order."""
    lines = [
        f"lines.{measure}.{name}"
        for measure in measures_of(graded)
        for name in ("side", "weight", *numbers_of(measure), *(() if measure in COUNTED else ("cases",)))
    ]
    return [
        *lines,
        *(f"cuts.{stars}" for stars in STARS_WITH_CUTS),
        *("five_stars.visits", "five_stars.quarter", "five_stars.low", "provisional_below"),
        *("bonus_most", *(f"bonuses.{kind}" for kind in BonusKind)),
        *(f"vetoes.{kind}" for kind in VetoKind),
        *("cap", "suspension.below", "suspension.quarters"),
    ]


def is_per_cent(path: str) -> bool:
    """Whether the form asks for a share in per cent."""
    first, _, rest = path.partition(".")
    measure, _, name = rest.rpartition(".")
    if first == "lines" and name in ("floor", "target"):
        return range_of(measure) == _SHARE or measure == Measure.TIME_AGAINST_EXPECTED
    return path == "cap"


def values_of(content: Mapping[str, Any]) -> dict[str, str]:
    """Return what the form of a rubric shows; blank where the rubric says nothing."""
    found = {}
    for path in paths(Graded(content["key"])):
        value: Any = content
        for part in path.split("."):
            value = value.get(part, _usual(path)) if isinstance(value, Mapping) else None
        if isinstance(value, int | float):
            value = _text(value * 100 if is_per_cent(path) else value)
        found[path] = value or ""
    return found


def _usual(path: str) -> int | None:
    """Return what holds where a rubric does not say it: how many cases a line needs."""
    measure, _, name = path.removeprefix("lines.").rpartition(".")
    return least_cases_of(measure) if name == "cases" else None


def content_of(graded: Graded, values: Mapping[str, str]) -> dict[str, Any]:
    """Return what was typed as a rubric says it; what is no number stays a text, and is a fault there.

    A line without a weight is none, and so is a bonus, a veto, a cap or a suspension left blank.
    """
    content: dict[str, Any] = {"key": graded.value, "lines": {}, "cuts": {}, "five_stars": {}}
    content |= {"bonuses": {}, "vetoes": {}}
    weighed = {name for name in measures_of(graded) if values.get(f"lines.{name}.weight", "").strip()}
    for path in paths(graded):
        text = values.get(path, "").strip()
        parts = path.split(".")
        if not text or (parts[0] == "lines" and parts[1] not in weighed):
            continue
        table = content
        for part in parts[:-1]:
            table = table.setdefault(part, {})
        table[parts[-1]] = text if parts[-1] == "side" else _number(text, per_cent=is_per_cent(path))
    for measure in weighed:
        content["lines"][measure]["direction"] = direction_of(measure).value
    return content


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return what two rubrics say differently: the path, the first's text, the other's."""
    mine, theirs = values_of(one), values_of(other)
    return typed_apart(mine, theirs)


def typed_apart(mine: Mapping[str, str], theirs: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return the fields of two forms that differ, with both texts."""
    return [
        (path, mine.get(path, ""), text)
        for path, text in theirs.items()
        if mine.get(path, "").strip() != text.strip()
    ]


def _text(number: float) -> str:
    return f"{round(number, _DECIMALS):f}".rstrip("0").rstrip(".")


def _number(text: str, *, per_cent: bool) -> float | int | str:
    try:
        number = float(text.rstrip("%％ ").replace("，", ".").replace(",", "."))
    except ValueError:
        return text
    found = round(number / 100, _DECIMALS) if per_cent else number
    return int(found) if found == found // 1 and abs(found) < 10**_DECIMALS else found
