"""Tracking links: signed, expiring, and good for one request."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from itsdangerous import BadSignature

from app.errors import NotFound
from app.runtime.signed import serializer
from app.settings import Settings

_SALT = "onehour.tracking"


def tracking_token(settings: Settings, request_id: UUID, now: datetime) -> tuple[str, datetime]:
    """Return a token for the request and the instant at which it expires.

    The signature is over the id and the expiry in our own clock, so that simulated time counts too.
    """
    expires_at = now + timedelta(hours=settings.tracking_link_hours)
    payload = [request_id.hex, int(expires_at.timestamp())]
    return str(serializer(settings, _SALT).dumps(payload)), expires_at


def tracking_url(settings: Settings, token: str) -> str:
    """Return the address of the page that the customer opens."""
    return f"{settings.public_url}/t/{token}"


def read_tracking_token(settings: Settings, token: str, now: datetime) -> UUID:
    """Return the request that the token opens.

    Raises:
        NotFound: forged, broken or expired; which of them is not told.
    """
    try:
        request_hex, expires_s = serializer(settings, _SALT).loads(token)
        request_id = UUID(hex=request_hex)
    except (BadSignature, ValueError, TypeError, AttributeError) as bad:
        raise NotFound("tracking link", token[:8]) from bad
    if now.timestamp() > expires_s:
        raise NotFound("tracking link", token[:8])
    return request_id
