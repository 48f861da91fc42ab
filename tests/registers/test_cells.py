"""Cells of spreadsheets: which numbers are days."""

from __future__ import annotations

import pytest

from app.registers.rules.cells import moment, names_a_day


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


@pytest.mark.parametrize(
    "header", ["12月1日", "12/1", "1", "31日", "1日(周二)", "2026-12-01", "周一", "3 Tue"]
)
def test_a_header_of_a_roster_names_a_day(header: str) -> None:
    assert names_a_day(header)


@pytest.mark.parametrize("header", ["工号", "开始", "班次1", "mondial", "2 x", "", "白班"])
def test_any_other_header_names_none(header: str) -> None:
    assert not names_a_day(header)
