"""Who may see and change teams."""

from __future__ import annotations

from app.web.policy import MANAGEMENT, OFFICE, Access, Rows, register_rows

_TEAM, _OWN = "/teams/<uuid:team_id>", ("team", "team_id")

ACCESS: Rows = {
    **register_rows("teams", "team", OFFICE, MANAGEMENT),
    **register_rows("team-places", "team_place", OFFICE, MANAGEMENT),
    "GET /teams": Access(OFFICE),
    "POST /teams": Access(MANAGEMENT),
    f"GET {_TEAM}": Access(OFFICE, _OWN),
    f"POST {_TEAM}": Access(MANAGEMENT, _OWN),
    f"POST {_TEAM}/close": Access(MANAGEMENT, _OWN),
    f"POST {_TEAM}/open": Access(MANAGEMENT, _OWN),
    f"POST {_TEAM}/places": Access(MANAGEMENT, _OWN),
    f"POST {_TEAM}/places/<uuid:team_place_id>/end": Access(MANAGEMENT, ("team_place", "team_place_id")),
}
