"""What a tracking link opens, and which links do more than show."""

from __future__ import annotations

from app.web.policy import LINK, LINK_ACTS, LINK_PROMISES, PUBLIC, Rows, each

_TRACKING = "/portal/v1/tracking/<token>"
_PAGE = "/t/<token>"
_ACTS = ("confirm-arrival", "confirm", "rate")

ACCESS: Rows = {
    f"GET {_TRACKING}": LINK,
    **each(_ACTS, _TRACKING, LINK_ACTS),
    f"POST {_TRACKING}/appointment": LINK_PROMISES,
    "GET /t": PUBLIC,
    "POST /t": PUBLIC,
    "GET /t/<handed:code>": PUBLIC,
    f"GET {_PAGE}": LINK,
    f"GET {_PAGE}/report.pdf": LINK,
    **each(_ACTS, _PAGE, LINK_ACTS),
    f"POST {_PAGE}/appointment": LINK_PROMISES,
}
