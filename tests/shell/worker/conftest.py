"""A simulated town, for workers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.kernel import Runtime, SimulatedClock
from tests.support.clock import MONDAY_MORNING
from tests.support.town import Town, build_town, without_child


@pytest.fixture
def simulated(runtime: Runtime) -> Runtime:
    """The means of a simulation that starts on Monday morning; plans are made by insertion."""
    settings = replace(runtime.settings, simulated=True)
    made = replace(without_child(runtime), clock=SimulatedClock(), settings=settings)
    with made.engine.begin() as connection:
        SimulatedClock.start(connection, MONDAY_MORNING)
    return made


@pytest.fixture
def simulated_town(simulated: Runtime) -> Town:
    """Two engineers near the customer, in simulated time."""
    return build_town(simulated)
