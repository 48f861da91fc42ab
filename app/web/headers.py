"""Headers that every answer carries."""

from __future__ import annotations

from flask import Flask, Response, request

_CSP = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def add_headers(response: Response) -> Response:
    """Keep answers private, typed and unframed."""
    response.headers.setdefault("Content-Security-Policy", _CSP)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def register(flask_app: Flask) -> None:
    """Install the headers."""
    flask_app.after_request(add_headers)
