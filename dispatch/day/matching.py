"""The best first stops of a large crew, where prices would be left unsettled."""

from __future__ import annotations

import numpy as np

from dispatch.day.pricing import Packing, nothing
from dispatch.model.tables import Bools, Floats, Ints
from dispatch.solve.assignment import assign

OF_ENGINEER, OF_JOB = 60, 20  # pairs of each that an assignment of a large crew looks at


def matched(value: Floats, heading: Ints) -> Packing:
    """The best packing of single stops, `value` (n, m) being what each is worth to each engineer.

    `heading` (n,) is the job that each is driving to, or -1. Large crews begin here: what prices leave
    unsettled there would turn engineers round for nothing.
    """
    n, m = value.shape
    allowed = likely(value, heading)
    gain = np.rint(np.where(allowed, value, 0.0)).astype(np.int64)
    packing = nothing(n, m)
    for row, job in assign(-gain, allowed, np.zeros(m, np.int64)):
        packing.chosen[row] = job
        packing.value += float(value[row, job])
    return packing


def likely(value: Floats, heading: Ints) -> Bools:
    """Pairs worth something that are among the best of their engineer or of their job, or under way.

    An assignment of a large crew uses hardly any others, and takes half the time without them.
    """
    allowed: Bools = value > 0
    best = np.zeros_like(allowed)
    for axis, most in enumerate((OF_JOB, OF_ENGINEER)):
        if value.shape[axis] <= most:
            return allowed
        top = np.argpartition(-value, most, axis=axis).take(np.arange(most), axis=axis)
        np.put_along_axis(best, top, values=True, axis=axis)
    driving = np.nonzero(heading >= 0)[0]
    best[driving, heading[driving]] = True
    return allowed & best
