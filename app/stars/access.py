"""Who may compare engineers: those who answer for them; each engineer sees what is his own."""

from __future__ import annotations

from app.web.policy import ENGINEER, MANAGEMENT, Access, Rows

ACCESS: Rows = {
    "GET /stars": Access(MANAGEMENT),
    "GET /stars/engineers/<uuid:engineer_id>": Access(MANAGEMENT | ENGINEER, ("engineer", "engineer_id")),
}
