"""Who may read how many engineers are needed: who decides on it."""

from __future__ import annotations

from app.web.policy import MANAGEMENT, TERRITORY, Access, Rows

ACCESS: Rows = {
    "GET /staffing": Access(MANAGEMENT),
    "GET /staffing/file.<any(csv, xlsx):kind>": Access(MANAGEMENT),
    f"GET {TERRITORY}/staffing": Access(MANAGEMENT, ("territory", "territory_id")),
}
