"""Who may do what: one row per method and address.  Nothing is reachable without a row.

`roles` may call it.  `owns=(kind, variable)` further asks that the thing named in the address is one
that the principal may see (`app.requests.reads.visibility` decides); it is answered 404 otherwise.  `scope`
is what an integration's API key must carry.  `link` rows are opened by a signed tracking link; those that
`acts` only by one that may act for the customer.
Lists have no owner: their queries show each principal its own rows only.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from app.kernel import Role


@dataclass(frozen=True, slots=True)
class Access:
    """One row."""

    roles: frozenset[Role]
    owns: tuple[str, str] | None = None
    scope: str = ""
    link: bool = False
    acts: bool = False
    promises: bool = False


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

_PUBLIC = Access(EVERYBODY)
_LINK = Access(frozenset({Role.TRACKING}), link=True)
_LINK_ACTS = Access(frozenset({Role.TRACKING}), link=True, acts=True)
_LINK_PROMISES = Access(frozenset({Role.TRACKING}), link=True, acts=True, promises=True)


def _crud(
    address: str,
    kind: str,
    readers: frozenset[Role],
    writers: frozenset[Role],
    variable: str,
) -> dict[str, Access]:
    one = f"{address}/<uuid:{variable}>"
    scope = address.rsplit("/", 1)[-1]
    return {
        f"GET {address}": Access(readers, scope=f"{scope}:read"),
        f"POST {address}": Access(writers, scope=f"{scope}:write"),
        f"GET {one}": Access(readers, (kind, variable), f"{scope}:read"),
        f"PUT {one}": Access(writers, (kind, variable), f"{scope}:write"),
        f"DELETE {one}": Access(writers, (kind, variable), f"{scope}:write"),
    }


_API = "/api/v1"
_REQUEST = f"{_API}/service-requests/<uuid:request_id>"
_VISIT = f"{_API}/visits/<uuid:visit_id>"
_ENGINEER = f"{_API}/engineers/<uuid:engineer_id>"
_PHONE = "/mobile/v1"
_PHONE_VISIT = f"{_PHONE}/visits/<uuid:visit_id>"
_TRACKING = "/portal/v1/tracking/<token>"

_ACCOUNT_ROWS: dict[str, Access] = {
    f"POST {_API}/auth/tokens": _PUBLIC,
    f"GET {_API}/auth/tokens": Access(ACCOUNTS),
    f"DELETE {_API}/auth/tokens/<uuid:token_id>": Access(ACCOUNTS, ("token", "token_id")),
    f"GET {_API}/auth/api-keys": Access(ADMIN),
    f"POST {_API}/auth/api-keys": Access(ADMIN),
    f"DELETE {_API}/auth/api-keys/<uuid:token_id>": Access(ADMIN, ("api_key", "token_id")),
    f"GET {_API}/me": Access(ACCOUNTS | PARTNER),
    f"POST {_API}/me/password": Access(ACCOUNTS),
    **_crud(f"{_API}/users", "user", ADMIN, ADMIN, "user_id"),
}

_SUBSCRIPTION = f"{_API}/subscriptions/<uuid:subscription_id>"

_OUTBOX_ROWS: dict[str, Access] = {
    **_crud(f"{_API}/subscriptions", "subscription", ADMIN, ADMIN, "subscription_id"),
    **{
        f"POST {_SUBSCRIPTION}/{verb}": Access(ADMIN, ("subscription", "subscription_id"))
        for verb in ("replay", "resume", "rotate-secret", "test")
    },
    f"GET {_API}/deliveries": Access(ADMIN),
    f"POST {_API}/deliveries/<uuid:delivery_id>/replay": Access(ADMIN, ("delivery", "delivery_id")),
}

_REGISTRY_ROWS: dict[str, Access] = {
    **_crud(
        f"{_API}/customers", "customer", OFFICE | PARTNER | {Role.CUSTOMER}, DISPATCH | PARTNER, "customer_id"
    ),
    **_crud(
        f"{_API}/sites",
        "site",
        OFFICE | PARTNER | {Role.CUSTOMER},
        DISPATCH | PARTNER | {Role.CUSTOMER},
        "site_id",
    ),
    **_crud(
        f"{_API}/assets",
        "asset",
        OFFICE | PARTNER | {Role.CUSTOMER},
        DISPATCH | PARTNER | {Role.CUSTOMER},
        "asset_id",
    ),
    **_crud(
        f"{_API}/contracts",
        "contract",
        OFFICE | PARTNER | {Role.CUSTOMER},
        ADMIN | {Role.MANAGER},
        "contract_id",
    ),
    **_crud(f"{_API}/calendar-days", "calendar_day", OFFICE, MANAGEMENT, "calendar_day_id"),
    **_crud(f"{_API}/territories", "territory", OFFICE | PARTNER, ADMIN, "territory_id"),
    **_crud(
        f"{_API}/engineers",
        "engineer",
        OFFICE | PARTNER | {Role.PROVIDER, Role.ENGINEER},
        ADMIN | {Role.MANAGER},
        "engineer_id",
    ),
    **{
        f"GET {_ENGINEER}/{paper}": Access(
            OFFICE | PARTNER | {Role.PROVIDER, Role.ENGINEER}, ("engineer", "engineer_id"), "engineers:read"
        )
        for paper in ("photo", "card.png")
    },
    f"GET {_ENGINEER}/positions": Access(LOCATING, ("engineer", "engineer_id")),
    f"GET {_API}/territories/<uuid:territory_id>/calendar": Access(OFFICE, ("territory", "territory_id")),
    f"GET {_API}/contracts/<uuid:contract_id>/calendar": Access(OFFICE, ("contract", "contract_id")),
    **{
        f"{method} {_ENGINEER}/photo": Access(ADMIN | {Role.MANAGER}, ("engineer", "engineer_id"))
        for method in ("PUT", "DELETE")
    },
    **_crud(f"{_API}/skills", "skill", OFFICE | PARTNER | {Role.PROVIDER, Role.ENGINEER}, ADMIN, "skill_id"),
    **_crud(
        f"{_API}/shifts",
        "shift",
        OFFICE | PARTNER | {Role.PROVIDER, Role.ENGINEER},
        DISPATCH | {Role.MANAGER},
        "shift_id",
    ),
    **_crud(
        f"{_API}/providers",
        "provider",
        OFFICE | PARTNER | {Role.PROVIDER},
        ADMIN | {Role.MANAGER},
        "provider_id",
    ),
    f"GET {_API}/fault-types": Access(WATCHERS, scope="fault_types:read"),
    f"PUT {_API}/fault-types/<code>": Access(ADMIN),
    f"GET {_API}/charge-kinds": Access(WATCHERS, scope="charge_kinds:read"),
    f"PUT {_API}/charge-kinds/<code>": Access(ADMIN),
    f"GET {_API}/parts": Access(WATCHERS, scope="parts:read"),
    f"PUT {_API}/parts/<code>": Access(ADMIN),
    f"POST {_API}/imports/<kind>": Access(ADMIN),
    **{
        f"POST {_API}/customers/<uuid:customer_id>/{verb}": Access(
            DISPATCH | PARTNER, ("customer", "customer_id"), "customers:write"
        )
        for verb in ("merge", "unmerge")
    },
    f"GET {_API}/customers/<uuid:customer_id>/likely-doubles": Access(
        OFFICE | PARTNER, ("customer", "customer_id"), "customers:read"
    ),
    f"GET {_API}/likely-doubles": Access(OFFICE | PARTNER, scope="customers:read"),
    f"GET {_API}/customers/<uuid:customer_id>/file": Access(
        OFFICE | PARTNER | {Role.CUSTOMER}, ("customer", "customer_id"), "customers:read"
    ),
}

_REQUEST_ROWS: dict[str, Access] = {
    f"POST {_API}/service-requests": Access(DISPATCH | PARTNER | {Role.CUSTOMER}, scope="requests:write"),
    f"GET {_API}/service-requests": Access(WATCHERS, scope="requests:read"),
    f"GET {_REQUEST}": Access(WATCHERS, ("request", "request_id"), "requests:read"),
    f"GET {_REQUEST}/history": Access(OFFICE | PARTNER, ("request", "request_id"), "requests:read"),
    f"GET {_REQUEST}/candidates": Access(OFFICE, ("request", "request_id")),
    f"POST {_REQUEST}/cancel": Access(
        DISPATCH | PARTNER | {Role.CUSTOMER}, ("request", "request_id"), "requests:write"
    ),
    f"POST {_REQUEST}/solve-remotely": Access(DISPATCH, ("request", "request_id")),
    f"POST {_REQUEST}/appointment": Access(
        DISPATCH | PARTNER | {Role.CUSTOMER}, ("request", "request_id"), "requests:write"
    ),
    f"POST {_REQUEST}/follow-up": Access(DISPATCH | {Role.MANAGER}, ("request", "request_id")),
    f"POST {_REQUEST}/close": Access(DISPATCH | {Role.MANAGER}, ("request", "request_id")),
    **{
        f"POST {_REQUEST}/{verb}": Access(
            DISPATCH | PARTNER | {Role.CUSTOMER}, ("request", "request_id"), "requests:write"
        )
        for verb in ("tracking-link", "tracking-link/send")
    },
    f"GET {_API}/enquiries": Access(OFFICE | PARTNER | {Role.CUSTOMER}, scope="enquiries:read"),
    f"POST {_API}/enquiries": Access(DISPATCH | PARTNER | {Role.CUSTOMER}, scope="enquiries:write"),
    f"GET {_API}/enquiries/<uuid:enquiry_id>": Access(
        OFFICE | PARTNER | {Role.CUSTOMER}, ("enquiry", "enquiry_id"), "enquiries:read"
    ),
    f"POST {_API}/enquiries/<uuid:enquiry_id>/answer": Access(DISPATCH, ("enquiry", "enquiry_id")),
}

_DISPATCH_ROWS: dict[str, Access] = {
    f"GET {_API}/visits": Access(WATCHERS, scope="requests:read"),
    f"GET {_VISIT}": Access(WATCHERS, ("visit", "visit_id"), "requests:read"),
    f"GET {_VISIT}/report.pdf": Access(WATCHERS, ("visit", "visit_id"), "requests:read"),
    **{
        f"POST {_VISIT}/{verb}": Access(DISPATCH, ("visit", "visit_id"))
        for verb in ("assign", "unassign", "pin", "unpin", "exclude", "include")
    },
    f"GET {_API}/offers": Access(OFFICE),
    f"GET {_API}/alerts": Access(OFFICE),
    f"GET {_API}/alerts/<uuid:alert_id>": Access(OFFICE, ("alert", "alert_id")),
    f"POST {_API}/alerts/<uuid:alert_id>/acknowledge": Access(DISPATCH, ("alert", "alert_id")),
    f"POST {_API}/alerts/<uuid:alert_id>/rescue": Access(DISPATCH, ("alert", "alert_id")),
    f"GET {_VISIT}/oddities": Access(OFFICE, ("visit", "visit_id")),
    f"GET {_API}/charges": Access(OFFICE),
    **{
        f"POST {_API}/charges/<uuid:charge_id>/{verb}": Access(OFFICE, ("charge", "charge_id"))
        for verb in ("approve", "refuse")
    },
    # Never the engineer whose arrival it is, nor his provider; who may overrule, the command decides.
    f"POST {_VISIT}/settle-arrival": Access(OFFICE, ("visit", "visit_id")),
    f"POST {_VISIT}/confirm-arrival": Access(DISPATCH, ("visit", "visit_id")),
    f"POST {_VISIT}/arrival-code": Access(DISPATCH, ("visit", "visit_id")),
    f"GET {_REQUEST}/promise": Access(OFFICE | PARTNER, ("request", "request_id"), "requests:read"),
    f"POST {_REQUEST}/corrections": Access(MANAGEMENT, ("request", "request_id")),
    f"POST {_API}/dispatch/plan": Access(OFFICE | PARTNER, scope="dispatch:plan"),
    f"GET {_API}/territories/<uuid:territory_id>/plan": Access(OFFICE, ("territory", "territory_id")),
    f"GET {_API}/territories/<uuid:territory_id>/plan/score": Access(OFFICE, ("territory", "territory_id")),
    f"POST {_API}/territories/<uuid:territory_id>/plan/preview": Access(
        DISPATCH, ("territory", "territory_id")
    ),
    f"GET {_VISIT}/why": Access(OFFICE, ("visit", "visit_id")),
    f"POST {_API}/territories/<uuid:territory_id>/replan": Access(DISPATCH, ("territory", "territory_id")),
    f"GET {_API}/review-items": Access(OFFICE),
    f"GET {_API}/review-items/<uuid:item_id>/photo": Access(OFFICE),
    **{
        f"POST {_API}/review-items/<uuid:item_id>/{verb}": Access(DISPATCH)
        for verb in ("apply", "attach", "resolve")
    },
    f"POST {_VISIT}/end": Access(DISPATCH, ("visit", "visit_id")),
    # What of it each may see, and which scope opens what, `app.outbox.reads.audience` decides.
    f"GET {_API}/events": Access(WATCHERS),
    f"GET {_API}/events/stream": Access(WATCHERS),
    f"GET {_API}/ledger/verify": Access(OFFICE),
    f"GET {_API}/ledger/seals": Access(OFFICE),
    f"GET {_API}/reports/promises": Access(OFFICE),
    "POST /sim/v1/advance": Access(ADMIN),
    "GET /sim/v1/clock": Access(ADMIN),
}

_PHONE_ROWS: dict[str, Access] = {
    f"GET {_PHONE}/itinerary": Access(ENGINEER),
    f"GET {_PHONE}/shift": Access(ENGINEER),
    f"GET {_PHONE}/card.png": Access(ENGINEER),
    f"POST {_PHONE}/positions": Access(ENGINEER),
    f"POST {_PHONE}/availability": Access(ENGINEER),
    f"POST {_PHONE}/sync": Access(ENGINEER),
    f"GET {_PHONE_VISIT}": Access(ENGINEER, ("visit", "visit_id")),
    f"GET {_PHONE_VISIT}/record": Access(ENGINEER, ("visit", "visit_id")),
    f"GET {_PHONE_VISIT}/card.png": Access(ENGINEER, ("visit", "visit_id")),
    f"GET {_PHONE_VISIT}/report.pdf": Access(ENGINEER, ("visit", "visit_id")),
    # Events have no owner row: what a phone recorded for a visit that was given to somebody else
    # meanwhile is kept for review, not refused (`visits.commands.field` checks the visit was once its own).
    **{
        f"POST {_PHONE_VISIT}/{verb}": Access(ENGINEER)
        for verb in (
            "accept",
            "decline",
            "depart",
            "arrive",
            "confirm-arrival",
            "answers",
            "photos",
            "withdraw-photo",
            "parts",
            "charges",
            "signatures",
            "complete",
            "incomplete",
        )
    },
    f"PUT {_PHONE_VISIT}/photos/<sha256>": Access(ENGINEER),
    f"GET {_PHONE_VISIT}/photos/<sha256>": Access(ENGINEER, ("visit", "visit_id")),
    f"GET {_PHONE_VISIT}/photos/<sha256>/status": Access(ENGINEER),
}

_PORTAL_ROWS: dict[str, Access] = {
    f"GET {_TRACKING}": _LINK,
    f"GET {_TRACKING}/stream": _LINK,
    f"POST {_TRACKING}/confirm-arrival": _LINK_ACTS,
    f"POST {_TRACKING}/confirm": _LINK_ACTS,
    f"POST {_TRACKING}/appointment": _LINK_PROMISES,
    f"POST {_TRACKING}/rate": _LINK_ACTS,
}

_PAGE_ROWS: dict[str, Access] = {
    "GET /": _PUBLIC,
    "GET /login": _PUBLIC,
    "POST /login": _PUBLIC,
    "POST /logout": _PUBLIC,
    "POST /locale": _PUBLIC,
    "GET /components": Access(OFFICE),
    "GET /imports": Access(ADMIN),
    "POST /imports": Access(ADMIN),
    "GET /customers": Access(OFFICE),
    "GET /customers/<uuid:customer_id>": Access(OFFICE | {Role.CUSTOMER}, ("customer", "customer_id")),
    "GET /calendars": Access(OFFICE),
    "POST /calendars/days": Access(MANAGEMENT),
    "POST /calendars/days/<uuid:calendar_day_id>/remove": Access(
        MANAGEMENT, ("calendar_day", "calendar_day_id")
    ),
    "GET /engineers/<uuid:engineer_id>/positions": Access(LOCATING, ("engineer", "engineer_id")),
    "GET /engineers": Access(OFFICE | {Role.PROVIDER}),
    "GET /engineers/<uuid:engineer_id>": Access(OFFICE | {Role.PROVIDER}, ("engineer", "engineer_id")),
    "GET /requests": Access(OFFICE | {Role.CUSTOMER, Role.PROVIDER}),
    "GET /requests/<uuid:request_id>": Access(
        OFFICE | {Role.CUSTOMER, Role.PROVIDER}, ("request", "request_id")
    ),
    **{
        f"POST /visits/<uuid:visit_id>/{verb}": Access(DISPATCH, ("visit", "visit_id"))
        for verb in ("assign", "unassign", "pin", "unpin", "exclude", "include")
    },
    **{
        f"POST /alerts/<uuid:alert_id>/{verb}": Access(DISPATCH, ("alert", "alert_id"))
        for verb in ("acknowledge", "rescue")
    },
    "POST /charges/<uuid:charge_id>": Access(OFFICE, ("charge", "charge_id")),
    "GET /reviews": Access(OFFICE),
    **{f"POST /reviews/<uuid:item_id>/{verb}": Access(DISPATCH) for verb in ("apply", "attach", "set-aside")},
    "POST /visits/<uuid:visit_id>/end": Access(DISPATCH, ("visit", "visit_id")),
    "POST /requests/<uuid:request_id>/follow-up": Access(
        DISPATCH | {Role.MANAGER}, ("request", "request_id")
    ),
    "GET /alerts/<uuid:alert_id>/changed": Access(DISPATCH, ("alert", "alert_id")),
    "GET /visits/<uuid:visit_id>/arrival": Access(OFFICE, ("visit", "visit_id")),
    "POST /visits/<uuid:visit_id>/settle-arrival": Access(OFFICE, ("visit", "visit_id")),
    "POST /requests/<uuid:request_id>/solve-remotely": Access(DISPATCH, ("request", "request_id")),
    "POST /requests/<uuid:request_id>/appointment": Access(
        DISPATCH | {Role.CUSTOMER}, ("request", "request_id")
    ),
    "GET /enquiries": Access(OFFICE),
    "POST /enquiries/<uuid:enquiry_id>/answer": Access(DISPATCH, ("enquiry", "enquiry_id")),
    **{
        f"POST /customers/<uuid:customer_id>/{verb}": Access(DISPATCH, ("customer", "customer_id"))
        for verb in ("merge", "unmerge")
    },
    **{
        f"POST /visits/<uuid:visit_id>/{verb}": Access(DISPATCH, ("visit", "visit_id"))
        for verb in ("confirm-arrival", "arrival-code")
    },
    "POST /requests/<uuid:request_id>/tracking-link": Access(
        DISPATCH | {Role.CUSTOMER}, ("request", "request_id")
    ),
    "POST /requests/<uuid:request_id>/tracking-link/send": Access(DISPATCH, ("request", "request_id")),
    "POST /requests/<uuid:request_id>/corrections": Access(MANAGEMENT, ("request", "request_id")),
    "GET /t/<token>": _LINK,
    "GET /t/<token>/report.pdf": _LINK,
    "GET /t/<token>/card": _LINK,
    "GET /t/<token>/card.png": _LINK,
    "GET /t/<token>/photo": _LINK,
    "GET /engineers/<uuid:engineer_id>/card": Access(
        OFFICE | {Role.PROVIDER, Role.ENGINEER}, ("engineer", "engineer_id")
    ),
    "POST /t/<token>/confirm-arrival": _LINK_ACTS,
    "POST /t/<token>/confirm": _LINK_ACTS,
    "POST /t/<token>/appointment": _LINK_PROMISES,
    "POST /t/<token>/rate": _LINK_ACTS,
    "GET /cards/<uuid:engineer_id>": _PUBLIC,
    "POST /cards/<uuid:engineer_id>": _PUBLIC,
    "GET /card/<code>": _PUBLIC,
    "POST /card/<code>": _PUBLIC,
    "GET /verify/<code>": _PUBLIC,
    "GET /problems/<slug>": _PUBLIC,
    "GET /api/docs": _PUBLIC,
    "GET /api/docs/assets/<name>": _PUBLIC,
    "GET /api/openapi.json": _PUBLIC,
    "GET /metrics": Access(ADMIN | PARTNER, scope="metrics:read"),
}

_JOB = "jobs/<uuid:job_id>"
_JOB_ROWS: dict[str, Access] = {
    f"GET {_API}/jobs": Access(OFFICE),
    f"GET {_API}/{_JOB}": Access(OFFICE, ("job", "job_id")),
    f"GET {_API}/{_JOB}/result": Access(OFFICE, ("job", "job_id")),
    **{f"POST {_API}/{_JOB}/{verb}": Access(OFFICE, ("job", "job_id")) for verb in ("stop", "repeat")},
    "GET /jobs": Access(OFFICE),
    f"GET /{_JOB}/result": Access(OFFICE, ("job", "job_id")),
    **{f"POST /{_JOB}/{verb}": Access(OFFICE, ("job", "job_id")) for verb in ("stop", "repeat")},
}

POLICY: dict[str, Access] = {
    **_ACCOUNT_ROWS,
    **_REGISTRY_ROWS,
    **_OUTBOX_ROWS,
    **_REQUEST_ROWS,
    **_DISPATCH_ROWS,
    **_PHONE_ROWS,
    **_PORTAL_ROWS,
    **_PAGE_ROWS,
    **_JOB_ROWS,
}
"""Method and address → who."""


def policy_key() -> str:
    """Name the row of this request: `GET /api/v1/me`."""
    method = "GET" if request.method == "HEAD" else request.method
    return f"{method} {request.url_rule.rule}" if request.url_rule else ""
