"""The clock of routes for many places and visits at once, as arrays."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from dispatch.horizon.clock import Spans
from dispatch.horizon.model import Flags, Floats


class Hours(Protocol):
    """When some visits may be served (K windows, C visits), and the breaks of the shift that serves."""

    @property
    def opens(self) -> Floats:
        """Window openings, (K, C)."""
        ...

    @property
    def closes(self) -> Floats:
        """Window closings, (K, C)."""
        ...

    @property
    def service(self) -> Floats:
        """Seconds of service, (C,)."""
        ...

    @property
    def breaks(self) -> Spans:
        """The shift's breaks."""
        ...


def clear(start: Floats, length: Floats, breaks: Spans) -> Floats:
    """`clock.first_free` for arrays."""
    for pause_s, resume_s in breaks:
        start = np.where((pause_s < start + length) & (resume_s > start), resume_s, start)
    return start


def starts(ready: Floats, drive: Floats, hours: Hours) -> tuple[Floats, Flags]:
    """`clock.first_start` of every visit from every place, and where all windows are missed."""
    arrive = clear(ready, drive, hours.breaks) + drive
    start = clear(np.maximum(arrive, hours.opens[-1]), hours.service, hours.breaks)
    late = start > hours.closes[-1]
    for opens, closes in zip(hours.opens[-2::-1], hours.closes[-2::-1], strict=True):
        sooner = clear(np.maximum(arrive, opens), hours.service, hours.breaks)
        in_time = sooner <= closes
        start = np.where(in_time, sooner, start)
        late &= ~in_time
    return start, late
