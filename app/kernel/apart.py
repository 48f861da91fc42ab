"""Long computing in a process of its own: Python lets one thread compute at a time, and pages would wait.

A process that is killed ends its child, or leaves it to finish: what it writes are whole transactions.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.kernel.runtime import Runtime

Work = Callable[[Any], object]
"""A function of a module, perhaps with values bound to it, that is given the means of its process."""


class ProcessFailed(RuntimeError):
    """The process ended without having done its work; what it raised stands in the log."""


def in_own_process(means: Callable[[], Runtime], work: Work) -> None:
    """Do the work with means made anew in a new process, and wait for it.

    Raises:
        ProcessFailed: it raised something, or was killed.
    """
    # Nothing may be inherited: connections and locks of this process are in the middle of something.
    process = get_context("spawn").Process(target=_do, args=(means, work), daemon=True)
    process.start()
    process.join()
    if process.exitcode:
        raise ProcessFailed(f"ended with status {process.exitcode}")


def _do(means: Callable[[], Runtime], work: Work) -> None:
    runtime = means()
    try:
        work(runtime)
    finally:
        runtime.close()
