"""Rate limits where a stranger may call: sign-in and tracking links."""

from __future__ import annotations

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from app.web.context import runtime

SIGN_IN = "20 per minute"
TRACKING = "240 per minute"


def _unlimited() -> bool:
    return not runtime().settings.rate_limits


def _kind() -> str:
    """Sign-in is counted apart from tracking, per caller's address."""
    return (
        f"{'sign-in' if request.path.endswith(('/login', '/tokens')) else 'tracking'}:{get_remote_address()}"
    )


limiter = Limiter(_kind, storage_uri="memory://", headers_enabled=True)
sign_in_limit = limiter.shared_limit(SIGN_IN, scope="sign-in", exempt_when=_unlimited)
tracking_limit = limiter.shared_limit(TRACKING, scope="tracking", exempt_when=_unlimited)


def register(flask_app: Flask) -> None:
    """Attach the limiter; counters are per process and in memory."""
    limiter.init_app(flask_app)
