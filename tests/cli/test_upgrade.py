"""`onehour db upgrade` brings every earlier revision to the newest, with all that is in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from click.testing import CliRunner, Result
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.cli import main, setup
from app.kernel.base import Base
from app.kernel.database import make_engine
from app.registers.tables import ChargeKind
from app.shell import migrate
from app.visits.tables import Charge
from tests.support import old_rows

REVISIONS = [script.revision for script in ScriptDirectory(str(migrate.LOCATION)).walk_revisions()][::-1]


@pytest.fixture
def engine(empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An empty database, which the command is pointed at."""
    monkeypatch.setenv("ONEHOUR_DATABASE_URL", empty_database_url)
    monkeypatch.setenv("ONEHOUR_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setattr(setup, "configure_logging", lambda _: None)
    made = make_engine(empty_database_url)
    yield made
    made.dispose()


def _db(*arguments: str) -> Result:
    told = CliRunner().invoke(main, ["db", *arguments])
    assert told.exit_code == 0, told.output
    return told


@pytest.mark.slow("rows of every revision go through every later one")
def test_rows_of_every_revision_reach_the_newest(engine: Engine) -> None:
    before: old_rows.Rows = {}
    for time, revision in enumerate(REVISIONS):
        assert f"at revision {revision}" in _db("upgrade", revision).output
        tables = old_rows.reflected(engine)
        assert _lost(before, old_rows.keys(engine, tables)) == set(), revision
        old_rows.fill(engine, tables, time)
        before = old_rows.keys(engine, tables)
        engine.dispose()  # as after a new start: nothing remembers the old tables
    assert f"at {migrate.head()}," in _db("current").output
    _all_are_read(engine)


@pytest.mark.parametrize("revision", [REVISIONS[0], REVISIONS[len(REVISIONS) // 2]])
def test_one_command_upgrades_over_any_distance(engine: Engine, revision: str) -> None:
    _db("upgrade", revision)
    old_rows.fill(engine)
    before = old_rows.keys(engine)
    engine.dispose()
    assert f"at {revision}," in _db("current").output
    assert f"at revision {migrate.head()}" in _db("upgrade").output
    assert _lost(before, old_rows.keys(engine)) == set()
    _all_are_read(engine)


def _lost(before: old_rows.Rows, after: old_rows.Rows) -> set[str]:
    return {name for name, rows in before.items() if rows - after.get(name, set())}


def _all_are_read(engine: Engine) -> None:
    with Session(engine) as session:
        for mapper in Base.registry.mappers:
            session.scalars(select(mapper.class_)).all()


def test_every_table_is_tried_with_rows(engine: Engine) -> None:
    _db("upgrade")
    old_rows.fill(engine)
    assert {name for name, rows in old_rows.keys(engine).items() if not rows} == set()


def test_kinds_that_were_charged_before_are_in_the_register(engine: Engine) -> None:
    _db("upgrade", "0008")
    old_rows.fill(engine)
    engine.dispose()
    _db("upgrade")
    with Session(engine) as session:
        charged = {row.kind: row.amount_cents for row in session.scalars(select(Charge))}
        kinds = session.scalars(select(ChargeKind)).all()
        assert {kind.code: kind.limit_cents for kind in kinds} == charged
        assert all(kind.active for kind in kinds)
