"""The scripts of the pages by their own tools: types, unit tests, and the types of the API they call."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.openapi import narrowed
from app.kernel import Runtime
from wsgi import make_app

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "frontend"


def script(*arguments: str) -> None:
    command = [sys.executable, FRONTEND / "build.py", "run", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_scripts_are_of_the_right_types_and_say_no_text_without_a_translation() -> None:
    script("check")


def test_scripts_do_what_their_own_tests_ask() -> None:
    script("test")


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_types_of_the_api_are_those_of_the_api_as_it_is_served(runtime: Runtime, tmp_path: Path) -> None:
    served = json.loads(str(make_app(runtime).extensions["openapi"]))
    paths = (FRONTEND / "src/api/paths.txt").read_text(encoding="utf-8").split()
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(narrowed(served, paths)), encoding="utf-8")
    script("types", str(document), "--output", str(tmp_path / "schema.d.ts"))
    made = (tmp_path / "schema.d.ts").read_text(encoding="utf-8")
    assert made == (FRONTEND / "src/api/schema.d.ts").read_text(encoding="utf-8"), (
        "The API has changed: ./run frontend api"
    )
