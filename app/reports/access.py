"""Who may read reports."""

from __future__ import annotations

from app.web.policy import OFFICE, Access, Rows

ACCESS: Rows = {
    "GET /reports": Access(OFFICE),
    "GET /reports/requests": Access(OFFICE),
    "GET /reports/file.<any(csv, xlsx, pdf, svg):kind>": Access(OFFICE),
}
