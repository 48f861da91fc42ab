"""Who may see and correct promises, and act on alerts."""

from __future__ import annotations

from app.web.policy import API, DISPATCH, MANAGEMENT, OFFICE, PARTNER, REQUEST, Access, Rows, each

_ALERT = f"{API}/alerts/<uuid:alert_id>"

ACCESS: Rows = {
    f"GET {API}/alerts": Access(OFFICE),
    f"GET {_ALERT}": Access(OFFICE, ("alert", "alert_id")),
    **each(("acknowledge", "rescue"), _ALERT, Access(DISPATCH, ("alert", "alert_id"))),
    f"GET {REQUEST}/promise": Access(OFFICE | PARTNER, ("request", "request_id"), "requests:read"),
    f"POST {REQUEST}/corrections": Access(MANAGEMENT, ("request", "request_id")),
    f"GET {API}/reports/promises": Access(OFFICE),
}
