"""Partial routes as arrays, and which of them are kept; what `pricing` works on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from dispatch.horizon.clock import Spans
from dispatch.horizon.model import Flags, Floats, Ints

PER_VISIT: Final = 12  # of the labels kept, at most so many that end at one visit


@dataclass(frozen=True, slots=True)
class Field:
    """The visits that a shift may want, as arrays (C visits of V, N nodes, K windows, P parts)."""

    visits: Ints
    """Their numbers, (C,)."""
    gain: Floats
    """What serving each is worth beyond its price, (C,)."""
    out: Floats
    """Seconds from each node to each, (N, C)."""
    home: Floats
    """Seconds from each to the shift's end, (C,)."""
    opens: Floats
    closes: Floats
    service: Floats
    equipped: Flags
    needs: Ints
    """Parts of each, (C, P)."""
    marks: npt.NDArray[np.uint64]
    breaks: Spans


@dataclass(slots=True)
class Labels:
    """Partial routes of one shift (L labels, C visits, P parts)."""

    last: Ints
    """Node each ends at."""
    ready: Floats
    """When it leaves there."""
    cost: Floats
    """Its cost less what its visits are worth."""
    seen: Flags
    """Visits it serves, (L, C)."""
    left: Ints
    """Parts left in the van, (L, P)."""
    stocked: Flags
    """Whether it has been at a depot."""
    path: Ints
    """Visits in order, (L, length)."""
    mark: npt.NDArray[np.uint64]
    """The same for the same set of visits."""


def selected(costs: Floats, marks: npt.NDArray[np.uint64], width: int) -> Ints:
    """Flat indices of the cheapest labels: one for each last visit and set, `PER_VISIT` for each visit."""
    flat, columns = costs.ravel(), costs.shape[2]
    order = np.nonzero(np.isfinite(flat))[0]
    most = 4 * width
    if len(order) > most:
        order = order[np.argpartition(flat[order], most)[:most]]
    order = order[np.argsort(flat[order], kind="stable")]
    visit = (order % columns).astype(np.uint64)
    _, first = np.unique(marks.ravel()[order] * np.uint64(columns + 1) + visit, return_index=True)
    order = order[np.sort(first)]
    visit = order % columns
    ranked = np.argsort(visit, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[ranked] = np.arange(len(order)) - np.searchsorted(visit[ranked], visit[ranked])
    kept: Ints = order[rank < PER_VISIT][:width]
    return kept
