"""What forms share: where to go afterwards, and the message that says how it went."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import redirect, request
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.web.instants import check_instant

_MOST_DIGITS = 9


def local_address(text: str | None, default: str) -> str:
    """Return `text` if it is an address of this site, else `default`: nobody is led elsewhere."""
    parts = urlsplit(text or "")
    if not text or parts.scheme or parts.netloc or not text.startswith("/") or "\\" in text:
        return default
    return default if text.startswith("//") else text


def local_instant(text: str, zone: str, field: str) -> datetime:
    """Read what a form's field for date and time says, as the clock of `zone` shows it.

    Raises:
        Invalid: it is no time, or one that nobody means.
    """
    try:
        at = datetime.fromisoformat(text.strip())
        return check_instant(at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except (ValueError, ValidationError) as bad:
        raise Invalid({field: Phrase("is not a time")}) from bad


def see(address: str) -> Response:
    """Answer a form: look there next."""
    return redirect(address, 303)


def text_of(name: str, longest: int) -> str:
    """Read a field that must be filled in.

    Raises:
        Invalid: it is empty, or too long.
    """
    text = request.form.get(name, "").strip()
    if not 0 < len(text) <= longest:
        raise Invalid({name: Phrase("Please fill in every field of the form.")})
    return text


def whole_number(name: str) -> int | None:
    """Read a number that the form carries; None where it has none."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else None
