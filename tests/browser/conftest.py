from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from app.kernel import Runtime
from app.shell.streams import hub_of
from tests.support.browser import Visitor, launched, served, visitor
from tests.support.clock import FakeClock
from tests.support.databases import SqliteDatabases
from tests.support.morning import Morning, kept_morning
from tests.support.web import application

Come = Callable[..., Visitor]
PATIENCE_MS = 30_000


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launched(playwright)
        expect.set_options(timeout=PATIENCE_MS)  # for machines busy with other tests
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def kept(sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory) -> Morning:
    return kept_morning(sqlite_databases, tmp_path_factory.mktemp("morning"))


@pytest.fixture
def database_url(kept: Morning, tmp_path: Path) -> str:
    file = kept.runtime.engine.url.database
    assert file
    return f"sqlite:///{shutil.copyfile(file, tmp_path / 'onehour.db')}"


@pytest.fixture
def morning(kept: Morning, runtime: Runtime, clock: FakeClock) -> Morning:
    return replace(kept, runtime=runtime, clock=clock, requests=dict(kept.requests), visits=dict(kept.visits))


@pytest.fixture
def come(chromium: Browser, runtime: Runtime) -> Iterator[Come]:
    """Open a window on a real server; at the end nothing may have been complained about."""
    windows: list[Visitor] = []
    flask_app = application(runtime)
    with served(flask_app) as address:

        def arrive(width: str = "desk", locale: str = "en", **more: Any) -> Visitor:
            windows.append(visitor(chromium, address, width, locale, **more))
            return windows[-1]

        yield arrive
        for window in windows:
            window.page.context.close()
        hub_of(flask_app).close()
    assert [complaint for window in windows for complaint in window.complaints] == []
