"""Who may ask the planner, and see what it decided and why."""

from __future__ import annotations

from app.web.policy import API, DISPATCH, OFFICE, PARTNER, TERRITORY, VISIT, Access, Rows

_OWN = ("territory", "territory_id")

ACCESS: Rows = {
    f"GET {API}/offers": Access(OFFICE),
    f"POST {API}/dispatch/plan": Access(
        OFFICE | PARTNER, scope="dispatch:plan", json_bytes=4 * 1024 * 1024
    ),  # a day to plan
    f"GET {TERRITORY}/plan": Access(OFFICE, _OWN),
    f"GET {TERRITORY}/plan/score": Access(OFFICE, _OWN),
    f"POST {TERRITORY}/plan/preview": Access(DISPATCH, _OWN),
    f"POST {TERRITORY}/replan": Access(DISPATCH, _OWN),
    f"GET {VISIT}/why": Access(OFFICE, ("visit", "visit_id")),
}
