"""Which day it is: that of the place, never UTC's."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

from app.kernel.local_dates import first_day_anywhere, last_day_anywhere, local_date

LATE = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
OF_UTC = re.compile(r"(?:\bnow|_at)\.(?:date\(\)|year\b|month\b|day\b)|\.astimezone\(.*\)\.date\(\)")


def test_the_day_is_that_of_the_place() -> None:
    assert local_date(LATE, "Asia/Shanghai") == date(2026, 3, 2)
    assert local_date(LATE, "America/Los_Angeles") == date(2026, 3, 1)
    assert (first_day_anywhere(LATE), last_day_anywhere(LATE)) == (date(2026, 3, 1), date(2026, 3, 2))


def test_nobody_takes_the_day_of_an_instant_in_another_way() -> None:
    found = {
        f"{file}: {line.strip()}"
        for file in Path("app").rglob("*.py")
        if file.parts[1] != "demo" and file.name != "local_dates.py"
        for line in file.read_text(encoding="utf-8").splitlines()
        if OF_UTC.search(line)
    }
    assert found == set()
