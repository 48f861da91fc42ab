"""Coverage where a floor asks for it: tracing makes every test half as long again.

The floors are for commands, the engine and the checklists, and the tests of these and of their doors reach
them alone.  What drives the product from outside, by pages and as processes, runs untraced: it shows that the
product works, and not which line of a command is still without a test.
"""

from __future__ import annotations

import os

from coverage import Coverage

OUTSIDE = frozenset(
    {"browser", "cli", "demo", "faults", "frontend", "journey", "operations", "pages", "portal", "shell"}
    | {"stateful"}
)
_FOR_CHILDREN = "COVERAGE_PROCESS_CONFIG"


class Measuring:
    """The coverage of this process, if anybody asked for it; it stops and goes on between folders."""

    def __init__(self) -> None:
        self._stopped: Coverage | None = None
        self._told = ""

    def come_to(self, folder: str) -> None:
        """Measure what the tests of a folder of `tests/` run here and in children, or let it be."""
        if folder in OUTSIDE:
            self._stop()
        elif self._stopped is not None:
            os.environ[_FOR_CHILDREN] = self._told
            self._stopped.start()
            self._stopped = None

    def _stop(self) -> None:
        measuring = Coverage.current()
        if self._stopped is None and measuring is not None and _FOR_CHILDREN in os.environ:
            self._told = os.environ.pop(_FOR_CHILDREN)
            measuring.stop()
            self._stopped = measuring
