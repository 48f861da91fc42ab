"""Who may do what with the registers."""

from __future__ import annotations

from app.kernel import Role
from app.registers.pages.declaration import Declared
from app.registers.pages.declared import OWN
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
    **register_rows("leaves", "leave", OFFICE | {Role.PROVIDER, Role.ENGINEER}, OFFICE),
    **register_rows("providers", "provider", OFFICE | PARTNER | {Role.PROVIDER}, MANAGEMENT),
    **register_rows("certificate-kinds", "certificate_kind", _STAFF - PARTNER, ADMIN),
    **register_rows("certificates", "certificate", _STAFF - PARTNER, MANAGEMENT),
    **register_rows("depots", "depot", _STAFF, MANAGEMENT),
    **register_rows("named-engineers", "named_engineer", OFFICE, DISPATCH),
    f"GET {API}/fault-types": Access(WATCHERS, scope="fault_types:read"),
    f"PUT {API}/fault-types/<code>": Access(ADMIN),
    f"GET {API}/charge-kinds": Access(WATCHERS, scope="charge_kinds:read"),
    f"PUT {API}/charge-kinds/<code>": Access(ADMIN),
    f"GET {API}/parts": Access(WATCHERS, scope="parts:read"),
    f"PUT {API}/parts/<code>": Access(ADMIN),
}

_DESK = OFFICE | {Role.PROVIDER}
"""Who has pages of registers: the office, and a partner company for what it may read."""


def page_rows(declared: Declared, registers: Rows) -> Rows:
    """Return the rows of a register's pages: whoever may read or write it over the API may do so here.

    `registers` has the rows of its API.
    """
    many, kind, variable = declared.plural, declared.name, declared.variable
    one = f"/{many}/<code>" if declared.by_code else f"/{many}/<uuid:{variable}>"
    owns = None if declared.by_code else (kind, variable)
    reads = registers[f"GET {API}/{many}"].roles & _DESK
    writes = registers[f"PUT {API}{one}"].roles & OFFICE
    rows = {f"GET /{many}{part}": Access(reads) for part in ("", "/export", "/choices")}
    rows |= {f"{method} /{many}/new": Access(writes) for method in ("GET", "POST")}
    rows |= {f"{method} {one}/edit": Access(writes, owns) for method in ("GET", "POST")}
    if not declared.page_elsewhere:
        rows[f"GET {one}/view" if declared.by_code else f"GET {one}"] = Access(reads, owns)
    if declared.bulk:
        rows[f"POST /{many}/set"] = Access(writes)
    verbs = ("close", "reopen") if declared.closes else ("remove",) if declared.deletes else ()
    return rows | each(verbs, one, Access(writes, owns))


ACCESS: Rows = {
    **_REGISTERS,
    "GET /registers": Access(_DESK),
    "GET /assets/labels": Access(_REGISTERS[f"GET {API}/assets"].roles & OFFICE),
    **{key: row for declared in OWN.values() for key, row in page_rows(declared, _REGISTERS).items()},
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
    "GET /imports/templates/<kind>.xlsx": Access(ADMIN),
    "GET /imports/<uuid:draft_id>": Access(ADMIN),
    "POST /imports/<uuid:draft_id>": Access(ADMIN),
    "GET /imports/<uuid:draft_id>/wrong-rows": Access(ADMIN),
    "GET /imports/jobs/<uuid:job_id>": Access(ADMIN),
    "POST /imports/jobs/<uuid:job_id>": Access(ADMIN),
    "GET /calendars": Access(OFFICE),
    "POST /calendars/days": Access(MANAGEMENT),
    "POST /calendars/days/<uuid:calendar_day_id>/remove": Access(
        MANAGEMENT, ("calendar_day", "calendar_day_id")
    ),
    "GET /customers/<uuid:customer_id>/merge": Access(DISPATCH, ("customer", "customer_id")),
    **each(
        ("merge", "unmerge"),
        "/customers/<uuid:customer_id>",
        Access(DISPATCH, ("customer", "customer_id")),
    ),
}
