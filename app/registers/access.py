"""Who may do what with the registers."""

from __future__ import annotations

from app.kernel import Role
from app.web.policy import (
    ADMIN,
    API,
    ASKING,
    DISPATCH,
    MANAGEMENT,
    OFFICE,
    PARTNER,
    TERRITORY,
    WATCHERS,
    Access,
    Rows,
    each,
    register_rows,
)

_CUSTOMERS = OFFICE | PARTNER | {Role.CUSTOMER}
_STAFF = OFFICE | PARTNER | {Role.PROVIDER, Role.ENGINEER}
_CUSTOMER = f"{API}/customers/<uuid:customer_id>"

_REGISTERS: Rows = {
    **register_rows("customers", "customer", _CUSTOMERS, DISPATCH | PARTNER),
    **register_rows("sites", "site", _CUSTOMERS, ASKING),
    **register_rows("assets", "asset", _CUSTOMERS, ASKING),
    **register_rows("contracts", "contract", _CUSTOMERS, MANAGEMENT),
    **register_rows("calendar-days", "calendar_day", OFFICE, MANAGEMENT),
    **register_rows("territories", "territory", OFFICE | PARTNER, ADMIN),
    **register_rows("engineers", "engineer", _STAFF, MANAGEMENT),
    **register_rows("skills", "skill", _STAFF, ADMIN),
    **register_rows("shifts", "shift", _STAFF, OFFICE),
    **register_rows("providers", "provider", OFFICE | PARTNER | {Role.PROVIDER}, MANAGEMENT),
    f"GET {API}/fault-types": Access(WATCHERS, scope="fault_types:read"),
    f"PUT {API}/fault-types/<code>": Access(ADMIN),
    f"GET {API}/charge-kinds": Access(WATCHERS, scope="charge_kinds:read"),
    f"PUT {API}/charge-kinds/<code>": Access(ADMIN),
    f"GET {API}/parts": Access(WATCHERS, scope="parts:read"),
    f"PUT {API}/parts/<code>": Access(ADMIN),
}

ACCESS: Rows = {
    **_REGISTERS,
    f"GET {TERRITORY}/calendar": Access(OFFICE, ("territory", "territory_id")),
    f"GET {API}/contracts/<uuid:contract_id>/calendar": Access(OFFICE, ("contract", "contract_id")),
    f"POST {API}/imports/<kind>": Access(ADMIN),
    f"POST {API}/imports/<kind>/wrong-rows": Access(ADMIN),
    **each(
        ("merge", "unmerge"),
        _CUSTOMER,
        Access(DISPATCH | PARTNER, ("customer", "customer_id"), "customers:write"),
    ),
    f"GET {_CUSTOMER}/likely-doubles": Access(
        OFFICE | PARTNER, ("customer", "customer_id"), "customers:read"
    ),
    f"GET {API}/likely-doubles": Access(OFFICE | PARTNER, scope="customers:read"),
    "GET /imports": Access(ADMIN),
    "POST /imports": Access(ADMIN),
    "GET /imports/<uuid:draft_id>": Access(ADMIN),
    "POST /imports/<uuid:draft_id>": Access(ADMIN),
    "GET /imports/<uuid:draft_id>/wrong-rows": Access(ADMIN),
    "GET /calendars": Access(OFFICE),
    "POST /calendars/days": Access(MANAGEMENT),
    "POST /calendars/days/<uuid:calendar_day_id>/remove": Access(
        MANAGEMENT, ("calendar_day", "calendar_day_id")
    ),
    **each(
        ("merge", "unmerge"),
        "/customers/<uuid:customer_id>",
        Access(DISPATCH, ("customer", "customer_id")),
    ),
}
