"""Headers that every answer carries."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request

from app.settings import Settings

_CSP = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_YEAR_S = 365 * 24 * 3600

_ALWAYS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    # A tracking link is a secret in an address; no address of ours is told to whom it leads.
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # The engineer's page asks where it is and takes photos; nothing else is asked of a device.
    "Permissions-Policy": (
        "geolocation=(self), camera=(self), microphone=(), payment=(), usb=(), browsing-topics=()"
    ),
}


def register(flask_app: Flask, settings: Settings) -> None:
    """Keep answers private, typed, unframed and, where the installation is reached so, on HTTPS."""
    always = dict(_ALWAYS)
    if settings.map_tiles:
        # The one place elsewhere that pages may ask: where the tiles of a map come from.
        asked = urlsplit(settings.map_tiles)
        always["Content-Security-Policy"] += f"; connect-src 'self' {asked.scheme}://{asked.netloc}"
    if settings.secure_cookies:
        always["Strict-Transport-Security"] = f"max-age={_YEAR_S}"

    def add_headers(response: Response) -> Response:
        for name, value in always.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    flask_app.after_request(add_headers)
