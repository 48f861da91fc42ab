"""Who may see how the installation runs."""

from __future__ import annotations

from app.web.policy import ADMIN, API, MANAGEMENT, OFFICE, PARTNER, Access, Rows

ACCESS: Rows = {
    f"GET {API}/ledger/verify": Access(OFFICE),
    f"GET {API}/ledger/seals": Access(OFFICE),
    "GET /settings": Access(MANAGEMENT),
    "GET /settings/territories/<uuid:territory_id>": Access(MANAGEMENT, ("territory", "territory_id")),
    "GET /metrics": Access(ADMIN | PARTNER, scope="metrics:read"),
}
