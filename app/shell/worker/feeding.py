"""Before a worker finds nothing due, it looks whether the ledger has grown for a subscription."""

from __future__ import annotations

from app.kernel import Runtime, unit_of_work
from app.kernel.errors import TryAgain
from app.outbox.commands import waking


def feed(runtime: Runtime) -> bool:
    """Arm the outbox's timers for whoever is behind the feed; True where there was anybody.

    The cursors are what is durable, so nothing is armed with the events themselves: writers of the
    ledger would wait for one another at the timer of a common reader.
    """
    with unit_of_work(runtime, write=False) as uow:
        found = waking.behind(uow)
    if not found:
        return False
    try:
        with unit_of_work(runtime) as uow:
            waking.arm_behind(uow, found)
    except TryAgain:
        return False
    return True
