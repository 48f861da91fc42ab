"""Who asks for leave, who sees it, and who decides: a person his own, a manager his teams'."""

from __future__ import annotations

from app.kernel import Role
from app.web.policy import API, ENGINEER, MANAGEMENT, OFFICE, Access, Rows, each

_SEEING = OFFICE | ENGINEER | {Role.PROVIDER}
_OWNER = ("leave_request", "leave_request_id")
_API, _PAGES = f"{API}/leave-requests", "/leave-requests"
_ONE, _PAGE = "<uuid:leave_request_id>", f"{_PAGES}/<uuid:leave_request_id>"

ACCESS: Rows = {
    f"GET {_API}": Access(_SEEING),
    f"POST {_API}": Access(ENGINEER),
    f"GET {_API}/{_ONE}": Access(_SEEING, _OWNER),
    **each(("approve", "refuse"), f"{_API}/{_ONE}", Access(MANAGEMENT, _OWNER)),
    f"POST {_API}/{_ONE}/withdraw": Access(ENGINEER, _OWNER),
    f"GET {_PAGES}": Access(MANAGEMENT),
    "GET /mine/leave": Access(ENGINEER),
    "POST /mine/leave": Access(ENGINEER),
    f"GET {_PAGE}": Access(_SEEING, _OWNER),
    **each(("approve", "refuse"), _PAGE, Access(MANAGEMENT, _OWNER)),
    f"POST {_PAGE}/withdraw": Access(ENGINEER, _OWNER),
}
