"""Who may do what about service providers: each its own, managers as they grade them."""

from __future__ import annotations

from app.kernel import Role
from app.web.policy import API, MANAGEMENT, VISIT, Access, Rows, each

PROVIDER = frozenset({Role.PROVIDER})
_BOTH = MANAGEMENT | PROVIDER
_PROVIDER, _VISIT, _OFFER = ("provider", "provider_id"), ("visit", "visit_id"), ("offer", "offer_id")
_SUSPENSION = ("provider_suspension", "suspension_id")
_RECORD, _STATEMENT = ("provider_record", "record_id"), ("provider_statement", "statement_id")
_DISPUTE = ("statement_dispute", "dispute_id")
_ONE = f"{API}/provider-statements/<uuid:statement_id>"
_LINE = "lines/<uuid:visit_id>/dispute"
_DAY, _STATEMENTS = "/providers/day", "/provider-statements"
_PAGE, _TERMS = f"{_STATEMENTS}/<uuid:statement_id>", "/providers/<uuid:provider_id>/terms"

_API_ROWS: Rows = {
    f"GET {API}/provider-day": Access(PROVIDER),
    **each(("accept", "decline"), f"{API}/offers/<uuid:offer_id>", Access(PROVIDER, _OFFER)),
    f"POST {VISIT}/give": Access(PROVIDER, _VISIT),
    f"GET {API}/provider-suspensions": Access(_BOTH),
    f"POST {API}/provider-suspensions": Access(MANAGEMENT),
    f"POST {API}/provider-suspensions/<uuid:suspension_id>/lift": Access(MANAGEMENT, _SUSPENSION),
    f"GET {API}/provider-terms": Access(_BOTH),
    f"POST {API}/provider-terms": Access(MANAGEMENT),
    f"GET {API}/providers/<uuid:provider_id>/consequences": Access(_BOTH, _PROVIDER),
    f"GET {API}/provider-records": Access(_BOTH),
    f"POST {API}/provider-records": Access(_BOTH),
    **each(("confirm", "refuse"), f"{API}/provider-records/<uuid:record_id>", Access(MANAGEMENT, _RECORD)),
    f"GET {API}/provider-statements": Access(_BOTH),
    f"POST {API}/provider-statements/draft": Access(MANAGEMENT),
    f"GET {_ONE}": Access(_BOTH, _STATEMENT),
    f"POST {_ONE}/issue": Access(MANAGEMENT, _STATEMENT),
    f"POST {_ONE}/{_LINE}": Access(PROVIDER, _STATEMENT),
    f"GET {API}/statement-disputes": Access(_BOTH),
    f"POST {API}/statement-disputes/<uuid:dispute_id>/answer": Access(MANAGEMENT, _DISPUTE),
}

_PAGE_ROWS: Rows = {
    f"GET {_DAY}": Access(PROVIDER),
    **each(("accept", "decline"), f"{_DAY}/offers/<uuid:offer_id>", Access(PROVIDER, _OFFER)),
    f"POST {_DAY}/visits/<uuid:visit_id>/give": Access(PROVIDER, _VISIT),
    "GET /providers/overview": Access(MANAGEMENT),
    f"GET {_TERMS}": Access(_BOTH, _PROVIDER),
    f"POST {_TERMS}": Access(MANAGEMENT, _PROVIDER),
    f"GET {_TERMS}/new": Access(MANAGEMENT, _PROVIDER),
    f"POST {_TERMS}/suspensions": Access(MANAGEMENT, _PROVIDER),
    f"GET {_TERMS}/suspensions/new": Access(MANAGEMENT, _PROVIDER),
    f"POST {_TERMS}/records": Access(_BOTH, _PROVIDER),
    f"GET {_TERMS}/records/new": Access(_BOTH, _PROVIDER),
    "GET /providers/suspensions/<uuid:suspension_id>/lift": Access(MANAGEMENT, _SUSPENSION),
    "POST /providers/suspensions/<uuid:suspension_id>/lift": Access(MANAGEMENT, _SUSPENSION),
    "GET /providers/records/<uuid:record_id>/refuse": Access(MANAGEMENT, _RECORD),
    **each(("confirm", "refuse"), "/providers/records/<uuid:record_id>", Access(MANAGEMENT, _RECORD)),
    f"GET {_STATEMENTS}": Access(_BOTH),
    f"POST {_STATEMENTS}/draft": Access(MANAGEMENT),
    f"GET {_PAGE}": Access(_BOTH, _STATEMENT),
    f"GET {_PAGE}/file": Access(_BOTH, _STATEMENT),
    f"POST {_PAGE}/issue": Access(MANAGEMENT, _STATEMENT),
    f"GET {_PAGE}/{_LINE}": Access(PROVIDER, _STATEMENT),
    f"POST {_PAGE}/{_LINE}": Access(PROVIDER, _STATEMENT),
    f"GET {_STATEMENTS}/disputes/<uuid:dispute_id>/answer": Access(MANAGEMENT, _DISPUTE),
    f"POST {_STATEMENTS}/disputes/<uuid:dispute_id>/answer": Access(MANAGEMENT, _DISPUTE),
}

ACCESS: Rows = {**_API_ROWS, **_PAGE_ROWS}
