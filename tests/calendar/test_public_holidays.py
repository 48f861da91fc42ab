"""Public holidays with their weekends, and make-up working days."""

from __future__ import annotations

from datetime import date

import pytest

from app.calendar.rules.public_holidays import lacks_make_up_days, public_days


def test_chinese_holidays_are_those_that_the_government_announced() -> None:
    """国务院办公厅关于 2026 年部分节假日安排的通知."""
    spans = [
        ("01-01", "01-03"),
        ("02-15", "02-23"),
        ("04-04", "04-06"),
        ("05-01", "05-05"),
        ("06-19", "06-21"),
    ]
    spans += [("09-25", "09-27"), ("10-01", "10-07")]
    closed = {
        date.fromordinal(n)
        for first, last in spans
        for n in range(
            date.fromisoformat(f"2026-{first}").toordinal(),
            date.fromisoformat(f"2026-{last}").toordinal() + 1,
        )
    }
    worked = {date(2026, *day) for day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))}
    days = public_days("CN", 2026, "zh_CN")
    assert {day for day, one in days.items() if one.as_weekday is None} == closed
    assert {day for day, one in days.items() if one.as_weekday} == worked
    assert {days[date(2026, 2, n)].name for n in (15, 21, 22)} == {"春节"}


def test_a_holiday_at_new_year_has_its_weekend_in_the_year_before() -> None:
    assert date(2023, 12, 31) in public_days("CN", 2023)


@pytest.mark.parametrize("code", ["US", "DE", "TW"])
def test_elsewhere_a_weekend_beside_a_holiday_is_a_weekend(code: str) -> None:
    assert date(2026, 7, 4) not in public_days(code, 2026) or code == "US"
    assert date(2026, 5, 3) not in public_days(code, 2026)


def test_what_was_not_announced_yet_is_known_to_lack() -> None:
    assert not lacks_make_up_days("CN", 2026, 2026)
    assert lacks_make_up_days("CN", 2036, 2026)
    assert not lacks_make_up_days("CN", 2036, 2036), "a country that moved none for ten years moves none"
    assert not lacks_make_up_days("DE", 2036, 2026)
    assert not lacks_make_up_days("nowhere", 2036, 2026)
