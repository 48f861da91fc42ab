"""Engineers side by side: what each would come to on the work that the whole company had.

The adjusted figure of a person is the mean, over all work there was, of what the model expects of him there,
with the interval that holds his true figure four times in five.  Comparing them so is direct standardisation;
why a league table of raw shares misleads: D. J. Spiegelhalter: Funnel plots for comparing institutional
performance, Statistics in Medicine 24, 2005; H. Goldstein, D. J. Spiegelhalter: League tables and their
limitations, JRSS A 159, 1996.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from app.stars.rules.design import Floats, Levels
from app.stars.rules.measures import SHARES, Measure
from app.stars.rules.mixed_model import Cells, Family, Fit, fit

WIDTH = 1.2816
"""Standard errors to either side of an 80 % interval."""

_WORK = ("fault", "territory", "hour")
_SLICES = 512


@dataclass(frozen=True, slots=True)
class Observed:
    """What one visit contributes to one measure, with the work that it was; `hour` is a part of the day."""

    engineer_id: UUID
    request_id: UUID
    fault: str
    territory: UUID
    hour: int
    judge: UUID
    value: float


@dataclass(frozen=True, slots=True)
class Standing:
    """One person in one measure: the mean as it is, and adjusted with the interval around it.

    apart: the interval lies beside what all together come to: 1 above, -1 below, 0 not to be told apart.
    reliability: which part of what is seen is the person's own, from 0 to 1.
    """

    count: int
    raw: float
    adjusted: float
    low: float
    high: float
    reliability: float
    apart: int


def compare(measure: Measure, observed: Sequence[Observed]) -> Mapping[UUID, Standing]:
    """Compare all who were observed; the order of what was observed does not matter."""
    if not observed:
        return {}
    ordered = sorted(observed, key=lambda one: (one.engineer_id.bytes, one.request_id.bytes, one.value))
    people, levels = _levels([one.engineer_id.bytes for one in ordered])
    cells = _cells(ordered, levels, judged=measure is Measure.SCORE)
    model = fit(cells, Family.SHARE if measure in SHARES else Family.NUMBER)
    values = np.array([one.value for one in ordered])
    counts = np.bincount(levels, minlength=len(people))
    raw = np.bincount(levels, values) / counts
    middle, low, high = (_on_all_work(model, cells, shift) for shift in (0.0, -WIDTH, WIDTH))
    reliability, mean = model.reliability("engineer"), float(middle @ counts / counts.sum())
    return {
        UUID(bytes=key): Standing(
            int(counts[n]),
            float(raw[n]),
            float(middle[n]),
            float(low[n]),
            float(high[n]),
            float(reliability[n]),
            int(low[n] > mean) - int(high[n] < mean),
        )
        for n, key in enumerate(people)
    }


def _levels(keys: Sequence[object]) -> tuple[Sequence[bytes], Levels]:
    every = sorted(set(keys))  # type: ignore[type-var]
    place = {key: n for n, key in enumerate(every)}
    return every, np.array([place[key] for key in keys], np.intp)  # type: ignore[return-value]


def _cells(ordered: Sequence[Observed], engineers: Levels, *, judged: bool) -> Cells:
    columns = [
        engineers,
        _levels([one.fault for one in ordered])[1],
        _levels([one.territory.bytes for one in ordered])[1],
        _levels([one.hour for one in ordered])[1],
    ]
    if judged:
        columns.append(_levels([one.judge.bytes for one in ordered])[1])
    values = np.array([one.value for one in ordered])
    kinds, places = np.unique(np.stack(columns), axis=1, return_inverse=True)
    places = places.ravel()
    return Cells(
        counts=np.bincount(places).astype(float),
        totals=np.bincount(places, values).astype(float),
        squares=float(values @ values),
        factors=dict(zip(("engineer", *_WORK), kinds, strict=False)),
        judges=kinds[-1] if judged else None,
    )


def _on_all_work(model: Fit, cells: Cells, shift: float) -> Floats:
    """Return what each person comes to on all work, his own effect moved by `shift` standard errors."""
    own = model.effects["engineer"] + shift * model.errors["engineer"]
    rest = model.intercept + sum(model.effects[name][cells.factors[name]] for name in _WORK)
    if model.family is Family.NUMBER:
        return np.asarray(own + float((rest * cells.counts).sum() / cells.counts.sum()))
    weights, edges = np.histogram(rest, _SLICES, weights=cells.counts)
    centres = (edges[:-1] + edges[1:]) / 2
    shares = 1 / (1 + np.exp(-(own[:, np.newaxis] + centres)))
    return np.asarray((shares * weights).sum(axis=1) / weights.sum())
