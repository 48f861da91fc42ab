"""Which tests take long without saying why: told with `./run test --durations=…`, and never a failure.

Time is the machine's, so no test may fail by it; whoever asks for durations is told what lacks a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

LONG_S = 5.0


def unexplained(reports: Iterable[Any]) -> list[str]:
    """Name the tests of which a phase took over five seconds and which are not marked `slow`."""
    slow = [one for one in reports if getattr(one, "duration", 0) > LONG_S and "slow" not in one.keywords]
    return [f"{one.duration:.1f} s {one.when} {one.nodeid}" for one in slow if one.when]


def summary(terminalreporter: Any) -> None:
    """Write them below pytest's own list of durations."""
    reports = [one for kept in terminalreporter.stats.values() for one in kept]
    if found := unexplained(reports):
        terminalreporter.section(f"over {LONG_S:.0f} s, and no mark `slow` says why")
        for line in found:
            terminalreporter.write_line(line)
