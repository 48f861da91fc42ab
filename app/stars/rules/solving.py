"""Solving the equations of a mixed model for the effects, and for what the data leave open of them.

Nobody does two persons' work: within one factor the columns of a design never meet, so that its block of the
system is a diagonal as long as no judges were eliminated.  The block of the largest factor is taken out
first (its Schur complement; F. Zhang, ed.: The Schur Complement and Its Applications, 2005, §0.7 and §1.1),
and only what remains is inverted: of 300 persons and 150 kinds of work a twentieth of the multiplications.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from app.stars.rules.design import Floats


@dataclass(frozen=True, slots=True)
class Solution:
    """The effects, and of their covariance (the system's inverse) the diagonal and any product.

    inverse: all of it, where the system was inverted as a whole.
    """

    effects: Floats
    diagonal: Floats
    times: Callable[[Floats], Floats]
    inverse: Floats | None = None


def solved_whole(system: Floats, right: Floats) -> Solution:
    """Solve a system without zeros."""
    inverse = np.linalg.inv(system).astype(np.float64)
    return Solution(inverse @ right, np.diag(inverse), lambda vector: np.asarray(inverse @ vector), inverse)


def solved(system: Floats, right: Floats, parts: Mapping[str, slice]) -> Solution:
    """Solve a system in which the columns of each part meet none of the same part."""
    large = max(parts.values(), key=lambda part: part.stop - part.start)
    rest = np.r_[0 : large.start, large.stop : len(right)]
    own = system[np.arange(large.start, large.stop), np.arange(large.start, large.stop)]
    across = system[large][:, rest]
    drawn = across / own[:, np.newaxis]
    inner = np.linalg.inv(system[np.ix_(rest, rest)] - across.T @ drawn).astype(np.float64)
    spread = drawn @ inner

    def times(vector: Floats) -> Floats:
        found = np.empty(len(vector))
        found[rest] = inner @ (vector[rest] - drawn.T @ vector[large])
        found[large] = vector[large] / own - drawn @ found[rest]
        return found

    diagonal = np.empty(len(right))
    diagonal[rest] = np.diag(inner)
    diagonal[large] = 1 / own + np.einsum("ij,ij->i", spread, drawn)
    return Solution(times(right), diagonal, times)
