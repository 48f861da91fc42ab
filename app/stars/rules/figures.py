"""A month's figures of everybody, added up from what single visits contribute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import exp, log
from typing import Any
from uuid import UUID

from app.stars.rules.contributions import Contribution
from app.stars.rules.leaving_out import MEASURED_AT_VISITS
from app.stars.rules.measured import Measure

_DIGITS = 6
HUNDRED = 100.0


class Subject(StrEnum):
    """Whose figures they are."""

    ENGINEER = "engineer"
    PROVIDER = "provider"


@dataclass(slots=True)
class Sum:
    """What a figure is made of."""

    cases: int = 0
    weight: float = 0.0
    total: float = 0.0
    left_out: int = 0

    def add(self, one: Contribution, measure: Measure) -> None:
        """Take what a visit contributes."""
        if one.value is None:
            self.left_out += 1
            return
        self.cases += 1
        self.weight += one.weight
        self.total += one.weight * on_its_scale(measure, one.value)


def on_its_scale(measure: Measure, value: float) -> float:
    """Return what is added up: of the time the logarithm, so that single long visits move little."""
    return log(value) if measure is Measure.TIME_AGAINST_EXPECTED else value


def as_told(measure: Measure, value: float) -> float:
    """Return a mean of that scale as a rubric takes it: complaints for each hundred visits."""
    if measure is Measure.TIME_AGAINST_EXPECTED:
        return exp(value)
    return HUNDRED * value if measure is Measure.COMPLAINTS_UPHELD else value


def month_figures(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of `star_facts` of one month's contributions, in a fixed order."""
    sums: dict[tuple[str, UUID, Measure], Sum] = {}
    for row in rows:
        subjects = [(Subject.ENGINEER, row["engineer_id"])]
        if row["provider_id"] is not None:
            subjects.append((Subject.PROVIDER, row["provider_id"]))
        for measure in MEASURED_AT_VISITS:
            one = Contribution(row[measure], row[f"{measure}_why"])
            for subject, key in subjects:
                sums.setdefault((subject, key, measure), Sum()).add(one, measure)
    return [
        {
            "subject": str(subject),
            "subject_id": key,
            "measure": str(measure),
            "cases": one.cases,
            "weight": round(one.weight, _DIGITS),
            "total": round(one.total, _DIGITS),
            "left_out": one.left_out,
        }
        for (subject, key, measure), one in sorted(sums.items(), key=lambda item: _place(item[0]))
    ]


def _place(key: tuple[str, UUID, Measure]) -> tuple[str, bytes, str]:
    subject, subject_id, measure = key
    return subject, subject_id.bytes, measure
