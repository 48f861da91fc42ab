"""`python -m app.cli` is the installed `onehour` command."""

from __future__ import annotations

from app.cli import main

main(prog_name="onehour")
