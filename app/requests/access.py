"""Who may do what on the pages that change requests."""

from __future__ import annotations

from app.kernel import Role
from app.web.policy import DISPATCH, OFFICE, Access, Rows

_REQUEST = "/requests/<uuid:request_id>"

ACCESS: Rows = {
    f"POST {_REQUEST}/follow-up": Access(OFFICE, ("request", "request_id")),
    f"POST {_REQUEST}/solve-remotely": Access(DISPATCH, ("request", "request_id")),
    f"POST {_REQUEST}/appointment": Access(DISPATCH | {Role.CUSTOMER}, ("request", "request_id")),
}
