"""A month's figures of everybody, added up from what single visits contribute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from math import exp, log
from typing import Any

import numpy as np

from app.stars.rules.contributions import weight_of
from app.stars.rules.design import Floats, Levels
from app.stars.rules.leaving_out import MEASURED_AT_VISITS
from app.stars.rules.measured import Measure

_DIGITS = 6
HUNDRED = 100.0


class Subject(StrEnum):
    """Whose figures they are."""

    ENGINEER = "engineer"
    PROVIDER = "provider"


class SummedUp(StrEnum):
    """What visits are added up of for the whole company: one may have nearly all of them."""

    TERRITORY = "territory"
    FAULT = "fault"
    MODEL = "model"


_COLUMNS = {
    SummedUp.TERRITORY: "territory_id",
    SummedUp.FAULT: "fault_code",
    SummedUp.MODEL: "model",
}


def on_its_scale(measure: Measure, value: float) -> float:
    """Return what is added up: of the time the logarithm, so that single long visits move little."""
    return log(value) if measure is Measure.TIME_AGAINST_EXPECTED else value


def as_told(measure: Measure, value: float) -> float:
    """Return a mean of that scale as a rubric takes it: complaints for each hundred visits."""
    if measure is Measure.TIME_AGAINST_EXPECTED:
        return exp(value)
    return HUNDRED * value if measure is Measure.COMPLAINTS_UPHELD else value


def month_figures(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of `star_facts` of one month's contributions, in a fixed order."""
    told = {measure: _columns(rows, measure) for measure in MEASURED_AT_VISITS}
    found = []
    for subject in Subject:
        keys = [row[f"{subject}_id"] for row in rows]
        people = sorted({key for key in keys if key is not None}, key=lambda key: key.bytes)
        found += [
            {"subject": str(subject), "subject_id": key, **row} for key, row in _by_key(keys, people, told)
        ]
    return found


def month_sums(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of `star_sums` of one month's contributions, in a fixed order."""
    told = {measure: _columns(rows, measure) for measure in MEASURED_AT_VISITS}
    found = []
    for whose in SummedUp:
        keys = [str(row[_COLUMNS[whose]]) for row in rows]
        found += [
            {"whose": str(whose), "key": key, **row}
            for key, row in _by_key(keys, sorted(set(keys) - {""}), told)
        ]
    return found


def _by_key(
    keys: Sequence[Any], those: Sequence[Any], told: Mapping[Measure, tuple[Floats, Floats]]
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield the sums of each measure and of each of `those` keys."""
    place = {key: n for n, key in enumerate(those)}
    # Visits of none of them, as of nobody's provider, stand behind all others, and are not told.
    whose = np.fromiter((place.get(key, len(those)) for key in keys), np.intp, len(keys))
    for measure, (values, weights) in told.items():
        sums = _sums(whose, values, weights, len(those) + 1)
        for key, n in place.items():
            yield key, {"measure": str(measure), **_row(sums, n)}


def _columns(rows: Sequence[Mapping[str, Any]], measure: Measure) -> tuple[Floats, Floats]:
    """Return the figures of a measure on its scale, NaN where left out, and how much each counts."""
    why = f"{measure}_why"
    pairs = [(row[measure], weight_of(row[measure], row[why])) for row in rows]
    values = [np.nan if value is None else on_its_scale(measure, value) for value, _ in pairs]
    return np.array(values, np.float64), np.array([weight for _, weight in pairs], np.float64)


def _sums(whose: Levels, values: Floats, weights: Floats, count: int) -> tuple[Any, ...]:
    seen = ~np.isnan(values)
    cases = np.bincount(whose[seen], minlength=count)
    weight = np.bincount(whose[seen], weights[seen], count)
    total = np.bincount(whose[seen], weights[seen] * values[seen], count)
    left_out = np.bincount(whose[~seen], minlength=count)
    return cases, weight, total, left_out


def _row(sums: tuple[Any, ...], n: int) -> dict[str, Any]:
    cases, weight, total, left_out = sums
    return {
        "cases": int(cases[n]),
        "weight": round(float(weight[n]), _DIGITS),
        "total": round(float(total[n]), _DIGITS),
        "left_out": int(left_out[n]),
    }
