"""Fixtures of the whole suite: databases of both kinds, a clock that stands still, a runtime."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from sqlalchemy import URL

from tests.support import postgres
from tests.support.clock import MACHINE_ZONE, FakeClock
from tests.support.databases import PostgresDatabases, SqliteDatabases, reuse_statements

if TYPE_CHECKING:
    from app.kernel import Runtime

SEED = 20260302

# A slow machine must not fail a property, and a failure must come back on the next run.
hypothesis.settings.register_profile("suite", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("suite")


def pytest_configure() -> None:
    """Forget the settings of whoever runs the suite; the tests bring their own."""
    for name in [name for name in os.environ if name.startswith("ONEHOUR_")]:
        if name != postgres.URL_VARIABLE:
            del os.environ[name]
    # A program that asks the machine for its zone is wrong: the sites are elsewhere.
    os.environ["TZ"] = MACHINE_ZONE
    time.tzset()


def _migrate(database_url: str) -> None:
    from app.shell.migrate import upgrade

    upgrade(database_url)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """The URL of a real PostgreSQL server's maintenance database."""
    with postgres.postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: URL) -> Iterator[PostgresDatabases]:
    """Databases on that server, empty or migrated."""
    databases = PostgresDatabases(postgres_server)
    yield databases
    databases.close()


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    """SQLite files, migrated."""
    return SqliteDatabases(tmp_path_factory.mktemp("sqlite"), _migrate)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Run the test once on each database; a test for one alone overrides it by parametrising."""
    return str(request.param)


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated database without rows, the test's own."""
    if database_kind == "sqlite":
        sqlite: SqliteDatabases = request.getfixturevalue("sqlite_databases")
        with sqlite.migrated(tmp_path) as url:
            yield url
    else:
        server: PostgresDatabases = request.getfixturevalue("postgres_databases")
        with server.migrated(_migrate) as url:
            yield url


@pytest.fixture
def empty_database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without tables, the test's own."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        server: PostgresDatabases = request.getfixturevalue("postgres_databases")
        with server.empty() as url:
            yield url


@pytest.fixture
def clock() -> FakeClock:
    """Nine o'clock on a Monday in Shanghai, until the test moves it."""
    return FakeClock()


@pytest.fixture
def runtime(database_url: str, clock: FakeClock, tmp_path: Path) -> Iterator[Runtime]:
    """The means of a process on a fresh database: fixed time, seeded randomness, no worker to wake."""
    from app.kernel.wake import Ring
    from app.settings import Settings
    from app.shell.runtime import build_runtime

    settings = Settings(
        data_dir=tmp_path / "var",
        database_url=database_url,
        secret_key="not-a-secret",
        embedded_worker=False,
        rate_limits=False,
    )
    made = build_runtime(settings.completed(), clock)
    made = replace(made, random=random.Random(SEED), wake=Ring(made.work))
    reuse_statements(made.engine)
    yield made
    made.close()
