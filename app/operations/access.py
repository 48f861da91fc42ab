"""Who may see how the installation runs."""

from __future__ import annotations

from app.web.policy import ADMIN, API, OFFICE, PARTNER, Access, Rows

ACCESS: Rows = {
    f"GET {API}/ledger/verify": Access(OFFICE),
    f"GET {API}/ledger/seals": Access(OFFICE),
    "GET /metrics": Access(ADMIN | PARTNER, scope="metrics:read"),
}
