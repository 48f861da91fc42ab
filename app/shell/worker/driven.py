"""Simulated time moved by worker processes: web processes ask, whichever worker is there drives.

The asking stands in the clock's row, so it outlives whoever asked and whoever drives; a worker that dies
on the way leaves the rest of the way to the next.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import case, update

from app.kernel import Runtime, unit_of_work
from app.kernel.clock import epoch_us, from_epoch_us
from app.kernel.errors import Conflict, TryAgain
from app.kernel.tables import SimulatedClockRow
from app.shell.worker.simulation import Advanced, advance, refuse_absurd

PATIENCE_S = 60.0
LOOK_S = 0.02

Pause = Callable[[float], None]


def ask(runtime: Runtime, to: datetime, pause: Pause = time.sleep) -> Advanced:
    """Have a worker move the clock to `to`; returns when it has, with all work due by then done.

    Raises:
        Invalid: `to` lies before the clock, or more than a week after it.
        TryAgain: no worker has answered within a minute; the same call may be repeated.
    """
    refuse_absurd(runtime, to)
    before = _ask(runtime, to)
    for _ in range(int(PATIENCE_S / LOOK_S)):
        row = _read(runtime)
        if row.answered >= before.asked:
            now = from_epoch_us(row.epoch_us)
            return Advanced(now, row.timers_run - before.timers_run, row.plans - before.plans)
        pause(LOOK_S)
    raise TryAgain


def drive(runtime: Runtime) -> bool:
    """Do what was asked for, if anything was; tells whether there was something to do.

    Raises:
        NotSettled: work at one instant has no end.
    """
    row = _read(runtime)
    if row.answered >= row.asked:
        return False
    to = from_epoch_us(max(row.target_us, row.epoch_us))
    try:
        told = advance(runtime, to)
    except Conflict:  # another worker is driving
        return False
    with unit_of_work(runtime) as uow:
        uow.session.execute(
            update(SimulatedClockRow)
            .where(SimulatedClockRow.answered < row.asked)
            .values(
                answered=row.asked,
                timers_run=SimulatedClockRow.timers_run + told.timers_run,
                plans=SimulatedClockRow.plans + told.plans,
            )
            .execution_options(synchronize_session=False)
        )
    return True


def _ask(runtime: Runtime, to: datetime) -> SimulatedClockRow:
    """Write the asking down; returns the row with its number, and the counts so far."""
    micros = epoch_us(to)
    farther = case(
        (SimulatedClockRow.target_us < micros, micros),
        else_=SimulatedClockRow.target_us,
    )
    with unit_of_work(runtime) as uow:
        uow.session.execute(
            update(SimulatedClockRow)
            .values(target_us=farther, asked=SimulatedClockRow.asked + 1)
            .execution_options(synchronize_session=False)
        )
        return uow.get(SimulatedClockRow, 1)


def _read(runtime: Runtime) -> SimulatedClockRow:
    with unit_of_work(runtime, write=False) as uow:
        return uow.get(SimulatedClockRow, 1)
