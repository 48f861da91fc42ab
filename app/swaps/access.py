"""Who swaps shifts, who sees it, and who decides: the two, and whoever answers for one of them."""

from __future__ import annotations

from app.kernel import Role
from app.web.policy import API, ENGINEER, MANAGEMENT, OFFICE, Access, Rows, each

_SEEING = OFFICE | ENGINEER | {Role.PROVIDER}
_OWNER = ("shift_swap", "shift_swap_id")
_ONE = "<uuid:shift_swap_id>"
_API, _PAGES = f"{API}/shift-swaps", "/shift-swaps"
_ANSWERS, _DECISIONS = ("accept", "decline", "withdraw"), ("approve", "refuse")

ACCESS: Rows = {
    f"GET {_API}": Access(_SEEING),
    f"POST {_API}": Access(ENGINEER),
    f"GET {API}/shift-swap-choices": Access(ENGINEER),
    f"GET {_API}/{_ONE}": Access(_SEEING, _OWNER),
    **each(_ANSWERS, f"{_API}/{_ONE}", Access(ENGINEER, _OWNER)),
    **each(_DECISIONS, f"{_API}/{_ONE}", Access(MANAGEMENT, _OWNER)),
    "GET /mine/swaps": Access(ENGINEER),
    "POST /mine/swaps": Access(ENGINEER),
    f"GET {_PAGES}": Access(MANAGEMENT),
    f"GET {_PAGES}/{_ONE}": Access(_SEEING, _OWNER),
    **each(_ANSWERS, f"{_PAGES}/{_ONE}", Access(ENGINEER, _OWNER)),
    **each(_DECISIONS, f"{_PAGES}/{_ONE}", Access(MANAGEMENT, _OWNER)),
}
