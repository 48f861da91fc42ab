"""docs/import.md names every column of every kind, and no other."""

from __future__ import annotations

import re

import pytest

from app.registers.api.import_kinds import KINDS, columns, required
from app.registers.pages.imports import REGISTERS
from app.registers.rules.column_names import chinese_name, column_called
from app.registers.rules.english_names import english_name
from tests.support.imports import ROOT

DOC = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")
ROWS = {
    kind: cell for kind, cell in re.findall(r"^\| `([\w-]+)` \| (.*) \|$", DOC, re.MULTILINE) if kind in KINDS
}
pytestmark = pytest.mark.any_database


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_is_named(kind: str) -> None:
    said = re.sub(r"\([^)]*\)|`[^`]*`", "", ROWS[kind])
    assert set(re.findall(r"[a-z_]{3,}", said)) >= set(columns(kind)) - {"or"}
    bold = set(re.findall(r"\*\*(\w+)\*\*", said))
    assert bold == required(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_is_known_by_its_own_name_and_its_chinese_one(kind: str) -> None:
    register = KINDS[kind][0]
    for column in columns(kind):
        assert column_called(register, columns(kind), f" {column.upper()} ") == column
        assert column_called(register, columns(kind), english_name(column)) == column
        chinese = chinese_name(register, column, columns(kind))
        assert column_called(register, columns(kind), f"*{chinese}（必填）") == column


def test_page_has_the_registers_in_the_order_of_the_document() -> None:
    told = DOC[DOC.index("Import them in this order") :]
    assert list(REGISTERS) == [
        kind for kind in re.findall(r"^\| `([\w-]+)`", told, re.MULTILINE) if kind in KINDS
    ]
