"""How much of a figure is the person, and how much the work that he was given.

A generalised linear mixed model with crossed random effects: whoever did it, the fault, the hour, the place
and whoever judges it each add their part, drawn towards none by as much as their own data leave open.  So a
person with three visits stays near the mean, and one with three hundred speaks for himself.

Effects by penalised quasi-likelihood (N. E. Breslow, D. G. Clayton: Approximate Inference in Generalized
Linear Mixed Models, JASA 88, 1993); variances of the effects by R. Schall: Estimation in Generalized Linear
Models with Random Effects, Biometrika 78, 1991.  A weak belief keeps a variance from ending at nought where
there is little to see (Y. Chung and others: A Nondegenerate Penalized Likelihood Estimator for Variance
Parameters, Psychometrika 78, 2013; here as a few levels seen before).  Equal work is put together in cells
first, so that the size of the system is that of persons and faults, not of visits; those who judge may be as
many as the visits, and are eliminated from it (each touches none of the others).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from app.stars.rules.cells import Cells, Family, never_all_alike
from app.stars.rules.design import Design, Floats, Judges
from app.stars.rules.solving import Solution, solved, solved_whole

_MOST_STEPS = 100
_SETTLED = 1e-4
_LEAST_VARIANCE = 1e-6
_FIRST_VARIANCE = 0.1
_BELIEVED = 2.0
_SPREAD = {Family.SHARE: 0.4, Family.NUMBER: 0.2}
"""Before anything is seen, so many levels count as seen to differ by this, in logits or shares of the noise:
few visits must not come out as if everybody were proven alike."""
_LEAST_NOISE = 0.25**2
"""So the noise of a number is believed to be before anything is seen (a quarter of a star, a quarter of the
time on site), again as if of `_BELIEVED` observations: equal scores prove no judge to be exact."""
_STEEPEST = 12.0
"""A logit beyond which a share is 0 or 1 for every purpose."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The fitted model: effects by factor and level, on the scale of logits where a share is measured.

    errors: standard errors of the effects.  variances: of each factor's effects.  covariance_times: the
    covariance of all effects together (the intercept first, each factor where `parts` says) times a vector.
    """

    family: Family
    intercept: float
    effects: Mapping[str, Floats]
    errors: Mapping[str, Floats]
    variances: Mapping[str, float]
    covariance_times: Callable[[Floats], Floats]
    parts: Mapping[str, slice]

    def errors_of_level(self, factor: str, mix: Mapping[str, Floats]) -> Floats:
        """Return the standard error of what each level of a factor comes to on a mix of the others.

        That of the company's level is in it, which few visits leave open too.  mix: shares of the levels.
        """
        base = np.zeros(1 + sum(map(len, self.effects.values())))
        base[0] = 1.0
        for name, shares in mix.items():
            base[self.parts[name]] = shares
        with_others, own = self.covariance_times(base), self.parts[factor]
        return np.asarray(np.sqrt(base @ with_others + 2 * with_others[own] + self.errors[factor] ** 2))

    def reliability(self, factor: str) -> Floats:
        """Return for each level which part of what is seen is its own: from 0, all noise, to 1."""
        return np.clip(1.0 - self.errors[factor] ** 2 / self.variances[factor], 0.0, 1.0)


def fit(cells: Cells, family: Family) -> Fit:
    """Fit the model; the same cells in the same order give the same figures.

    Raises:
        ValueError: there are no cells.
    """
    if not len(cells.counts):
        raise ValueError("nothing was observed")
    return _Fitting(cells, family).settled()


class _Fitting:
    """One model on its way: each step solves for the effects, then takes the variances from them."""

    def __init__(self, cells: Cells, family: Family) -> None:
        self.cells, self.family = never_all_alike(cells) if family is Family.SHARE else cells, family
        cells = self.cells
        self.design = Design(cells.factors, len(cells.counts), cells.widths)
        self.judges = None if cells.judges is None else Judges(cells.judges, self.design)
        self.variances = dict.fromkeys(cells.factors, _FIRST_VARIANCE)
        self.judges_variance = _FIRST_VARIANCE
        self.observed = float(cells.counts.sum())
        mean = float(cells.totals.sum()) / self.observed
        self.noise = max(cells.squares / self.observed - mean**2, _LEAST_VARIANCE)
        self.expected = np.full(len(cells.counts), self._scale(mean))
        self.effects = np.zeros(self.design.width)
        self._of_counts: Floats | None = None
        width = self.design.width
        self.solution = Solution(self.effects, np.ones(width), lambda vector: vector)

    def settled(self) -> Fit:
        """Step until nothing moves any more."""
        for _ in range(_MOST_STEPS):
            before = self.effects
            self._step()
            if np.abs(self.effects - before).max() < _SETTLED:
                break
        parts, solution = self.design.parts, self.solution
        errors = np.sqrt(solution.diagonal)
        return Fit(
            self.family,
            float(self.effects[0]),
            {name: self.effects[part] for name, part in parts.items()},
            {name: errors[part] for name, part in parts.items()},
            dict(self.variances),
            solution.times,
            dict(parts),
        )

    def _scale(self, mean: float) -> float:
        if self.family is Family.NUMBER:
            return mean
        share = min(max(mean, 1e-4), 1 - 1e-4)
        return float(np.log(share / (1 - share)))

    def _working(self) -> tuple[Floats, Floats]:
        """Return weights and working observations of the cells."""
        if self.family is Family.NUMBER:
            return self.cells.counts / self.noise, self.cells.means
        share = 1 / (1 + np.exp(-np.clip(self.expected, -_STEEPEST, _STEEPEST)))
        spread = share * (1 - share)
        return self.cells.counts * spread, self.expected + (self.cells.means - share) / spread

    def _step(self) -> None:
        weights, working = self._working()
        penalty = np.zeros(self.design.width)
        for name, part in self.design.parts.items():
            penalty[part] = 1 / self.variances[name]
        system = self._cross(weights) + np.diag(penalty)
        right = self.design.into(weights * working)
        if self.judges is not None:
            self.judges.eliminate(system, right, weights, working, self.judges_variance)
            self.solution = solved_whole(system, right)
        else:
            self.solution = solved(system, right, self.design.parts)
        self.effects = self.solution.effects
        self.expected = self.design.of(self.effects)
        free = 1.0 + sum(self._take_variance(name, part) for name, part in self.design.parts.items())
        if self.judges is not None and self.solution.inverse is not None:
            found, trace = self.judges.solved(self.effects, self.solution.inverse)
            self.expected = self.expected + found[self.judges.levels]
            self.judges_variance, own = self._variance(found, trace, self.judges_variance)
            free += own
        self._take_noise(free)

    def _cross(self, weights: Floats) -> Floats:
        """Return X'WX; of numbers the weights of all cells change alike."""
        if self.family is Family.SHARE:
            return self.design.cross(weights)
        if self._of_counts is None:
            self._of_counts = self.design.cross(self.cells.counts)
        return self._of_counts / self.noise

    def _take_variance(self, name: str, part: slice) -> float:
        trace = float(self.solution.diagonal[part].sum())
        self.variances[name], free = self._variance(self.effects[part], trace, self.variances[name])
        return free

    def _variance(self, effects: Floats, trace: float, before: float) -> tuple[float, float]:
        """Return the variance of effects, and how many of them the data leave free (Schall's step)."""
        free = max(len(effects) - trace / before, 0.0)
        believed = _BELIEVED * _SPREAD[self.family] ** 2
        believed *= self.noise if self.family is Family.NUMBER else 1.0
        return (float(effects @ effects) + believed) / (free + _BELIEVED), free

    def _take_noise(self, free: float) -> None:
        if self.family is Family.SHARE:
            return
        cells = self.cells
        within = cells.squares - float((cells.totals**2 / cells.counts).sum())
        between = float((cells.counts * (cells.means - self.expected) ** 2).sum())
        seen = max(within, 0.0) + between + _BELIEVED * _LEAST_NOISE
        self.noise = seen / (max(self.observed - free, 1.0) + _BELIEVED)
