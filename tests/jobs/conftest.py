"""Kinds of long work that a test can steer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.jobs.commands import in_hand
from app.jobs.hooks import KINDS, JobKind, JobOutcome, RunningJob
from app.kernel import Role
from app.kernel.phrases import Phrase

DONE = JobOutcome(Phrase("%(count)s rows came in.", count=3))


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have jobs of the kind `work` run the given function; progress is written at every step."""
    monkeypatch.setattr(in_hand, "TELL_EVERY_S", -1.0)

    def does(run: Callable[[RunningJob], JobOutcome]) -> None:
        kind = JobKind(Phrase("Import from a file"), run, "works", frozenset({Role.ADMIN}))
        monkeypatch.setitem(KINDS._things, "work", kind)

    does(lambda _: DONE)
    return does
