from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.slowness import unexplained


def report(duration: float, *marks: str) -> Any:
    return SimpleNamespace(duration=duration, keywords=dict.fromkeys(marks, 1), when="call", nodeid="a::b")


def test_long_test_without_a_reason_is_told() -> None:
    assert unexplained([report(5.1), report(4.9), report(60, "slow")]) == ["5.1 s call a::b"]


def test_reason_stands_beside_every_mark(request: pytest.FixtureRequest) -> None:
    marks = [mark for item in request.session.items for mark in item.iter_markers("slow")]
    assert [mark for mark in marks if not (mark.args and len(str(mark.args[0])) > len("slow"))] == []
