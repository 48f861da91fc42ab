"""What forms share: where to go afterwards, and the message that says how it went."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import redirect
from werkzeug.wrappers import Response


def local_address(text: str | None, default: str) -> str:
    """Return `text` if it is an address of this site, else `default`: nobody is led elsewhere."""
    parts = urlsplit(text or "")
    if not text or parts.scheme or parts.netloc or not text.startswith("/") or "\\" in text:
        return default
    return default if text.startswith("//") else text


def see(address: str) -> Response:
    """Answer a form: look there next."""
    return redirect(address, 303)
