"""Cookies: the page session's and the known device's, out of the reach of scripts and of other sites.

Over HTTPS their names begin with `__Host-`, which a browser takes from this very host alone: neither a
neighbouring subdomain nor plain HTTP can plant one.
"""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from app.settings import Settings

SESSION = "onehour_session"
DEVICE = "onehour_device"


def name(plain: str, settings: Settings) -> str:
    """Return the name under which the browser keeps the cookie."""
    return f"__Host-{plain}" if settings.secure_cookies else plain


def read(plain: str, settings: Settings) -> str:
    """Return what this request's cookie says; "" where it carries none."""
    return request.cookies.get(name(plain, settings), "")


def put(answer: Response, plain: str, text: str, settings: Settings, *, lifetime_s: int) -> None:
    """Have the browser keep `text` for `lifetime_s` seconds."""
    answer.set_cookie(
        name(plain, settings),
        text,
        max_age=lifetime_s,
        httponly=True,
        secure=settings.secure_cookies,
        samesite="Lax",
    )


def drop(answer: Response, plain: str, settings: Settings) -> None:
    """Have the browser forget the cookie."""
    answer.delete_cookie(name(plain, settings), httponly=True, secure=settings.secure_cookies, samesite="Lax")
