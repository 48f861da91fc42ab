"""An import is checked outside any writing transaction and written in short ones; nobody waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from app.kernel import Runtime, unit_of_work
from app.kernel.principal import SYSTEM
from app.registers.commands import imports
from app.registers.commands.import_shapes import ParsedRow
from app.registers.commands.imports import Import, finish_import, run_import
from app.registers.commands.registry import checks
from app.registers.errors import ImportRunning
from app.registers.tables import Customer, ImportRun
from app.requests.tables import ServiceRequest
from tests.support.clock import FakeClock
from tests.support.impatient import impatient
from tests.support.town import Town, build_town, without_child


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows make a batch."""
    monkeypatch.setattr(imports, "BATCH", 3)


@pytest.fixture
def town(runtime: Runtime) -> Iterator[Town]:
    """A town whose requests come in by a process of its own, which waits for no lock at all."""
    with impatient(without_child(runtime)) as hurried:
        yield replace(build_town(without_child(runtime)), runtime=hurried)


def _customers(count: int, **how: Any) -> Import:
    rows = [ParsedRow(n, {"name": f"Customer {n}"}, {}) for n in range(1, count + 1)]
    return Import("customer", rows, "digest", **how)


def _count(runtime: Runtime, model: type) -> int:
    with unit_of_work(runtime, write=False) as uow:
        return uow.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_repair_request_comes_in_between_any_two_batches(runtime: Runtime, town: Town) -> None:
    before = _count(runtime, Customer)
    rests: list[float] = []

    def somebody_calls(seconds: float) -> None:
        rests.append(seconds)
        town.report()

    report = run_import(runtime, SYSTEM, _customers(10, rest=somebody_calls))
    assert (report.imported, report.errors) == (10, ())
    assert _count(runtime, Customer) == before + 10
    assert _count(runtime, ServiceRequest) == len(rests) == 8  # four batches looked at, and four written


def test_a_repair_request_comes_in_while_rows_are_being_checked(
    runtime: Runtime, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = checks.everything_wrong
    asked: list[object] = []

    def slow(uow: Any, name: str, *rest: Any) -> Any:
        if name == "customer" and not asked:
            asked.append(town.report())
        return looked(uow, name, *rest)

    monkeypatch.setattr(checks, "everything_wrong", slow)
    report = run_import(runtime, SYSTEM, _customers(3, rest=lambda _: None), dry_run=True)
    assert (report.dry_run, report.imported, len(asked)) == (True, 3, 1)
    assert _count(runtime, ServiceRequest) == 1


def test_a_file_that_was_cut_short_goes_on_where_it_stopped(runtime: Runtime) -> None:
    def stop(seconds: float) -> None:
        if seconds and _count(runtime, Customer) == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_import(runtime, SYSTEM, _customers(10, rest=stop))
    assert _count(runtime, Customer) == 6
    task = _customers(10, rest=lambda _: None)
    assert run_import(runtime, SYSTEM, task).imported == 10
    with unit_of_work(runtime) as uow:
        finish_import(uow, task)
    assert (_count(runtime, Customer), _count(runtime, ImportRun)) == (10, 1)


def test_what_another_takes_meanwhile_is_told_and_what_was_written_stands(runtime: Runtime) -> None:
    rows = [ParsedRow(n, {"name": f"P{n}", "stars": 3, "external_id": f"E{n}"}, {}) for n in range(1, 8)]
    other = ParsedRow(1, {"name": "P5", "stars": 4, "external_id": "other"}, {})

    def somebody_is_faster(seconds: float) -> None:
        if seconds and not taken:
            taken.append(run_import(runtime_of_another, SYSTEM, Import("provider", [other], "other")))

    taken: list[object] = []
    runtime_of_another = replace(runtime, settings=replace(runtime.settings))
    object.__setattr__(runtime_of_another, "exclusive", _free)
    report = run_import(runtime, SYSTEM, Import("provider", rows, "digest", rest=somebody_is_faster))
    assert report.imported == 4
    assert [(error.row, error.field) for error in report.errors] == [(5, "name")]


@contextmanager
def _free(_name: str) -> Iterator[bool]:
    yield True


def test_one_import_runs_at_a_time(runtime: Runtime) -> None:
    with runtime.exclusive("import"), pytest.raises(ImportRunning):
        run_import(runtime, SYSTEM, _customers(1))


def test_a_repair_request_waits_for_nobody_who_reads(runtime: Runtime, town: Town) -> None:
    with unit_of_work(runtime, write=False) as uow:  # as lists, figures and exports do
        rows = uow.session.scalars(select(Customer).execution_options(yield_per=1))
        next(rows)
        town.report()
        rows.close()
    assert _count(runtime, ServiceRequest) == 1


def test_a_file_that_came_in_whole_adds_nothing_a_second_time(runtime: Runtime, clock: FakeClock) -> None:
    task = _customers(5, rest=lambda _: None)
    run_import(runtime, SYSTEM, task)
    with unit_of_work(runtime) as uow:
        finish_import(uow, task)
    at = clock.now
    clock.advance(minutes=5)
    for dry_run in (True, False):
        report = run_import(runtime, SYSTEM, task, dry_run=dry_run)
        assert (report.imported, report.already_imported_at, report.errors) == (5, at, ())
    assert _count(runtime, Customer) == 5
    again = run_import(runtime, SYSTEM, task, again=True)
    assert (again.imported, again.unchanged, again.already_imported_at) == (5, 5, None)
    assert _count(runtime, Customer) == 5


def test_whoever_comes_while_another_imports_is_told_that_and_when_to_come_back(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        uow.session.add(ImportRun(kind="site", digest="0" * 64, rows=300, written=0, started_at=uow.now))
    with runtime.exclusive("import"), pytest.raises(ImportRunning) as running:
        run_import(runtime, SYSTEM, _customers(1))
    assert 20 <= running.value.retry_after_s <= 60
    assert "Another import" in running.value.detail
