"""Queues run beside each other, outlive what breaks, and give back what they cannot finish."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Event
from typing import Any

import pytest
from sqlalchemy import select

from app.kernel import Runtime, timers, unit_of_work
from app.kernel.queues import Queue
from app.kernel.tables import Timer
from app.kernel.timer_kinds import Handler, queue_of
from app.shell.worker import jobs, queue_threads
from app.shell.worker.queue_threads import QueueThreads
from tests.support.clock import MONDAY_MORNING

SOON_S = 30


@contextmanager
def _working(
    runtime: Runtime, handlers: dict[str, Handler], within_s: float = SOON_S
) -> Iterator[QueueThreads]:
    queues = QueueThreads(runtime, handlers)
    queues.start()
    try:
        yield queues
    finally:
        queues.stop(within_s)


def _arm(runtime: Runtime, *kinds: str) -> None:
    with unit_of_work(runtime) as uow:
        for kind in kinds:
            timers.arm(uow, kind, "x", uow.now)


def _due_at(runtime: Runtime, kind: str) -> datetime | None:
    with unit_of_work(runtime, write=False) as uow:
        return uow.session.scalars(select(Timer.due_at).where(Timer.kind == kind)).one_or_none()


def test_slow_work_has_queues_of_its_own() -> None:
    assert len({queue_of(kind) for kind in ("plan", "offer_expiry", "outbox", "purge")}) == len(Queue)


def test_a_long_plan_does_not_hold_up_an_offer_that_expires(runtime: Runtime) -> None:
    expired, planned = Event(), Event()

    def plan(_runtime: Runtime, _subject: str) -> None:
        assert expired.wait(SOON_S)
        planned.set()

    _arm(runtime, "plan", "offer_expiry")
    with _working(runtime, {"plan": plan, "offer_expiry": lambda *_: expired.set()}):
        assert planned.wait(SOON_S)


def test_what_is_not_finished_in_time_is_given_back(runtime: Runtime) -> None:
    started, over = Event(), Event()

    def plan(_runtime: Runtime, _subject: str) -> None:
        started.set()
        over.wait(SOON_S)

    _arm(runtime, "plan")
    with _working(runtime, {"plan": plan}, within_s=0) as queues:
        assert started.wait(SOON_S)
        assert _due_at(runtime, "plan") == MONDAY_MORNING + timers.LEASE
    assert _due_at(runtime, "plan") == MONDAY_MORNING
    with unit_of_work(runtime) as uow:
        assert timers.claim_due(uow, ("plan",)) is not None
    over.set()
    queues.stop(SOON_S)  # or its thread would go on to use what this test has closed


def test_what_is_finished_in_time_is_not_done_again(runtime: Runtime) -> None:
    started, go_on = Event(), Event()

    def plan(_runtime: Runtime, _subject: str) -> None:
        started.set()
        assert go_on.wait(SOON_S)

    _arm(runtime, "plan")
    with _working(runtime, {"plan": plan}):
        assert started.wait(SOON_S)
        go_on.set()
    assert _due_at(runtime, "plan") is None


def test_a_queue_outlives_a_database_that_was_away(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    fails, done = iter([True, True]), Event()

    def run_due(*args: Any, **options: Any) -> object:
        if next(fails, False):
            raise ConnectionError("away")
        return jobs.run_due(*args, **options)

    monkeypatch.setattr(queue_threads, "run_due", run_due)
    monkeypatch.setattr(queue_threads, "Queue", (Queue.PROMPT,))
    monkeypatch.setattr(queue_threads, "LONGEST_SLEEP_S", 0.01)
    _arm(runtime, "note")
    with _working(runtime, {"note": lambda *_: done.set()}):
        assert done.wait(SOON_S)
