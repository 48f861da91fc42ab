"""Who may read reports."""

from __future__ import annotations

from app.web.policy import API, MANAGEMENT, OFFICE, Access, Rows

ACCESS: Rows = {
    "GET /reports": Access(OFFICE),
    "GET /reports/requests": Access(OFFICE),
    "GET /reports/file.<any(csv, xlsx, pdf, svg):kind>": Access(OFFICE),
    "GET /dispatch/audit": Access(MANAGEMENT),
    "GET /dispatch/audit/visits": Access(MANAGEMENT),
    "GET /dispatch/audit/file.<any(csv, xlsx):kind>": Access(MANAGEMENT),
    "GET /dispatch/learned": Access(MANAGEMENT),
    "POST /dispatch/learned/refresh": Access(MANAGEMENT),
    f"GET {API}/dispatch/learned-stars": Access(MANAGEMENT),
}
