"""People side by side: what each would come to on the work that the whole company had.

The adjusted figure of a person is the mean, over all work there was, of what the model expects of him there,
with the interval that holds his true figure four times in five.  Comparing them so is direct standardisation;
why a league table of raw shares misleads: D. J. Spiegelhalter: Funnel plots for comparing institutional
performance, Statistics in Medicine 24, 2005; H. Goldstein, D. J. Spiegelhalter: League tables and their
limitations, JRSS A 159, 1996.  How much of a figure is the person's own (its reliability) follows
A. M. Zaslavsky: Statistical issues in reporting quality data, Int. J. for Quality in Health Care 13, 2001.

Cards come back from some customers only.  A score is therefore evened out to the work of all visits, not of
those alone that were rated: kinds of work whose customers answer rarely count with what they are of the work
(poststratification of what a multilevel model expects; A. Gelman, T. C. Little, Survey Methodology 23,
1997).  Who always gives less, or more, is a judge with an effect of his own.  What this cannot see is a
customer who answers, or does not, because of this one visit.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from app.stars.rules.cells import Cells, Family
from app.stars.rules.design import Floats, Levels
from app.stars.rules.mixed_model import Fit, fit

WIDTH = 1.2816
"""Standard errors to either side of an 80 % interval."""

PERSON = "person"
_SLICES = 512
_NARROW = 1e-6
"""By how much the range of what is expected is widened: it may be one point, where all work is alike."""
_MOST_CELLS = 2**62
LEAST_IN_ALL = 30
"""Observations of the whole company under which nothing is evened out.

What people differ by and what is chance cannot be told apart by a handful of visits: the two variances have
as many data as there are persons and repeated visits, and an interval made of guesses would claim a
certainty that is not there.  Thirty is a rule of thumb (R. Hogg, E. Tanis: Probability and Statistical
Inference), not a threshold at which something changes.
"""
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Standing:
    """One person in one measure: the mean as it is, and adjusted with the interval around it.

    low, high: where the true figure lies four times in five, the company's own level left open too.
    apart: the person's part alone lies beside what all come to: 1 above, -1 below, 0 not to be told apart.
    reliability: which part of what is seen is the person's own, from 0 to 1; 0 where there is too little to
    say anything beyond the figure as it is, which then stands for all of them.
    """

    cases: int
    raw: float
    adjusted: float
    low: float
    high: float
    reliability: float
    apart: int


@dataclass(frozen=True)
class Work(Generic[K]):
    """All visits of a span, whatever they contribute: by whom, what kind of work, who might judge.

    people: the persons in the order of their levels.  factors: the kinds of work (fault, model …) as levels
    of each visit.  In a fixed order of visits the levels, and with them all figures, are the same.
    """

    people: Sequence[K]
    person: Levels
    factors: Mapping[str, Levels]
    judges: Levels

    @classmethod
    def of(
        cls, person: Sequence[K], factors: Mapping[str, Sequence[Hashable]], judges: Sequence[Hashable]
    ) -> Work[K]:
        """Make it of what stands beside each visit."""
        people, levels = _levels(person)
        kinds = {name: _levels(column)[1] for name, column in factors.items()}
        return cls(people, levels, kinds, _levels(judges)[1])


def compare(
    work: Work[K], values: Floats, weights: Floats, family: Family, *, judged: bool
) -> Mapping[K, Standing]:
    """Compare all of whom something was observed.

    values: one for each visit, NaN where it says nothing; weights: how much each counts.
    """
    seen = ~np.isnan(values)
    if not seen.any():
        return {}
    who, counts = work.person[seen], np.bincount(work.person[seen], minlength=len(work.people))
    heavy, observed = np.bincount(who, weights[seen], len(work.people)), np.flatnonzero(counts)
    with np.errstate(invalid="ignore", divide="ignore"):
        raw = np.bincount(who, weights[seen] * values[seen], len(work.people)) / heavy
    if counts.sum() < LEAST_IN_ALL:
        plain = {n: float(raw[n]) for n in map(int, observed)}
        return {work.people[n]: _as_it_is(int(counts[n]), one) for n, one in plain.items()}
    model = fit(_cells(work, values, weights, seen, judged=judged), family)
    rest = _rest(model, work)
    mix = {name: _shares(levels, len(model.effects[name])) for name, levels in work.factors.items()}
    own, whole = model.errors[PERSON], model.errors_of_level(PERSON, mix)
    middle, low, high = (_on_all_work(model, rest, n * WIDTH * whole) for n in (0, -1, 1))
    below, above = (_on_all_work(model, rest, n * WIDTH * own) for n in (-1, 1))
    reliability = model.reliability(PERSON)
    mean = float(middle[observed] @ heavy[observed] / heavy.sum())
    return {
        work.people[n]: Standing(
            int(counts[n]),
            float(raw[n]),
            float(middle[n]),
            float(low[n]),
            float(high[n]),
            float(reliability[n]),
            int(below[n] > mean) - int(above[n] < mean),
        )
        for n in map(int, observed)
    }


def _as_it_is(cases: int, raw: float) -> Standing:
    return Standing(cases, raw, raw, raw, raw, 0.0, 0)


def _levels(keys: Sequence[K]) -> tuple[list[K], Levels]:
    place: dict[K, int] = {}
    levels = np.fromiter((place.setdefault(key, len(place)) for key in keys), np.intp, len(keys))
    return list(place), levels


def _cells(work: Work[K], values: Floats, weights: Floats, seen: Levels, *, judged: bool) -> Cells:
    """Put equal work of one person together."""
    columns = {PERSON: work.person, **work.factors, **({"judge": work.judges} if judged else {})}
    own = {name: levels[seen] for name, levels in columns.items()}
    place, size = np.zeros(int(seen.sum()), np.int64), 1
    for levels in own.values():
        size *= int(levels.max()) + 1
        if size > _MOST_CELLS:
            raise OverflowError("too many kinds of work to number them")
        place = place * (int(levels.max()) + 1) + levels
    _, firsts, places = np.unique(place, return_index=True, return_inverse=True)
    heavy, told = weights[seen], values[seen]
    factors = {name: levels[firsts] for name, levels in own.items()}
    judges = factors.pop("judge", None)
    return Cells(
        counts=np.bincount(places, heavy).astype(float),
        totals=np.bincount(places, heavy * told).astype(float),
        squares=float((heavy * told) @ told),
        factors=factors,
        judges=judges,
        widths={name: int(levels.max()) + 1 for name, levels in columns.items() if name != "judge"},
    )


def _rest(model: Fit, work: Work[K]) -> Floats:
    """Return what the model expects of each visit but for the person's own part."""
    found = np.full(len(work.person), model.intercept)
    for name, levels in work.factors.items():
        found += model.effects[name][levels]
    return found


def _shares(levels: Levels, width: int) -> Floats:
    return np.asarray(np.bincount(levels, minlength=width) / len(levels))


def _on_all_work(model: Fit, rest: Floats, shift: Floats) -> Floats:
    """Return what each person comes to on all work, what he adds himself moved by `shift`."""
    own = model.effects[PERSON] + shift
    if model.family is Family.NUMBER:
        return np.asarray(own + float(rest.mean()))
    weights, edges = np.histogram(rest, _SLICES, (rest.min() - _NARROW, rest.max() + _NARROW))
    centres = (edges[:-1] + edges[1:]) / 2
    shares = 1 / (1 + np.exp(-(own[:, np.newaxis] + centres)))
    return np.asarray((shares * weights).sum(axis=1) / weights.sum())
