"""Which databases `onehour ledger verify` checks when none is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli.ledger import databases
from app.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "demo").mkdir()
    return Settings(data_dir=tmp_path, secret_key="not-a-secret").completed()


def test_named_database_is_the_only_one(settings: Settings) -> None:
    (settings.data_dir / "demo" / "onehour.db").write_bytes(b"rows")
    named = Settings(data_dir=settings.data_dir, database_url="postgresql+psycopg://elsewhere/db")
    assert databases(named) == ["postgresql+psycopg://elsewhere/db"]


def test_last_demonstration_is_checked_beside_the_installation(settings: Settings) -> None:
    own, demo = settings.data_dir / "onehour.db", settings.data_dir / "demo" / "onehour.db"
    demo.write_bytes(b"rows")
    own.touch()
    assert databases(settings) == [f"sqlite:///{demo}"]
    own.write_bytes(b"rows")
    assert databases(settings) == [f"sqlite:///{own}", f"sqlite:///{demo}"]


def test_fresh_machine_is_told_about_its_own_database(settings: Settings) -> None:
    assert databases(settings) == [settings.database_url]
