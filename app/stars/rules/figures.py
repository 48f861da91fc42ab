"""A month's figures of everybody, added up from what single visits contribute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from math import exp, log
from typing import Any
from uuid import UUID

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


class Added:
    """The contributions of one month, added up."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._rows = rows
        self._told = {measure: _columns(rows, measure) for measure in MEASURED_AT_VISITS}

    def figures(self) -> list[dict[str, Any]]:
        """Return the rows of `star_facts`, in a fixed order."""
        found = []
        for subject in Subject:
            keys = [row[f"{subject}_id"] for row in self._rows]
            people = sorted({key for key in keys if key is not None})
            found += [
                {"subject": str(subject), "subject_id": key, **row}
                for key, row in _by_key(keys, people, self._told)
            ]
        return found

    def sums(self) -> list[dict[str, Any]]:
        """Return the rows of `star_sums`, in a fixed order; ids are dashed on every database."""
        found = []
        for whose in SummedUp:
            keys = [row[_COLUMNS[whose]] for row in self._rows]
            those = sorted(set(keys) - {""})
            told = {key: str(UUID(key)) if whose is SummedUp.TERRITORY else key for key in those}
            found += [
                {"whose": str(whose), "key": told[key], **row}
                for key, row in _by_key(keys, those, self._told)
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
    name, why = str(measure), f"{measure}_why"
    told = [row[name] for row in rows]
    if measure is Measure.TIME_AGAINST_EXPECTED:
        told = [None if value is None else on_its_scale(measure, value) for value in told]
    weights = np.ones(len(rows))
    for n, row in enumerate(rows):
        if row["declaration_id"] is not None:  # nothing else makes one count half
            weights[n] = weight_of(row[name], row[why])
    return np.array(told, np.float64), weights


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
