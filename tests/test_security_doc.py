"""The threat model names tests; each of them exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", DOCUMENT)))


def _tests_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("path", sorted({path for path, _ in NAMED}))
def test_every_test_that_the_threat_model_names_exists(path: str) -> None:
    missing = {name for place, name in NAMED if place == path} - _tests_of(ROOT / path)
    assert missing == set()


def test_every_line_of_the_threat_model_names_a_test() -> None:
    threats = DOCUMENT.partition("## Threats")[2].partition("## Running it")[0]
    rows = [line for line in threats.splitlines() if line.startswith("|") and not line.startswith("|---")]
    lines = [row for row in rows if not row.startswith("| threat |")]
    assert len(lines) > 30
    assert [line for line in lines if "`tests/" not in line] == []
