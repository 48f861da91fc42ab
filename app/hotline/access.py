"""Who may take calls: whoever at the desk may take requests in; and who decides on complaints: managers."""

from __future__ import annotations

from app.web.policy import API, DISPATCH, MANAGEMENT, OFFICE, Access, Rows

_CALL = ("call", "call_id")

ACCESS: Rows = {
    "GET /hotline": Access(DISPATCH),
    "POST /hotline": Access(DISPATCH),
    "GET /hotline/search": Access(DISPATCH),
    "GET /hotline/doubles": Access(DISPATCH),
    "GET /hotline/faults": Access(DISPATCH),
    "GET /hotline/quote": Access(DISPATCH),
    "POST /hotline/drafts/<uuid:form_key>": Access(DISPATCH),
    "POST /hotline/drafts/<uuid:form_key>/drop": Access(DISPATCH),
    "GET /calls": Access(OFFICE),
    "POST /calls/<uuid:call_id>/done": Access(DISPATCH, _CALL),
    "POST /calls/<uuid:call_id>/another-visit": Access(DISPATCH, _CALL),
    "GET /complaints": Access(MANAGEMENT),
    "GET /complaints/<uuid:call_id>": Access(MANAGEMENT, _CALL),
    "POST /complaints/<uuid:call_id>/verdicts": Access(MANAGEMENT, _CALL),
    f"GET {API}/complaints": Access(MANAGEMENT),
    f"GET {API}/complaints/<uuid:call_id>": Access(MANAGEMENT, _CALL),
    f"POST {API}/complaints/<uuid:call_id>/verdicts": Access(MANAGEMENT, _CALL),
}
