"""What a proposal said when it was frozen, as data that is the same on every database.  Pure.

All figures are rounded to six decimals, and the digest is over the text in a fixed order of names.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from app.stars.rules.grade import Grade
from app.stars.rules.measured import Measured
from app.stars.rules.points import LinePoints
from app.stars.rules.rubric import SIDES, Rubric
from app.stars.rules.rubric_data import as_data

DECIMALS = 6
Facts = Mapping[str, Any]


def frozen(
    rubric: Rubric,
    grade: Grade,
    *,
    visits: int,
    quarters: Sequence[float],
    around: Mapping[str, Any],
) -> dict[str, Any]:
    """Return a proposal as data; `around` is what else is told of it."""
    return {
        **around,
        "rubric": as_data(rubric),
        "visits": visits,
        "quarters": [_rounded(one) for one in quarters],
        "lines": [_line(one) for one in grade.lines],
        "sides": {str(side): _side(*grade.side(side)) for side in SIDES[rubric.key]},
        **{
            name: _rounded(getattr(grade, name))
            for name in ("weight", "bonus", "total", "low", "high", "missing")
        },
        "stars": grade.stars,
        "is_provisional": grade.is_provisional,
        "reasons": [
            {"why": str(one.why), "actual": _rounded(one.actual), "wanted": _rounded(one.wanted)}
            | {"what": str(one.what)}
            for one in grade.reasons
        ],
    }


def digest_of(facts: Facts) -> str:
    """Return the SHA-256 of the facts as text."""
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def changed_lines(before: Facts, now: Facts) -> list[dict[str, Any]]:
    """Return the lines whose figure or points are not what they were."""
    was = {line["measure"]: line for line in before["lines"]}
    found = []
    for line in now["lines"]:
        old = was.get(line["measure"], {})
        if (old.get("value"), old.get("scaled")) != (line["value"], line["scaled"]):
            figures = {"was": old.get("value"), "now": line["value"]}
            points = {"points_were": old.get("scaled"), "points": line["scaled"]}
            found.append({"measure": line["measure"], **figures, **points})
    return found


def _line(one: LinePoints) -> dict[str, Any]:
    return {
        "measure": str(one.line.measure),
        "side": str(one.line.side),
        "weight": _rounded(one.line.weight),
        "floor": _rounded(one.line.floor),
        "target": _rounded(one.line.target),
        "each": _rounded(one.line.each),
        **_measured(one.measured),
        "points": _rounded(one.points),
        "points_low": _rounded(one.low),
        "points_high": _rounded(one.high),
        "scaled": _rounded(one.scaled),
        "counts_for": _rounded(one.counts_for),
    }


def _measured(one: Measured | None) -> dict[str, Any]:
    if one is None:
        return {"value": None, "low": None, "high": None, "cases": 0}
    figures = {name: _rounded(getattr(one, name)) for name in ("value", "low", "high")}
    return {**figures, "cases": one.cases}


def _side(points: float, of: float) -> dict[str, float | None]:
    return {"points": _rounded(points), "of": _rounded(of)}


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(float(number), DECIMALS)
