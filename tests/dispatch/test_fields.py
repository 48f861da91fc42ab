"""Spans are read by one function wherever a snapshot, a horizon or a day has them."""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.fields import Fields, SnapshotError


def test_spans_come_sorted_and_absent_ones_are_none() -> None:
    fields = Fields({"breaks": [[50, 60], [-5, 0.0]], "nothing": None})
    assert fields.spans("breaks") == ((-5, 0), (50, 60))
    assert fields.spans("nothing") == fields.spans("absent") == ()


@pytest.mark.parametrize(
    ("spans", "path"),
    [
        (5, "shift.breaks"),
        ([[1, 2], [3]], "shift.breaks[1]"),
        ([[2, 1]], "shift.breaks[0]"),
        ([[0, 1.5]], "shift.breaks[0][1]"),
    ],
)
def test_a_span_that_is_none_is_named(spans: Any, path: str) -> None:
    with pytest.raises(SnapshotError) as fault:
        Fields({"breaks": spans}, "shift").spans("breaks")
    assert fault.value.path == path


def test_a_span_that_must_be_there_is_missed() -> None:
    assert Fields({"shift": [0, 0]}).span("shift") == (0, 0)
    with pytest.raises(SnapshotError, match="shift: is missing"):
        Fields({}).span("shift")
