"""Who may do what: one row per method and address.  Nothing is reachable without a row.

Each room's `access.py` has the rows of its addresses, keyed as in `GET /api/v1/me`; `app.shell.factory`
refuses to start where an address has no row, or a row no address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import current_app, request

from app.kernel import Role

EXTENSION = "access"
"""Under which an application keeps the rows of all rooms."""


@dataclass(frozen=True, slots=True)
class Access:
    """One row.

    `roles` may call it.  `owns=(kind, variable)` further asks that the thing named in the address is one
    that the principal may see (`app.kernel.visibility` decides); it is answered 404 otherwise.  `scope`
    is what an integration's API key must carry.  `link` rows are opened by a signed tracking link; those
    that `acts` only by one that may act for the customer, and those with `promises` only by one that may
    move a promise.  `json_bytes` is how large a JSON body may be, where more is sent than elsewhere.
    A POST that is not `keyed` takes no Idempotency-Key: it is safe to repeat by itself, or must not be.
    Lists have no owner: their queries show each principal its own rows only.
    """

    roles: frozenset[Role]
    owns: tuple[str, str] | None = None
    scope: str = ""
    link: bool = False
    acts: bool = False
    promises: bool = False
    json_bytes: int | None = None
    keyed: bool = True


Rows = Mapping[str, Access]

OFFICE = frozenset({Role.DISPATCHER, Role.MANAGER, Role.ADMIN})
DISPATCH = frozenset({Role.DISPATCHER, Role.ADMIN})
ADMIN = frozenset({Role.ADMIN})
MANAGEMENT = frozenset({Role.MANAGER, Role.ADMIN})
LOCATING = frozenset({Role.DISPATCHER, Role.MANAGER, Role.ENGINEER})
"""Who sees where an engineer was: who sends him, who answers for him, and himself."""
PARTNER = frozenset({Role.INTEGRATION})
ENGINEER = frozenset({Role.ENGINEER})
ACCOUNTS = frozenset({Role.CUSTOMER, Role.DISPATCHER, Role.ENGINEER, Role.MANAGER, Role.PROVIDER, Role.ADMIN})
EVERYBODY = frozenset(Role) - {Role.SYSTEM}

WATCHERS = OFFICE | {Role.CUSTOMER, Role.PROVIDER, Role.ENGINEER, Role.INTEGRATION}
"""Everyone who follows requests, each his own."""

ASKING = DISPATCH | PARTNER | {Role.CUSTOMER}
"""Who asks for something in a customer's name: the office, a partner, the customer himself."""

PUBLIC = Access(EVERYBODY)
LINK = Access(frozenset({Role.TRACKING}), link=True)
LINK_ACTS = Access(frozenset({Role.TRACKING}), link=True, acts=True)
LINK_PROMISES = Access(frozenset({Role.TRACKING}), link=True, acts=True, promises=True)

API = "/api/v1"
REQUEST = f"{API}/service-requests/<uuid:request_id>"
VISIT = f"{API}/visits/<uuid:visit_id>"
ENGINEER_AT = f"{API}/engineers/<uuid:engineer_id>"
TERRITORY = f"{API}/territories/<uuid:territory_id>"


def each(verbs: Iterable[str], address: str, access: Access) -> dict[str, Access]:
    """Return one row for each verb that is posted under an address."""
    return {f"POST {address}/{verb}": access for verb in verbs}


def register_rows(
    address: str,
    kind: str,
    readers: frozenset[Role],
    writers: frozenset[Role],
) -> dict[str, Access]:
    """Return the rows of a register: its list, what is added to it, and each of its records."""
    variable = f"{kind}_id"
    one = f"{API}/{address}/<uuid:{variable}>"
    return {
        f"GET {API}/{address}": Access(readers, scope=f"{address}:read"),
        f"POST {API}/{address}": Access(writers, scope=f"{address}:write"),
        f"GET {one}": Access(readers, (kind, variable), f"{address}:read"),
        f"PUT {one}": Access(writers, (kind, variable), f"{address}:write"),
        f"DELETE {one}": Access(writers, (kind, variable), f"{address}:write"),
    }


def policy_key() -> str:
    """Name the row of this request: `GET /api/v1/me`."""
    method = "GET" if request.method == "HEAD" else request.method
    return f"{method} {request.url_rule.rule}" if request.url_rule else ""


def access_to(key: str) -> Access | None:
    """Return this application's row of a method and address; None where it has none."""
    rows: Rows = current_app.extensions[EXTENSION]
    return rows.get(key)
