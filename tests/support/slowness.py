"""Which tests take the processor long without saying why: told at the end of every run, and never a failure.

Counted is the processor's time, of the tests' process and of those that it waited for, because the wall's
depends on who else is working.  Even so it is the machine's, so no test may fail by it; what fails is a mark
`slow` without a reason.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

LONG_S = 5.0
SPENT = "processor_s"


class Stopwatch:
    """Counts what each phase of a test takes; what a fixture makes for others too counts where it is made."""

    def __init__(self) -> None:
        self._since = processor_s()

    def start(self) -> None:
        """Begin with the next test."""
        self._since = processor_s()

    def note(self, report: Any) -> None:
        """Write what the phase that ended took into its report, which other processes read too."""
        before, self._since = self._since, processor_s()
        report.user_properties.append((SPENT, self._since - before))


def processor_s() -> float:
    """Return what this process has taken of the processor so far, with the processes that it waited for."""
    return sum(os.times()[:4])


def unexplained(reports: Iterable[Any]) -> list[str]:
    """Name the tests of which a phase took over five seconds and which are not marked `slow`."""
    found = []
    for one in reports:
        spent = dict(getattr(one, "user_properties", ())).get(SPENT, 0.0)
        if spent > LONG_S and "slow" not in one.keywords:
            found.append(f"{spent:.1f} s {one.when} {one.nodeid}")
    return found


def summary(terminalreporter: Any) -> None:
    """Write them at the end."""
    reports = [one for kept in terminalreporter.stats.values() for one in kept]
    if found := unexplained(reports):
        terminalreporter.section(f"over {LONG_S:.0f} s of processor, and no mark `slow` says why")
        for line in found:
            terminalreporter.write_line(line)
