"""Who may decide about what came of a visit: its bill, its end, messages that a phone sent too late."""

from __future__ import annotations

from app.web.policy import API, DISPATCH, OFFICE, VISIT, Access, Rows, each

_ITEM = f"{API}/review-items/<uuid:item_id>"

ACCESS: Rows = {
    f"GET {VISIT}/oddities": Access(OFFICE, ("visit", "visit_id")),
    f"GET {API}/charges": Access(OFFICE),
    **each(
        ("approve", "refuse"),
        f"{API}/charges/<uuid:charge_id>",
        Access(OFFICE, ("charge", "charge_id")),
    ),
    f"GET {API}/review-items": Access(OFFICE),
    f"GET {_ITEM}/photo": Access(OFFICE),
    **each(("apply", "attach", "resolve"), _ITEM, Access(DISPATCH)),
    **each(
        ("take", "refuse"),
        f"{VISIT}/claims/<uuid:engineer_id>",
        Access(DISPATCH, ("visit", "visit_id")),
    ),
    f"POST {VISIT}/end": Access(DISPATCH, ("visit", "visit_id")),
    "POST /charges/<uuid:charge_id>": Access(OFFICE, ("charge", "charge_id")),
}
