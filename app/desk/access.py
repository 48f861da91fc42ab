"""Who may do what at the desk: requests and visits as a whole, the board, the office's pages."""

from __future__ import annotations

from app.kernel import Role
from app.web.policy import (
    API,
    ASKING,
    DISPATCH,
    MANAGEMENT,
    OFFICE,
    PARTNER,
    PUBLIC,
    REQUEST,
    VISIT,
    WATCHERS,
    Access,
    Rows,
    each,
)

_REQUEST, _VISIT = ("request", "request_id"), ("visit", "visit_id")
_CUSTOMER = ("customer", "customer_id")
_ENGINEER, _OF_ENGINEER = f"{API}/engineers/<uuid:engineer_id>", ("engineer", "engineer_id")
_PAPERS = OFFICE | PARTNER | {Role.CUSTOMER}
_OVERRIDES = ("assign", "unassign", "pin", "unpin", "exclude", "include")

_API_ROWS: Rows = {
    f"POST {API}/service-requests": Access(ASKING, scope="requests:write"),
    f"GET {API}/service-requests": Access(WATCHERS, scope="requests:read"),
    f"GET {REQUEST}": Access(WATCHERS, _REQUEST, "requests:read"),
    f"GET {REQUEST}/history": Access(OFFICE | PARTNER, _REQUEST, "requests:read"),
    f"GET {REQUEST}/candidates": Access(OFFICE, _REQUEST),
    **each(
        ("cancel", "appointment", "tracking-link", "tracking-link/send"),
        REQUEST,
        Access(ASKING, _REQUEST, "requests:write"),
    ),
    f"POST {REQUEST}/solve-remotely": Access(DISPATCH, _REQUEST),
    f"POST {REQUEST}/hand-over-code": Access(DISPATCH, _REQUEST),
    f"POST {REQUEST}/amend": Access(DISPATCH | PARTNER, _REQUEST, "requests:write"),
    f"GET {REQUEST}/attachments": Access(_PAPERS, _REQUEST, "requests:read"),
    f"GET {REQUEST}/attachments/<uuid:attachment_id>": Access(_PAPERS, _REQUEST, "requests:read"),
    f"GET {REQUEST}/related": Access(OFFICE | PARTNER, _REQUEST, "requests:read"),
    **{
        f"{method} {REQUEST}/{part}": Access(DISPATCH | PARTNER, _REQUEST, "requests:write")
        for method, part in (
            ("POST", "attachments"),
            ("DELETE", "attachments/<uuid:attachment_id>"),
            ("POST", "related"),
            ("DELETE", "related/<uuid:other_id>"),
        )
    },
    f"POST {REQUEST}/notes": Access(OFFICE, _REQUEST),
    **each(("follow-up", "close"), REQUEST, Access(OFFICE, _REQUEST)),
    f"GET {API}/customers/<uuid:customer_id>/file": Access(
        OFFICE | PARTNER | {Role.CUSTOMER}, _CUSTOMER, "customers:read"
    ),
    **{f"GET {_ENGINEER}/{part}": Access(OFFICE, _OF_ENGINEER) for part in ("phones", "sessions")},
    f"DELETE {_ENGINEER}/sessions/<uuid:token_id>": Access(OFFICE, _OF_ENGINEER),
    f"GET {API}/visits": Access(WATCHERS, scope="requests:read"),
    f"GET {VISIT}": Access(WATCHERS, _VISIT, "requests:read"),
    f"GET {VISIT}/report.pdf": Access(WATCHERS, _VISIT, "requests:read"),
    f"POST {VISIT}/return-set": Access(DISPATCH, _VISIT),
    **each((*_OVERRIDES, "accept-by-telephone", "undo"), VISIT, Access(DISPATCH, _VISIT)),
    # Never the engineer whose arrival it is, nor his provider; who may overrule, the command decides.
    f"POST {VISIT}/settle-arrival": Access(OFFICE, _VISIT),
    **each(("confirm-arrival", "arrival-code"), VISIT, Access(DISPATCH, _VISIT)),
}

_REQUEST_AT, _VISIT_AT = "/requests/<uuid:request_id>", "/visits/<uuid:visit_id>"
_ALERT_AT, _ALERT = "/alerts/<uuid:alert_id>", ("alert", "alert_id")

_PAGE_ROWS: Rows = {
    "GET /board": PUBLIC,
    "GET /components": Access(OFFICE),
    "GET /customers/<uuid:customer_id>": Access(OFFICE | {Role.CUSTOMER}, _CUSTOMER),
    "GET /engineers/<uuid:engineer_id>": Access(OFFICE | {Role.PROVIDER}, _OF_ENGINEER),
    "POST /engineers/<uuid:engineer_id>/sessions/<uuid:token_id>/end": Access(OFFICE, _OF_ENGINEER),
    "GET /requests": Access(OFFICE | {Role.CUSTOMER, Role.PROVIDER}),
    f"GET {_REQUEST_AT}": Access(OFFICE | {Role.CUSTOMER, Role.PROVIDER}, _REQUEST),
    f"POST {_REQUEST_AT}/tracking-link": Access(DISPATCH | {Role.CUSTOMER}, _REQUEST),
    f"POST {_REQUEST_AT}/tracking-link/send": Access(DISPATCH, _REQUEST),
    f"POST {_REQUEST_AT}/hand-over-code": Access(DISPATCH, _REQUEST),
    f"POST {_REQUEST_AT}/cancel": Access(DISPATCH, _REQUEST),
    f"POST {_REQUEST_AT}/place": Access(DISPATCH, _REQUEST),
    **each(("close", "notes"), _REQUEST_AT, Access(OFFICE, _REQUEST)),
    **each(
        (
            "attachments",
            "attachments/<uuid:attachment_id>/withdraw",
            "related",
            "related/<uuid:other_id>/remove",
        ),
        _REQUEST_AT,
        Access(DISPATCH, _REQUEST),
    ),
    f"GET {_REQUEST_AT}/attachments/<uuid:attachment_id>": Access(OFFICE | {Role.CUSTOMER}, _REQUEST),
    f"GET {_REQUEST_AT}/amend": Access(DISPATCH, _REQUEST),
    f"POST {_REQUEST_AT}/amend": Access(DISPATCH, _REQUEST),
    f"POST {_REQUEST_AT}/corrections": Access(MANAGEMENT, _REQUEST),
    **each(
        (*_OVERRIDES, "accept-by-telephone", "undo", "end", "confirm-arrival", "arrival-code"),
        _VISIT_AT,
        Access(DISPATCH, _VISIT),
    ),
    f"GET {_VISIT_AT}/arrival": Access(OFFICE, _VISIT),
    f"POST {_VISIT_AT}/settle-arrival": Access(OFFICE, _VISIT),
    **each(("acknowledge", "rescue"), _ALERT_AT, Access(DISPATCH, _ALERT)),
    f"GET {_ALERT_AT}/changed": Access(DISPATCH, _ALERT),
    f"POST {_VISIT_AT}/return-set": Access(DISPATCH, _VISIT),
    f"GET {_VISIT_AT}/claims/<uuid:engineer_id>": Access(OFFICE, _VISIT),
    **each(("take", "refuse"), f"{_VISIT_AT}/claims/<uuid:engineer_id>", Access(DISPATCH, _VISIT)),
    "GET /work": Access(OFFICE),
    "GET /work/<name>": Access(OFFICE),
    "GET /reviews": Access(OFFICE),
    **each(("apply", "attach", "set-aside"), "/reviews/<uuid:item_id>", Access(DISPATCH)),
}

ACCESS: Rows = {**_API_ROWS, **_PAGE_ROWS}
