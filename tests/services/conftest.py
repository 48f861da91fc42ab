"""A town for the services that dispatch in it."""

from __future__ import annotations

import pytest

from app.kernel import Runtime
from tests.support.town import Town, build_town, without_child


@pytest.fixture
def town(runtime: Runtime) -> Town:
    """Two engineers, one and two kilometres north of the customer; plans are made by insertion."""
    return build_town(without_child(runtime))
