"""Who may sign in, follow events and read the API's description."""

from __future__ import annotations

from app.web.policy import ADMIN, API, LINK, PUBLIC, WATCHERS, Access, Rows

ACCESS: Rows = {
    # What of it each may see, and which scope opens what, `app.outbox.reads.audience` decides.
    f"GET {API}/events": Access(WATCHERS),
    f"GET {API}/events/stream": Access(WATCHERS),
    "GET /portal/v1/tracking/<token>/stream": LINK,
    "GET /login": PUBLIC,
    "POST /login": PUBLIC,
    "POST /logout": PUBLIC,
    "POST /locale": PUBLIC,
    "GET /problems/<slug>": PUBLIC,
    "GET /api/docs": PUBLIC,
    "GET /api/docs/assets/<name>": PUBLIC,
}

SIMULATION: Rows = {
    "POST /sim/v1/advance": Access(ADMIN),
    "GET /sim/v1/clock": Access(ADMIN),
}
"""Of addresses that exist where time is simulated."""
