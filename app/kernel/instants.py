"""Instants that can be counted and shown everywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.kernel.errors import Invalid, Phrase

_FIRST = datetime.min.replace(tzinfo=UTC) + timedelta(days=1)
_LAST = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)


def refuse_unreadable(name: str, value: datetime) -> None:
    """Refuse a time that names no instant: it has no zone, or lies within a day of the calendar's ends.

    Beyond those it cannot be shown in every time zone, nor moved by what a clock is off.

    Raises:
        Invalid: so it is; `name` is the field's path.
    """
    if value.utcoffset() is None:
        raise Invalid({name: Phrase("must have an offset from UTC")})
    if not _FIRST <= value <= _LAST:
        raise Invalid({name: Phrase("is no time of the calendar")})
