"""Any process answers for the whole installation, and only to those who may know."""

from __future__ import annotations

from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.kernel import Role, Runtime, processes, timers, unit_of_work
from app.kernel.metrics import ProcessMetrics, here, process_name
from app.kernel.tables import Process
from app.shell.worker.jobs import run_due
from tests.pages.conftest import Browser
from tests.support.clock import FakeClock
from tests.support.morning import Morning
from tests.support.timers import stand_in
from tests.support.web import application, bearer, make_user

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture(autouse=True)
def fresh_metrics(runtime: Runtime) -> Runtime:
    assert isinstance(runtime.metrics, ProcessMetrics)
    return runtime


def scraped(runtime: Runtime, *scopes: str) -> Samples:
    key = bearer(runtime, make_user(runtime, Role.INTEGRATION), "api_key", scopes or ("metrics:read",))
    answer = application(runtime).test_client().get("/metrics", headers=key)
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples[name, frozenset(labels.items())]


def test_figures_are_refused_without_their_scope(runtime: Runtime, browser: Browser) -> None:
    key = bearer(runtime, make_user(runtime, Role.INTEGRATION), "api_key", ("requests:read",))
    client = application(runtime).test_client()
    assert client.get("/metrics", headers=key).status_code == 403
    assert client.get("/metrics").status_code in {401, 302, 303}


def test_open_promises_and_late_work_are_counted_in_the_database(
    morning: Morning, runtime: Runtime, clock: FakeClock
) -> None:
    with unit_of_work(runtime) as uow:
        timers.arm(uow, "offer_expiry", "x", uow.now)
    before = scraped(runtime)
    clock.advance(seconds=90)
    after = scraped(runtime)
    opened = [number for (name, _), number in after.items() if name == "onehour_promises_open"]
    assert sum(opened) > 0
    late = value(before, "onehour_timers_late_seconds", queue="prompt")
    assert value(after, "onehour_timers_late_seconds", queue="prompt") == late + 90
    assert value(after, "onehour_outbox_dead") == 0


def test_what_another_process_measured_is_shown_beside_ones_own(runtime: Runtime) -> None:
    other = ProcessMetrics()
    other.solves.observe(0.3)
    with unit_of_work(runtime) as uow:
        left = Process(
            id=uow.new_id(), kind="worker", host="elsewhere", pid=7, started_at=uow.now, seen_at=uow.now
        )
        left.figures = other.kept()
        uow.session.add(left)
    runtime.metrics.solves.observe(0.1)
    samples = scraped(runtime)
    assert value(samples, "onehour_solve_seconds_sum", process="worker@elsewhere:7") == 0.3
    assert value(samples, "onehour_solve_seconds_count", process=process_name("process", *here())) == 1
    assert value(samples, "onehour_processes", kind="worker") == 1


def test_a_process_that_was_silent_for_a_minute_is_not_counted(runtime: Runtime, clock: FakeClock) -> None:
    with unit_of_work(runtime) as uow:
        me = processes.arrive(uow, "worker")
    clock.advance(seconds=61)
    samples = scraped(runtime)
    assert value(samples, "onehour_processes", kind="worker") == 0
    assert value(samples, "onehour_worker_seen_seconds") == 61
    with unit_of_work(runtime) as uow:
        processes.beat(uow, me)
    assert value(scraped(runtime), "onehour_processes", kind="worker") == 1


def test_a_process_that_was_forgotten_comes_back_with_its_next_beat(
    runtime: Runtime, clock: FakeClock
) -> None:
    with unit_of_work(runtime) as uow:
        me = processes.arrive(uow, "worker")
    clock.advance(hours=2)
    with unit_of_work(runtime) as uow:
        processes.forget(uow)
        processes.beat(uow, me)
    assert value(scraped(runtime), "onehour_processes", kind="worker") == 1
    with unit_of_work(runtime) as uow:
        processes.leave(uow, me)
    assert value(scraped(runtime), "onehour_processes", kind="worker") == 0


def test_due_work_is_timed_and_its_failures_counted(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = replace(runtime, metrics=ProcessMetrics())
    outcomes = iter([None, ZeroDivisionError()])

    def work(*_: object) -> None:
        if error := next(outcomes):
            raise error

    stand_in(monkeypatch, "note", work)
    for subject in ("a", "b"):
        with unit_of_work(made) as uow:
            timers.arm(uow, "note", subject, uow.now)
    run_due(made, kinds=("note",))
    samples = scraped(made)
    me = process_name("process", *here())
    assert value(samples, "onehour_job_seconds_count", kind="note", process=me) == 2
    assert value(samples, "onehour_job_failures_total", kind="note", process=me) == 1
