"""A rubric as plain data, and as the text of a TOML file that reads back equal.  Pure."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from typing import Any

from app.stars.rules.rubric import (
    COUNTED,
    SIDES,
    Bonus,
    BonusKind,
    Cut,
    Direction,
    FiveStars,
    Graded,
    Rubric,
    RubricLine,
    Side,
    Suspension,
    Veto,
    VetoKind,
    least_cases_of,
    measures_of,
)
from app.stars.rules.rubric_faults import STARS_WITH_CUTS
from checklists.writing import toml_value

_TABLES = ("cuts", "five_stars", "bonuses", "vetoes", "suspension")


def parsed(data: Mapping[str, Any]) -> Rubric:
    """Return the rubric in data that `rubric_faults.faults` finds nothing wrong with."""
    key = Graded(data["key"])
    suspension = data.get("suspension")
    return Rubric(
        key=key,
        version=int(data["version"]),
        lines=_lines(key, data["lines"]),
        cuts=tuple(Cut(int(stars), float(data["cuts"][stars])) for stars in STARS_WITH_CUTS),
        five_stars=FiveStars(
            int(data["five_stars"]["visits"]),
            float(data["five_stars"]["quarter"]),
            float(data["five_stars"]["low"]),
        ),
        provisional_below=float(data["provisional_below"]),
        bonus_most=float(data["bonus_most"]),
        bonuses=tuple(
            Bonus(kind, float(data["bonuses"][kind])) for kind in BonusKind if kind in data["bonuses"]
        ),
        vetoes=tuple(Veto(kind, int(data["vetoes"][kind])) for kind in VetoKind if kind in data["vetoes"]),
        cap=None if data.get("cap") is None else float(data["cap"]),
        suspension=suspension and Suspension(float(suspension["below"]), int(suspension["quarters"])),
    )


def as_data(rubric: Rubric) -> dict[str, Any]:
    """Return a rubric in the form that `parsed` reads, always in one order."""
    data: dict[str, Any] = {
        "key": rubric.key.value,
        "version": rubric.version,
        "provisional_below": _plain(rubric.provisional_below),
        "bonus_most": _plain(rubric.bonus_most),
    }
    if rubric.cap is not None:
        data["cap"] = _plain(rubric.cap)
    data["lines"] = {line.measure: _line(line) for line in rubric.lines}
    data["cuts"] = {str(cut.stars): _plain(cut.points) for cut in rubric.cuts}
    five = rubric.five_stars
    data["five_stars"] = {"visits": five.visits, "quarter": _plain(five.quarter), "low": _plain(five.low)}
    data["bonuses"] = {one.kind.value: _plain(one.points) for one in rubric.bonuses}
    data["vetoes"] = {one.kind.value: one.most_stars for one in rubric.vetoes}
    if rule := rubric.suspension:
        data["suspension"] = {"below": _plain(rule.below), "quarters": rule.quarters}
    return data


def as_toml(rubric: Rubric) -> str:
    """Return a rubric as the text of its file."""
    data = as_data(rubric)
    tables = [(f"lines.{measure}", line) for measure, line in data.pop("lines").items()]
    tables += [(name, data.pop(name)) for name in _TABLES if name in data]
    lines = [f"{name} = {toml_value(value)}" for name, value in data.items()]
    for name, table in tables:
        lines += ["", f"[{name}]", *(f"{key} = {toml_value(value)}" for key, value in table.items())]
    return "\n".join(lines) + "\n"


def from_toml(text: str) -> dict[str, Any]:
    """Return the data in the text of a file, not looked at yet.

    Raises:
        ValueError: it is no TOML.
    """
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError(str(error)) from error


def digest_of(data: Mapping[str, Any]) -> str:
    """Return what names the content of a rubric: equal rubrics, whatever their versions, have one digest."""
    plain = as_data(parsed({**data, "version": 1}))
    for measure, line in plain["lines"].items():
        if line.get("cases") == least_cases_of(measure):  # as where the rubric does not say it
            del line["cases"]
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _lines(key: Graded, lines: Mapping[str, Any]) -> tuple[RubricLine, ...]:
    found = [
        RubricLine(
            measure,
            Side(line["side"]),
            float(line["weight"]),
            Direction(line["direction"]),
            **{name: float(line[name]) for name in ("floor", "target", "each") if name in line},
            cases=int(line.get("cases") or least_cases_of(measure)),
        )
        for measure in measures_of(key)
        if (line := lines.get(measure))
    ]
    return tuple(sorted(found, key=lambda line: SIDES[key].index(line.side)))


def _line(line: RubricLine) -> dict[str, Any]:
    own = ("each",) if line.measure in COUNTED else ("floor", "target")
    return {
        "side": line.side.value,
        "weight": _plain(line.weight),
        "direction": line.direction.value,
        **{name: _plain(getattr(line, name)) for name in own},
        **({} if line.measure in COUNTED else {"cases": line.cases}),
    }


def _plain(number: float) -> float | int:
    return int(number) if number == int(number) else number
