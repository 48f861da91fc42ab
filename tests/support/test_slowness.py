from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.slowness import SPENT, Stopwatch, processor_s, unexplained

TESTS = Path(__file__).parents[1]
WORDS = 5


def report(spent_s: float, *marks: str) -> Any:
    marked = dict.fromkeys(marks, 1)
    spent = [(SPENT, spent_s)]
    return SimpleNamespace(user_properties=spent, keywords=marked, when="call", nodeid="a::b")


def marks() -> Iterator[tuple[str, str]]:
    """Where a mark `slow` stands, and its reason."""
    for path in sorted(TESTS.rglob("test_*.py")):
        source = path.read_text()
        for node in ast.walk(ast.parse(source)) if "mark.slow" in source else ():
            if isinstance(node, ast.Attribute) and ast.unparse(node) == "pytest.mark.slow":
                yield f"{path.relative_to(TESTS)}:{node.lineno}", _reason(source.splitlines(), node.lineno)


def _reason(lines: list[str], number: int) -> str:
    return lines[number - 1].partition('pytest.mark.slow("')[2].partition('")')[0]


def test_long_test_without_a_reason_is_told() -> None:
    assert unexplained([report(5.1), report(4.9), report(60, "slow")]) == ["5.1 s call a::b"]


def test_what_is_no_test_is_passed_over() -> None:
    assert unexplained([SimpleNamespace(nodeid="a warning")]) == []


def test_phase_is_told_what_it_took_of_the_processor() -> None:
    watch, ended = Stopwatch(), SimpleNamespace(user_properties=[])
    watch.start()
    until = processor_s() + 0.05
    while processor_s() < until:
        pass
    watch.note(ended)
    assert dict(ended.user_properties)[SPENT] >= 0.05


def test_reason_stands_beside_every_mark() -> None:
    said = dict(marks())
    assert said
    assert [where for where, reason in said.items() if len(reason.split()) < WORDS] == []


def test_mark_that_a_test_bears_is_one_that_was_found(request: pytest.FixtureRequest) -> None:
    """No mark gets its reason in another way, where nobody would read it."""
    reasons = set(dict(marks()).values())
    borne = {mark.args for item in request.session.items for mark in item.iter_markers("slow")}
    assert {args for args in borne if len(args) != 1 or args[0] not in reasons} == set()
