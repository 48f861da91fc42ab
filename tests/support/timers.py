"""A kind of timer for one test."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import capabilities
from app.kernel.queues import Queue
from app.kernel.timer_kinds import KINDS, Handler, TimerKind


def stand_in(patch: pytest.MonkeyPatch, name: str, work: Handler) -> None:
    """Have timers of the kind `name` do `work`."""
    capabilities.install()
    made = TimerKind(name=name, work=work, queue=Queue.PROMPT, horizon=timedelta(days=30))
    patch.setitem(KINDS.all(), name, made)
