from __future__ import annotations

import pytest

from app.kernel import Runtime
from tests.support.clock import FakeClock
from tests.support.desk import Desk
from tests.support.town import build_town, without_child


@pytest.fixture
def desk(runtime: Runtime, clock: FakeClock) -> Desk:
    """A town with two engineers and somebody who reads its alerts."""
    return Desk(build_town(without_child(runtime)), clock)
