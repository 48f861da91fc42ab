"""What forms share: their token, where to go afterwards, and the message that says how it went."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import redirect, request
from flask_wtf.csrf import validate_csrf
from werkzeug.wrappers import Response
from wtforms import ValidationError

from app.errors import Forbidden, Invalid, Phrase


def verify_token() -> None:
    """Refuse a form that another site sent; for addresses where no session is there to be checked.

    Raises:
        Forbidden: the token is missing or not this browser's.
    """
    try:
        validate_csrf(request.form.get("csrf_token", ""))
    except ValidationError as bad:
        raise Forbidden(Phrase("The form has expired; reload the page.")) from bad


def local_address(text: str | None, default: str) -> str:
    """Return `text` if it is an address of this site, else `default`: nobody is led elsewhere."""
    parts = urlsplit(text or "")
    if not text or parts.scheme or parts.netloc or not text.startswith("/") or "\\" in text:
        return default
    return default if text.startswith("//") else text


def local_instant(text: str, zone: str, field: str) -> datetime:
    """Read what a form's field for date and time says, as the clock of `zone` shows it.

    Raises:
        Invalid: it is no time.
    """
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError as bad:
        raise Invalid({field: Phrase("is not a time")}) from bad
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def see(address: str) -> Response:
    """Answer a form: look there next."""
    return redirect(address, 303)
