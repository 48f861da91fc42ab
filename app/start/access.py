"""Who may open the start pages."""

from __future__ import annotations

from app.web.policy import MANAGEMENT, PUBLIC, Access, Rows

ACCESS: Rows = {
    "GET /": PUBLIC,
    "GET /overview": Access(MANAGEMENT),
    "GET /start": Access(MANAGEMENT),
    "POST /start/prices": Access(MANAGEMENT),
}
