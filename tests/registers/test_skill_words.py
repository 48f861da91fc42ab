"""Skills are found by whatever a company calls them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.registers.rules.skill_words import codes_called, codes_of, joined, told_apart


@dataclass
class _Skill:
    code: str
    name_en: str
    name_zh: str
    aliases: str = ""


CALLED = codes_called(
    [
        _Skill("printer", "Printers", "打印机", "打印机维修; printer repair; A/C"),
        _Skill("network", "Networks", "网络", "repairs"),
        _Skill("laptop", "Portable", "笔记本", "网络"),
    ]
)


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("打印机维修;laptop", ["printer", "laptop"]),
        ("Printer-Repair、笔记本", ["printer", "laptop"]),
        ("printer laptop", ["printer", "laptop"]),
        ("printers/portable", ["printer", "laptop"]),
        ("a/c", ["printer"]),
        ("printer sewing", ["printer", "sewing"]),
        ("sewing machines", ["sewing machines"]),
        ("网络", ["网络"]),
        ("NETWORK", ["network"]),
    ],
)
def test_a_cell_lists_skills_by_code_name_or_alias(cell: str, codes: list[str]) -> None:
    assert [code for part in told_apart(cell) for code in codes_of(part, CALLED)] == codes


def test_aliases_are_kept_once_and_in_order() -> None:
    assert (
        joined(" 打印机维修；printer  repair\r\nPrinter Repair;;网络 ") == "打印机维修; printer repair; 网络"
    )
