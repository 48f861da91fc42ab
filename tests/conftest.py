"""Fixtures of the whole suite: databases of both kinds, a clock that stands still, a runtime."""

from __future__ import annotations

import os
import random
import subprocess
import sys
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
from tests.support.databases import PostgresDatabases, SqliteDatabases, hasten

if TYPE_CHECKING:
    from app.kernel import Runtime
    from tests.support.build import Job
    from tests.support.desk import Desk
    from tests.support.outbox import Outside
    from tests.support.phone import Phone
    from tests.support.town import Town

pytest_plugins = ("tests.support.suite",)

ROOT = Path(__file__).parents[1]
SEED = 20260302

# A slow machine must not fail a property, and a failure must come back on the next run.
hypothesis.settings.register_profile("suite", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    """Forget the settings of whoever runs the suite; the tests bring their own."""
    for name in [name for name in os.environ if name.startswith("ONEHOUR_")]:
        if name != postgres.URL_VARIABLE:
            del os.environ[name]
    # A program that asks the machine for its zone is wrong: the sites are elsewhere.
    os.environ["TZ"] = MACHINE_ZONE
    time.tzset()
    if not hasattr(config, "workerinput"):  # pytest may have been started by hand, without ./run
        subprocess.run([sys.executable, ROOT / "frontend" / "build.py", "texts"], check=True)


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
    """Run the test once on each database, but for those marked `any_database` and those about one alone.

    The latter override it by parametrising.
    """
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


@pytest.fixture(scope="session")
def cheap_hashing() -> Iterator[None]:
    """Hash at almost no cost wherever a database is; tests of the hashing itself have none."""
    from tests.support.morning import cheap_passwords

    with cheap_passwords():
        yield


@pytest.fixture
def runtime(database_url: str, clock: FakeClock, tmp_path: Path, cheap_hashing: None) -> Iterator[Runtime]:
    """The means of a process on a fresh database: fixed time, seeded randomness, no worker to wake."""
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
    # Sessions take over what the engine has when they are made, so the engine comes first.
    hasten(made.engine)
    made = replace(made, random=random.Random(SEED))
    yield made
    made.close()


@pytest.fixture
def town(runtime: Runtime) -> Town:
    """Two engineers, one and two kilometres north of the customer; plans are made by insertion."""
    from tests.support.town import build_town, without_child

    return build_town(without_child(runtime))


@pytest.fixture
def desk(town: Town, clock: FakeClock) -> Desk:
    """That town, and somebody who reads its alerts."""
    from tests.support.desk import Desk

    return Desk(town, clock)


@pytest.fixture
def job(runtime: Runtime) -> Job:
    """A jammed printer, planned for one engineer."""
    from app.kernel import unit_of_work
    from tests.support import build

    with unit_of_work(runtime) as uow:
        build.part(uow)
        return build.job(uow)


@pytest.fixture
def phone(runtime: Runtime, clock: FakeClock, job: Job) -> Phone:
    """The phone of that engineer."""
    from tests.support.phone import Phone

    return Phone(runtime, clock, job)


@pytest.fixture
def outside() -> Outside:
    """Whoever is subscribed."""
    from tests.support.outbox import Outside

    return Outside()


@pytest.fixture
def reached(runtime: Runtime, outside: Outside) -> Runtime:
    """The runtime whose messages go to `outside`."""
    from tests.support.outbox import reaching

    return reaching(runtime, outside)
