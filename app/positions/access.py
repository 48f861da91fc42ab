"""Who may see where an engineer was."""

from __future__ import annotations

from app.web.policy import ENGINEER_AT, LOCATING, Access, Rows

ACCESS: Rows = {
    f"GET {ENGINEER_AT}/positions": Access(LOCATING, ("engineer", "engineer_id")),
    "GET /engineers/<uuid:engineer_id>/positions": Access(LOCATING, ("engineer", "engineer_id")),
}
