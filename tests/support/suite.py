"""What the suite does about every test: on which databases it runs, and what is told of it."""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterator

import pytest
import structlog

from tests.support import slowness

_STOPWATCH = slowness.Stopwatch()


def pytest_configure() -> None:
    """Write what is logged plainly: a coloured traceback with all locals takes a second of processor each."""
    *before, _ = structlog.get_config()["processors"]
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*before, plain])


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Keep what is collected from the garbage collector: it stays, and walking it takes seconds.

    What tests leave behind is looked for less often too.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        gc.enable()


def pytest_runtest_logstart() -> None:
    """Count the processor's time from here."""
    _STOPWATCH.start()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put what a phase took of the processor into its report."""
    report = yield
    _STOPWATCH.note(report)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell which tests are slow without a reason."""
    slowness.summary(terminalreporter)


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Leave the second database out where a test says that any will do (`tests/test_databases.py`)."""
    marked = metafunc.definition.get_closest_marker("any_database")
    if marked and "database_kind" in metafunc.fixturenames:
        alone = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
        metafunc.definition.add_marker(alone)
