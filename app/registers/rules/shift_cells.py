"""A shift whose file gives the date in one column and the times of day in others.  Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta

from app.kernel.phrases import Phrase
from app.registers.rules.cells import clocked, day, moment

_NEXT_DAY = re.compile(r"^\s*(次日|翌日|第二天|\+1)\s*")


def dated(given: Mapping[str, str]) -> tuple[dict[str, str], Phrase | None]:
    """Return the cells with whole times, and what is wrong with the date.

    A time of day alone is that of the date, or for the end of the day on which the shift begins; an end that
    is not after the beginning is the next day's.
    """
    cells = dict(given)
    said = cells.pop("date", "")
    on = day(said) if said else None
    if said and on is None:
        return cells, Phrase("is no date such as 2026-03-02")
    midnight = datetime.combine(on, time()) if on is not None else None
    begins = moment(cells.get("starts_at", ""))
    if begins is None and midnight is not None:
        begins = clocked(midnight, cells.get("starts_at", ""))
        if begins is not None:
            cells["starts_at"] = begins.isoformat(" ")
    if begins is not None and begins.tzinfo is None and moment(cells.get("ends_at", "")) is None:
        _end(cells, begins)
    return cells, None


def _end(cells: dict[str, str], begins: datetime) -> None:
    ends = clocked(datetime.combine(begins.date(), time()), _NEXT_DAY.sub("", cells.get("ends_at", "")))
    if ends is not None:
        cells["ends_at"] = (ends if ends > begins else ends + timedelta(days=1)).isoformat(" ")
