from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar.rules.quiet_hours import QuietHours, quiet_errors

SHANGHAI, BERLIN, LORD_HOWE = (
    ZoneInfo(name) for name in ("Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe")
)


def _released(text: str, local: str, zone: ZoneInfo, fold: int = 0) -> str:
    hours = QuietHours.parse(text)
    assert hours is not None
    at = datetime.fromisoformat(local).replace(tzinfo=zone, fold=fold).astimezone(UTC)
    return hours.released_at(at, zone).astimezone(zone).isoformat()


@pytest.mark.parametrize(
    ("local", "released"),
    [
        ("2026-03-02T21:59:59", "2026-03-02T21:59:59+08:00"),
        ("2026-03-02T22:00:00", "2026-03-03T07:00:00+08:00"),
        ("2026-03-02T23:59:59", "2026-03-03T07:00:00+08:00"),
        ("2026-03-03T00:00:00", "2026-03-03T07:00:00+08:00"),
        ("2026-03-03T06:59:59", "2026-03-03T07:00:00+08:00"),
        ("2026-03-03T07:00:00", "2026-03-03T07:00:00+08:00"),
        ("2026-12-31T23:30:00", "2027-01-01T07:00:00+08:00"),
    ],
)
def test_night_over_midnight_ends_in_the_morning(local: str, released: str) -> None:
    assert _released("22:00-07:00", local, SHANGHAI) == released


def test_midday_rest_ends_on_the_same_day() -> None:
    assert _released("12:00-14:00", "2026-03-02T13:00:00", SHANGHAI) == "2026-03-02T14:00:00+08:00"
    assert _released("12:00-14:00", "2026-03-02T14:00:00", SHANGHAI) == "2026-03-02T14:00:00+08:00"


def test_end_that_summer_time_skips_lies_behind_the_change() -> None:
    assert _released("22:00-02:30", "2026-03-29T01:00:00", BERLIN) == "2026-03-29T03:30:00+02:00"


def test_night_that_summer_time_shortens_still_ends_at_seven() -> None:
    assert _released("22:00-07:00", "2026-03-28T23:00:00", BERLIN) == "2026-03-29T07:00:00+02:00"


def test_hour_that_comes_twice_is_quiet_both_times() -> None:
    assert _released("22:00-02:30", "2026-10-25T02:15:00", BERLIN) == "2026-10-25T02:30:00+02:00"
    assert _released("22:00-02:30", "2026-10-25T02:15:00", BERLIN, fold=1) == "2026-10-25T02:30:00+01:00"


@pytest.mark.parametrize(
    "text", ["22:00", "22-7", "24:00-07:00", "22:60-07:00", "22:00-22:00", "22:00-07:00 ", "２２:00-07:00"]
)
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="such as 22:00-07:00"):
        QuietHours.parse(text)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("21:00-8:00", "21:00-08:00"),
        ("22-7", "22:00-07:00"),
        ("22：00至7：30", "22:00-07:30"),
        (" 9 – 17 ", "09:00-17:00"),
    ],
)
def test_it_is_kept_as_one_form_however_it_is_said(said: str, kept: str) -> None:
    values = {"quiet_hours": said}
    assert quiet_errors(values) == {}
    assert values == {"quiet_hours": kept}


def test_what_is_no_quiet_span_stays_as_it_was_said() -> None:
    for said in ("late", "22:00", "22:00-22:00", "25-7", "٢٢-٧"):
        assert list(quiet_errors({"quiet_hours": said})) == ["quiet_hours"]
    assert quiet_errors({}) == {}
    assert quiet_errors({"quiet_hours": None}) == {}


def test_blank_is_never_quiet() -> None:
    assert QuietHours.parse("") is None


@given(
    begins=st.integers(0, 1439),
    length=st.integers(1, 1200),
    minute=st.integers(0, 366 * 1440),
    zone=st.sampled_from([SHANGHAI, BERLIN, LORD_HOWE]),
)
def test_release_is_never_before_and_never_quiet(
    begins: int, length: int, minute: int, zone: ZoneInfo
) -> None:
    ends = (begins + length) % 1440
    hours = QuietHours.parse(f"{begins // 60:02}:{begins % 60:02}-{ends // 60:02}:{ends % 60:02}")
    assert hours is not None
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    released = hours.released_at(at, zone)
    assert at <= released <= at + timedelta(minutes=length + 61)
    assert hours.released_at(released, zone) == released
