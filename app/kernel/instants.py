"""Instants that can be counted and shown everywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase

_FIRST = datetime.min.replace(tzinfo=UTC) + timedelta(days=1)
_LAST = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)


def refuse_unreadable(name: str, value: datetime) -> None:
    """Refuse a time that has no zone, or that lies within a day of the calendar's first or last day.

    So close to the ends it cannot be shown in every time zone, nor corrected by a clock's error.

    Raises:
        Invalid: it is such a time; `name` is the field's path.
    """
    if value.utcoffset() is None:
        raise Invalid({name: Phrase("must have an offset from UTC")})
    if not _FIRST <= value <= _LAST:
        raise Invalid({name: Phrase("is no time of the calendar")})
