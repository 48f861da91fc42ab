from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Event
from typing import TYPE_CHECKING

import pytest

from app.kernel import Runtime, SimulatedClock, unit_of_work
from app.kernel.tables import Timer
from app.outbox.commands.timers import send
from app.outbox.commands.waking import OUTBOX_TIMER
from app.shell.worker import simulation
from app.shell.worker.queue_threads import QueueThreads
from tests.support.clock import MONDAY_MORNING
from tests.support.outbox import Outside, happen, reaching, states, subscribe

if TYPE_CHECKING:
    from collections.abc import Mapping

OUTBOX_ALONE = {OUTBOX_TIMER: send}


def test_in_a_simulation_messages_go_out_and_are_tried_again_at_simulated_times(runtime: Runtime) -> None:
    outside = Outside()
    simulated = replace(reaching(runtime, outside), clock=SimulatedClock())
    with simulated.engine.begin() as connection:
        SimulatedClock.start(connection, MONDAY_MORNING)
    subscribe(simulated)
    happen(simulated)
    outside.answering(500)
    simulation.advance(simulated, MONDAY_MORNING)
    assert outside.tries == 1
    simulation.advance(simulated, MONDAY_MORNING + timedelta(minutes=3))
    assert outside.tries == 4  # after 5, 20 and 80 seconds more
    outside.failing = None
    simulation.advance(simulated, MONDAY_MORNING + timedelta(minutes=10))
    assert states(simulated) == ["sent"]
    with unit_of_work(simulated, write=False) as uow:
        assert uow.session.query(Timer).count() == 0


class Slow(Outside):
    """One receiver answers only after the other got its message."""

    def __init__(self) -> None:
        super().__init__()
        self.other_done = Event()
        self.both_done = Barrier(2, timeout=20)

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """Wait, or set free who waits."""
        if "slow" in url:
            assert self.other_done.wait(20)
            self.both_done.wait()
            return 200
        self.other_done.set()
        return 200


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_slow_receiver_does_not_hold_up_another(runtime: Runtime) -> None:
    outside = Slow()
    reached = reaching(runtime, outside)
    subscribe(reached, name="slow", url="https://slow.example/")
    subscribe(reached, name="quick", url="https://quick.example/")
    happen(reached)
    queues = QueueThreads(reached, OUTBOX_ALONE)
    queues.start()
    try:
        outside.both_done.wait()  # the slow one was only let go by the quick one's message
    finally:
        queues.stop(20)
    assert states(reached).count("sent") >= 1
