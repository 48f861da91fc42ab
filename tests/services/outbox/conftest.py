from __future__ import annotations

import pytest

from app.kernel import Runtime
from tests.support.outbox import Outside, reaching


@pytest.fixture
def outside() -> Outside:
    """Whoever is subscribed."""
    return Outside()


@pytest.fixture
def reached(runtime: Runtime, outside: Outside) -> Runtime:
    """The runtime whose messages go to `outside`."""
    return reaching(runtime, outside)
