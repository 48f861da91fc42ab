"""A database that is stopped, frozen or silent is no mistake of ours, and keeps nobody waiting for ever."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.cli import main
from app.kernel import Role, Runtime, patience
from app.kernel.away import is_away
from app.kernel.database import make_engine
from app.settings import Settings
from app.shell import migrate
from app.shell.probing import Probe, probe_of
from app.shell.runtime import build_runtime
from tests.support.postgres import installed_binaries, private_server
from tests.support.web import make_user, signed_in
from wsgi import make_app

SKILLS = "/api/v1/skills"


@pytest.fixture(scope="module")
def server() -> Iterator[URL]:
    """A server of this module's own, migrated, which may be frozen."""
    with private_server(installed_binaries()) as url:
        migrate.upgrade(url.render_as_string(hide_password=False))
        yield url


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for an answer a moment only."""
    monkeypatch.setattr(patience, "PING_S", 0.2)
    monkeypatch.setattr(patience, "GRACE_S", 0.2)


def _settings(url: URL, folder: Path) -> Settings:
    return Settings(
        data_dir=folder / "var",
        database_url=url.render_as_string(hide_password=False),
        secret_key="not-a-secret",
        embedded_worker=False,
        db_connect_timeout_s=2,
        db_statement_timeout_s=0.5,
        db_pool_timeout_s=0.2,
    ).completed()


@contextmanager
def _runtime(url: URL, folder: Path) -> Iterator[Runtime]:
    made = build_runtime(_settings(url, folder))
    yield made
    made.close()


@contextmanager
def _frozen(url: URL) -> Iterator[None]:
    """Stop the server's processes where they stand: connections stay open, and nobody answers."""
    folder = Path(str(url.query["host"])) / "data"
    main_pid = int((folder / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{main_pid}/task/{main_pid}/children").read_text().split()
    pids = [main_pid, *map(int, children)]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def _unavailable(answer: Any) -> bool:
    told = answer.json
    return (answer.status_code, told["type"]) == (503, "/problems/unavailable") and bool(
        int(answer.headers["Retry-After"])
    )


def test_a_frozen_database_is_answered_with_503_and_is_used_again_when_it_thaws(
    server: URL, tmp_path: Path
) -> None:
    with _runtime(server, tmp_path) as runtime:
        flask_app = make_app(runtime)
        client = signed_in(flask_app, runtime, make_user(runtime, Role.ADMIN, "frozen"))
        assert client.get(SKILLS).status_code == 200
        with _frozen(server):
            assert _unavailable(client.get(SKILLS))
            assert _unavailable(client.post(SKILLS, json={"code": "x", "name_en": "x", "name_zh": "x"}))
            assert _unavailable(client.get("/readyz"))
            page = client.get("/requests", headers={"Accept": "text/html"})
            assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
        assert client.get(SKILLS).status_code == 200


def test_a_statement_that_takes_too_long_is_ended_by_the_server(server: URL, tmp_path: Path) -> None:
    with (
        _runtime(server, tmp_path) as runtime,
        pytest.raises(OperationalError) as ended,
        runtime.engine.connect() as connection,
    ):
        connection.exec_driver_sql("SELECT pg_sleep(60)")
    assert is_away(ended.value)
    assert "statement timeout" in str(ended.value.orig)


def test_a_command_has_no_limit_of_its_statements(server: URL) -> None:
    engine = make_engine(server.render_as_string(hide_password=False))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar_one() == "0"
    engine.dispose()


@pytest.fixture
def silent(tmp_path: Path) -> Iterator[URL]:
    """An address that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        port = listening.getsockname()[1]
        yield URL.create("postgresql+psycopg", "onehour", host="127.0.0.1", port=port, database="onehour")


@pytest.fixture
def nobody_there() -> URL:
    """An address where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    return URL.create("postgresql+psycopg", "onehour", host="127.0.0.1", port=port, database="onehour")


@pytest.mark.parametrize("where", ["silent", "nobody_there"])
def test_a_database_that_is_not_there_is_answered_with_503_and_commands_end(
    request: pytest.FixtureRequest, tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url: URL = request.getfixturevalue(where)
    with _runtime(url, tmp_path) as runtime:
        client = make_app(runtime).test_client()
        assert _unavailable(client.get("/readyz"))
        assert _unavailable(client.get(SKILLS))
    monkeypatch.setenv("ONEHOUR_DATABASE_URL", url.render_as_string(hide_password=False))
    monkeypatch.setenv("ONEHOUR_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("ONEHOUR_DB_CONNECT_TIMEOUT_S", "2")
    monkeypatch.setattr("app.cli.setup.configure_logging", lambda _: None)
    told = CliRunner().invoke(main, ["health", "worker"])
    assert (told.exit_code, "cannot be reached" in told.output) == (1, True)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_readiness_answers_whatever_hangs(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    hangs = Future[None]()
    monkeypatch.setattr(migrate, "current", lambda _: hangs.result(60))
    flask_app = make_app(runtime)
    flask_app.extensions["onehour_probe"] = Probe(answer_s=0.01)
    assert probe_of(flask_app) is flask_app.extensions["onehour_probe"]
    for _ in range(3):
        assert _unavailable(flask_app.test_client().get("/readyz"))
    hangs.set_result(None)


def test_a_pool_without_a_free_connection_is_no_mistake() -> None:
    assert is_away(PoolTimeout())
    assert not is_away(ValueError())
