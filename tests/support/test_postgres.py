from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL

from tests.support.databases import PostgresDatabases
from tests.support.postgres import URL_VARIABLE, installed_binaries, private_server
from tests.support.postgres import postgres_server as server_for

ONE_TABLE = "CREATE TABLE visit (id serial PRIMARY KEY)"


def run_sql(database_url: str, statement: str) -> psycopg.Cursor[tuple[object, ...]]:
    with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
        return connection.execute(statement)


def test_wheel_serves_where_the_machine_has_no_postgres() -> None:
    with private_server(None) as url, PostgresDatabases(url).empty() as database_url:
        assert run_sql(database_url, "SELECT 1").fetchone() == (1,)


def test_server_leaves_nothing_behind() -> None:
    with private_server(installed_binaries()) as url:
        folder = Path(str(url.query["host"]))
        assert folder.exists()
    assert not folder.exists()


def test_server_goes_down_with_a_killed_test_process() -> None:
    program = """if True:
        from tests.support.postgres import installed_binaries, private_server
        with private_server(installed_binaries()) as url:
            print(url.query["host"], flush=True)
            input()
    """
    child = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert child.stdout is not None
    folder = Path(child.stdout.readline().strip())
    assert (folder / "data").is_dir()
    child.kill()
    child.communicate()  # returns when the supervisor, which shares the error stream, has ended
    assert not folder.exists()


def test_named_server_is_used_as_it_is() -> None:
    named = "postgresql+psycopg://tester@db.example/postgres"
    with server_for({URL_VARIABLE: named}) as url:
        assert url.render_as_string(hide_password=False) == named


def test_next_test_gets_the_tables_but_no_rows_and_no_numbers_used_up(postgres_server: URL) -> None:
    databases = PostgresDatabases(postgres_server)
    with databases.migrated(lambda url: run_sql(url, ONE_TABLE)) as first:
        run_sql(first, "INSERT INTO visit VALUES (DEFAULT), (DEFAULT)")
        with databases.migrated(lambda url: run_sql(url, ONE_TABLE)) as beside:
            assert beside != first
    with databases.migrated(pytest.fail) as second:
        assert run_sql(second, "SELECT count(*) FROM visit").fetchone() == (0,)
        assert run_sql(second, "INSERT INTO visit VALUES (DEFAULT) RETURNING id").fetchone() == (1,)
    databases.close()


def test_database_whose_tables_a_test_changed_is_not_used_again(postgres_server: URL) -> None:
    databases = PostgresDatabases(postgres_server)
    with databases.migrated(lambda url: run_sql(url, ONE_TABLE)) as first:
        run_sql(first, "DROP TABLE visit")
    with databases.migrated(lambda url: run_sql(url, ONE_TABLE)) as second:
        assert second != first
    databases.close()


def test_connection_that_a_test_leaves_open_keeps_nobody_waiting(postgres_server: URL) -> None:
    databases = PostgresDatabases(postgres_server)
    with databases.migrated(lambda url: run_sql(url, ONE_TABLE)) as url:
        left = psycopg.connect(url.replace("+psycopg", ""))
        left.execute("INSERT INTO visit VALUES (DEFAULT)")
    with pytest.raises(psycopg.OperationalError):
        left.execute("SELECT 1")
    left.close()
    databases.close()
