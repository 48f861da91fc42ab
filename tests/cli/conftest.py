"""The `onehour` command on a fresh database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main, setup

Onehour = Callable[..., Result]


@pytest.fixture
def onehour(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cheap_hashing: None
) -> Onehour:
    """Run a command on the test's own migrated database."""
    monkeypatch.setenv("ONEHOUR_DATABASE_URL", database_url)
    monkeypatch.setenv("ONEHOUR_DATA_DIR", str(tmp_path / "var"))
    # Commands configure logging for their process, which here is everybody's.
    monkeypatch.setattr(setup, "configure_logging", lambda _: None)

    def run(*arguments: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(main, arguments, input=stdin)

    return run
