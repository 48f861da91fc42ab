"""Instants and dates in bodies: those that no calendar has, or that nobody means, are refused by field.

A year of one or four digits fails deep inside: in another time zone it lies beyond the calendar, and a span
added to it does.  Phones' clocks are lost to the strangest years, so theirs may name any that can be counted.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from marshmallow import ValidationError, fields

from app.kernel.errors import Invalid
from app.kernel.instants import refuse_unreadable
from app.kernel.phrases import Phrase

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Office and partners mean nothing outside of them, and whatever is added to one in them is a time too."""


class PhoneInstant(fields.AwareDateTime):
    """An instant by a phone's clock: unlikely ones are kept, and judged by the rules of the field."""


def check_instant(at: datetime) -> datetime:
    """Return an instant that somebody may mean.

    Raises:
        ValidationError: it is none.
    """
    _check_readable(at)
    _check_year(at.astimezone(UTC).year)
    return at


def check_date(day: date) -> date:
    """Return a date that somebody may mean.

    Raises:
        ValidationError: it is none.
    """
    _check_year(day.year)
    return day


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        between = Phrase("must be between %(least)s and %(most)s", least=FIRST_YEAR, most=LAST_YEAR)
        raise ValidationError(between)


def guard(field: fields.Field[Any]) -> None:
    """Have a bound field of a body refuse such instants and dates; those in a list too."""
    if isinstance(field, fields.List):
        guard(field.inner)
    elif isinstance(field, PhoneInstant):
        field.validators.append(_check_readable)
    elif isinstance(field, fields.AwareDateTime):
        field.validators.append(check_instant)
    elif isinstance(field, fields.Date):
        field.validators.append(check_date)


def _check_readable(at: datetime) -> None:
    try:
        refuse_unreadable("", at)
    except Invalid as no:
        raise ValidationError(no.errors[""]) from no
