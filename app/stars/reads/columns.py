"""The contributions of months column by column, for reckoning with: each month is read once for all spans."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
from sqlalchemy import Uuid, case, select, type_coerce
from sqlalchemy.types import String

from app.kernel import UnitOfWork
from app.stars.rules.comparing import Work
from app.stars.rules.contributions import weight_of
from app.stars.rules.design import Floats
from app.stars.rules.figures import Subject
from app.stars.rules.leaving_out import MEASURED_AT_VISITS
from app.stars.rules.measured import Measure
from app.stars.tables import StarContribution

OWN_STAFF = UUID(int=0)
"""Stands for the company's own people where providers are compared."""

KINDS = {
    "fault": "fault_code",
    "model": "model",
    "territory": "territory_id",
    "part_of_day": "part_of_day",
    "remoteness": "remoteness",
}
"""What work is evened out for, by the columns of contributions."""

Codes = npt.NDArray[np.intp]
_WHO = ("engineer_id", "provider_id", "customer_id")
_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class _Month:
    """codes: number of each value, by column.  values: NaN where left out."""

    codes: Mapping[str, Codes]
    values: Floats
    weights: Floats


class Columns:
    """Reads months, and gives the work of any span of them; numbers the values met so far, by column."""

    def __init__(self) -> None:
        self._numbers: dict[str, dict[Hashable, int]] = {name: {} for name in (*_WHO, *KINDS.values())}
        self._months: dict[str, _Month] = {}

    def read(self, uow: UnitOfWork, months: Sequence[str]) -> None:
        """Read those that were not read yet, visits in their order."""
        for month in months:
            if month not in self._months:
                self._months[month] = self._read(uow, month)

    def span(self, months: Sequence[str]) -> Span:
        """Return some months, read before, as one."""
        parts = [self._months[month] for month in months]
        codes = {name: np.concatenate([part.codes[name] for part in parts]) for name in self._numbers}
        values = np.concatenate([part.values for part in parts], axis=1)
        return Span(self._numbers, codes, values, np.concatenate([part.weights for part in parts], axis=1))

    def _read(self, uow: UnitOfWork, month: str) -> _Month:
        width = len(self._numbers)
        values: list[Floats] = [np.zeros((len(MEASURED_AT_VISITS), 0))]
        weights: list[Floats] = [np.zeros((len(MEASURED_AT_VISITS), 0))]
        codes: dict[str, list[Codes]] = {name: [np.zeros(0, np.intp)] for name in self._numbers}
        for rows in uow.session.execute(_query(month)).partitions(_AT_ONCE):
            told: list[Any] = list(zip(*rows, strict=True))
            for name, column in zip(self._numbers, told, strict=False):
                codes[name].append(self._coded(name, column))
            figures = told[width::2]
            values.append(np.array(figures, np.float64))
            weights.append(_weights(figures, told[width + 1 :: 2]))
        return _Month(
            {name: np.concatenate(parts) for name, parts in codes.items()},
            _on_their_scale(np.concatenate(values, axis=1)),
            np.concatenate(weights, axis=1),
        )

    def _coded(self, name: str, column: Sequence[Hashable]) -> Codes:
        numbers = self._numbers[name]
        return np.fromiter((numbers.setdefault(one, len(numbers)) for one in column), np.intp, len(column))


@dataclass(frozen=True, slots=True)
class Span:
    """The visits of some months."""

    numbers: Mapping[str, Mapping[Hashable, int]]
    codes: Mapping[str, Codes]
    values: Floats
    weights: Floats

    def work(self, subject: Subject) -> Work[UUID]:
        """Return the work by whom it was made."""
        name = f"{subject}_id"
        person, levels = _first_come(self.codes[name])
        keys = [_id(one) for one in self.numbers[name]]
        kinds = {kind: _first_come(self.codes[column])[1] for kind, column in KINDS.items()}
        return Work([keys[n] for n in person], levels, kinds, _first_come(self.codes["customer_id"])[1])

    def measure(self, measure: Measure) -> tuple[Floats, Floats]:
        """Return the figures of a measure on its scale, NaN where left out, and how much each counts."""
        n = MEASURED_AT_VISITS.index(measure)
        return self.values[n], self.weights[n]


def _query(month: str) -> Any:
    """Ids come as the database has them, a reason only where a manager declared one: it may count half."""
    c: Any = StarContribution.__table__.c
    named = [c[name] for name in (*_WHO, *KINDS.values())]
    plain = [type_coerce(one, String) if isinstance(one.type, Uuid) else one for one in named]
    measures = [
        part
        for one in MEASURED_AT_VISITS
        for part in (c[str(one)], case((c.declaration_id.is_not(None), c[f"{one}_why"])))
    ]
    return select(*plain, *measures).where(c.month == month).order_by(c.engineer_id, c.visit_id)


def _weights(figures: Sequence[Sequence[float | None]], reasons: Sequence[Sequence[str | None]]) -> Floats:
    found = np.ones((len(figures), len(figures[0])))
    for n, column in enumerate(reasons):
        for place, why in enumerate(column):
            if why:
                found[n, place] = weight_of(figures[n][place], why)
    return found


def _on_their_scale(values: Floats) -> Floats:
    """As `app.stars.rules.figures.on_its_scale` has single figures."""
    n = MEASURED_AT_VISITS.index(Measure.TIME_AGAINST_EXPECTED)
    values[n] = np.log(values[n])
    return values


def _first_come(codes: Codes) -> tuple[Codes, Codes]:
    """Return the codes in the order in which each comes first, and of each visit the place of its code."""
    known, firsts, places = np.unique(codes, return_index=True, return_inverse=True)
    order = np.argsort(firsts)
    rank = np.empty(len(order), np.intp)
    rank[order] = np.arange(len(order))
    return known[order], rank[places]


def _id(value: Any) -> UUID:
    if value is None:
        return OWN_STAFF
    return value if isinstance(value, UUID) else UUID(value)
