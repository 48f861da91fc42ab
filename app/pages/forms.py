"""What forms share: their token, where to go afterwards, and the message that says how it went."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import redirect, request
from flask_wtf.csrf import validate_csrf
from werkzeug.wrappers import Response
from wtforms import ValidationError

from app.errors import Forbidden, Phrase


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


def see(address: str) -> Response:
    """Answer a form: look there next."""
    return redirect(address, 303)
