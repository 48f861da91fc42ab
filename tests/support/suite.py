"""What the suite does about every test: on which databases it runs, and what is told of it."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
import structlog

from tests.support import slowness


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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Tell which tests are slow without a reason, where somebody asks for durations."""
    if config.option.durations is not None:
        slowness.summary(terminalreporter)


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Leave the second database out where a test says that any will do (`tests/test_databases.py`)."""
    marked = metafunc.definition.get_closest_marker("any_database")
    if marked and "database_kind" in metafunc.fixturenames:
        alone = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
        metafunc.definition.add_marker(alone)
