"""What a tracking link opens."""

from __future__ import annotations

from uuid import UUID

from app.errors import Forbidden
from app.web.context import principal


def tracked_request() -> UUID:
    """Return the request of the link that this call came by.

    Raises:
        Forbidden: it came by none; the policy's row lets links in alone.
    """
    request_id = principal().request_id
    if request_id is None:
        raise Forbidden
    return request_id
