"""Who may ask, read and answer."""

from __future__ import annotations

from app.kernel import Role
from app.web.policy import API, ASKING, DISPATCH, OFFICE, PARTNER, Access, Rows

_ENQUIRY = f"{API}/enquiries/<uuid:enquiry_id>"
_READERS = OFFICE | PARTNER | {Role.CUSTOMER}

ACCESS: Rows = {
    f"GET {API}/enquiries": Access(_READERS, scope="enquiries:read"),
    f"POST {API}/enquiries": Access(ASKING, scope="enquiries:write"),
    f"GET {_ENQUIRY}": Access(_READERS, ("enquiry", "enquiry_id"), "enquiries:read"),
    f"POST {_ENQUIRY}/answer": Access(DISPATCH, ("enquiry", "enquiry_id")),
    "GET /enquiries": Access(OFFICE),
    "POST /enquiries/<uuid:enquiry_id>/answer": Access(DISPATCH, ("enquiry", "enquiry_id")),
}
