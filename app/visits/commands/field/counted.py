"""Dating the messages of a call by the phone's counter, where its clock was set in between."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.kernel import UnitOfWork
from app.phones.reads.phone_clock import ties_of
from app.phones.rules.counter_time import Tick, Tie, clock_off, tie_of_newest
from app.phones.rules.phone_stamps import TOLERANCE


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it was sent: the phone's clock, how far that is behind, and the counter.

    `newest` is the last message that it carries; `counter` is None where the phone did not tell it.
    """

    sent_at: datetime
    skew_s: float
    device_id: str | None = None
    counter: Tick | None = None
    newest: Tick | None = None


def tick_of(boot_id: str | None, counter_ms: int | None, shown: datetime) -> Tick | None:
    """Return a reading of the counter; None where there is none."""
    return Tick(boot_id, counter_ms, shown) if boot_id is not None and counter_ms is not None else None


def last_of(ticks: Iterable[Tick | None]) -> Tick | None:
    """Return the latest of the boot that the last one names."""
    found = [tick for tick in ticks if tick is not None]
    return max(
        (one for one in found if one.boot_id == found[-1].boot_id),
        key=lambda one: one.counter_ms,
        default=None,
    )


def offs(
    uow: UnitOfWork, engineer_id: UUID, call: Call, ticks: Iterable[Tick | None]
) -> list[timedelta | None]:
    """Return for each message what has to be added to its clock beside the call's skew; None: unknown."""
    told = list(ticks)
    boots = {one.boot_id for one in told if one is not None}
    ties = {
        boot_id: _ties(uow, engineer_id, call, [one for one in told if one and one.boot_id == boot_id])
        for boot_id in boots
    }
    return [clock_off(one, ties[one.boot_id], call.skew_s) if one else None for one in told]


def _ties(uow: UnitOfWork, engineer_id: UUID, call: Call, ticks: Sequence[Tick]) -> list[Tie]:
    """What ties the counter of these messages' boot to our clock: this call, and what came before it."""
    boot_id, lowest = ticks[0].boot_id, min(one.counter_ms for one in ticks)
    behind = timedelta(seconds=call.skew_s)
    known = ties_of(uow, engineer_id, call.device_id, boot_id, lowest)
    if call.counter is not None:
        own = Tie(call.counter, call.sent_at + behind, TOLERANCE)
        return [own, *known] if own.tick.boot_id == boot_id else known
    newest = call.newest if call.newest is not None and call.newest.boot_id == boot_id else None
    found = tie_of_newest(newest, call.sent_at, call.skew_s, known)
    return [found, *known] if found is not None else known
