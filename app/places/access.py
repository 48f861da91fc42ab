"""Who may see the base map: whoever has an account; addresses are suggested to the office."""

from __future__ import annotations

from app.web.policy import ACCOUNTS, OFFICE, Access, Rows

ACCESS: Rows = {
    "GET /map/<version>/<int:zoom>/<int:x>/<int:y>": Access(ACCOUNTS),
    "GET /map/addresses": Access(OFFICE),
}
