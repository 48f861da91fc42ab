"""Cells of spreadsheets: which numbers are days."""

from __future__ import annotations

import pytest

from app.registers.rules.cells import moment


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("20000", "1954-10-03T00:00:00"),
        ("80000", "2119-01-11T00:00:00"),
        ("19999", None),
        ("80001", None),
        ("46023.5", "2026-01-01T12:00:00"),
    ],
)
def test_numbers_of_our_days_are_days_of_a_spreadsheet(said: str, at: str | None) -> None:
    read = moment(said)
    assert (read.isoformat() if read else None) == at
