"""Hints reach workers through the queue, never twice at once, and never at the cost of a request."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from queue import Queue

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from app.kernel import Runtime, queue_schema
from app.kernel.wake import Enqueue, Ring
from app.settings import Settings
from app.shell.runtime import build_runtime, works_apart
from app.shell.worker import hints
from app.shell.worker.hints import Hints

SOON_S = 30
pytestmark = pytest.mark.parametrize("database_kind", ["postgresql"])


def _jobs(runtime: Runtime) -> list[tuple[str, str]]:
    with runtime.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT queue_name, queueing_lock FROM procrastinate.procrastinate_jobs")
        )
        return sorted((lane, lock) for lane, lock in rows)


@contextmanager
def _listening(runtime: Runtime) -> Iterator[Queue[str]]:
    heard: Queue[str] = Queue()

    def look(lane: str) -> Future[None]:
        heard.put(lane)
        done: Future[None] = Future()
        done.set_result(None)
        return done

    taker = Hints(runtime.engine, look)
    taker.start()
    try:
        yield heard
    finally:
        taker.stop(SOON_S)


def test_many_hints_for_one_timer_wait_as_one_job_in_the_lane_of_its_kind(runtime: Runtime) -> None:
    wake = Enqueue(runtime.engine)
    for _ in range(3):
        wake("plan", "t1")
        wake("offer_expiry", "o1")
    wake.close()
    again = Enqueue(runtime.engine)
    again("plan", "t1")
    again.close()
    assert _jobs(runtime) == [("plan", "plan:t1"), ("prompt", "offer_expiry:o1")]


def test_a_job_has_its_lane_look_and_leaves_nothing_behind(runtime: Runtime) -> None:
    wake = Enqueue(runtime.engine)
    with _listening(runtime) as heard:
        wake("plan", "t1")
        assert heard.get(timeout=SOON_S) == "plan"
        wake("outbox", "s1")
        assert heard.get(timeout=SOON_S) == "outside"
    wake.close()
    assert _jobs(runtime) == []


def test_a_queue_that_is_emptied_under_the_workers_goes_on(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hints, "FIRST_PAUSE_S", 0.01)
    wake = Enqueue(runtime.engine)
    with _listening(runtime) as heard:
        wake("plan", "t1")
        assert heard.get(timeout=SOON_S) == "plan"
        with runtime.engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL search_path TO procrastinate")
            connection.exec_driver_sql("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
        wake("outbox", "s1")
        assert heard.get(timeout=SOON_S) == "outside"
    wake.close()


def test_a_queue_that_is_away_costs_nothing_but_one_line_in_the_log(runtime: Runtime) -> None:
    queue_schema.remove(runtime.engine)
    wake = Enqueue(runtime.engine)
    with capture_logs() as lines:
        for subject in ("t1", "t2"):
            wake("plan", subject)
        wake.close()
    assert [line["event"] for line in lines] == ["workers cannot be woken and look by the clock"]


def test_the_shape_chooses_who_is_woken(runtime: Runtime) -> None:
    for embedded, simulated, kind in [(True, False, Ring), (False, True, Ring), (False, False, Enqueue)]:
        settings = Settings(
            data_dir=runtime.settings.data_dir,
            database_url=runtime.settings.database_url,
            embedded_worker=embedded,
            simulated=simulated,
        )
        made = build_runtime(settings.completed())
        assert type(made.wake) is kind
        assert works_apart(made.settings, made.engine) is (kind is Enqueue)
        made.close()


def test_hints_in_one_process_ring_its_bell(runtime: Runtime) -> None:
    runtime.wake("plan", "t1")
    assert runtime.work.rung == 1


def test_the_queue_of_another_release_is_made_anew_and_that_of_this_one_is_kept(runtime: Runtime) -> None:
    wake = Enqueue(runtime.engine)
    wake("plan", "t1")
    wake.close()
    queue_schema.ensure(runtime.engine)
    assert _jobs(runtime) == [("plan", "plan:t1")]
    with runtime.engine.begin() as connection:
        connection.exec_driver_sql("COMMENT ON SCHEMA procrastinate IS 'procrastinate 2.0.0'")
    queue_schema.ensure(runtime.engine)
    assert _jobs(runtime) == []
